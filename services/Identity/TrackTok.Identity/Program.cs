using TrackTok.Identity;
using TrackTok.Identity.ApiKeys;
using TrackTok.Identity.Data;
using TrackTok.Identity.OpenId;
using TrackTok.Identity.People;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTenantDatabase<IdentityDbContext>("identity-db");
builder.AddMessaging(typeof(Program).Assembly);
builder.Services.AddServiceClient<Tenants.TenantsClient>("tenants");
builder.Services.AddIdentity(builder.Configuration);
builder.Services.AddOpenIdServer(builder.Configuration);
builder.Services.AddSingleton(new PermissionTable(Permissions.All));

var app = builder.Build();
app.UseServiceDefaults();
var api = app.MapApi();
api.MapIdentity();
api.MapApiKeys();
app.MapInternal<IdentityGrpcService>();
app.MapInternal<AuditTrailService<IdentityDbContext>>();
return await app.RunServiceAsync(args);
