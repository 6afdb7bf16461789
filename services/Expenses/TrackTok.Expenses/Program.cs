using TrackTok.Expenses;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;
using TrackTok.Expenses.Rates;
using TrackTok.Expenses.Tenants;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddTenantDatabase<ExpensesDbContext>("expenses-db");
builder.AddMessaging(typeof(Program).Assembly);
builder.Services.AddSingleton(new PermissionTable(Permissions.All));
builder.Services.AddKnownTenants<ExpensesDbContext>();
builder.Services.AddScoped<INewTenantSetup, SetUpTenant>();

var app = builder.Build();
app.UseServiceDefaults();
var api = app.MapApi().WithTransactions<ExpensesDbContext>();
api.MapProjects();
api.MapAccounts();
api.MapCategories();
api.MapRates();
return await app.RunServiceAsync(args);
