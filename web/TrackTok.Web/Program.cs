using TrackTok.ServiceDefaults;
using TrackTok.Web.Api;
using TrackTok.Web.Design;
using TrackTok.Web.Expenses;
using TrackTok.Web.Session;
using TrackTok.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
// Run from its build's folder it has its assets too, in every environment; a published one has them anyway.
builder.WebHost.UseStaticWebAssets();
builder.AddProcessDefaults();
builder.AddSharedCache("cache");
builder.AddSession();
builder.AddApi();
builder.AddDesign();
builder.AddShell();
builder.Services.AddExpensePages();

var app = builder.Build();
app.UseShell();
app.MapHealth();
app.MapShell();
app.MapExpensePages();
await app.RunAsync();
