using TrackTok.Gateway.Documents;
using TrackTok.Gateway.Edge;
using TrackTok.Gateway.Limits;
using TrackTok.Gateway.Mail;
using TrackTok.Gateway.Resolving;
using TrackTok.Gateway.Services;
using TrackTok.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddEdge();
builder.AddTenantDirectory();
builder.AddLimits();
builder.AddServices();
builder.Services.AddSingleton<GatheredDocuments>();

var app = builder.Build();
app.UseEdge();
app.MapHealth();
app.MapDocuments();
app.MapDevelopmentMail();
app.MapServices();
await app.RunAsync();
