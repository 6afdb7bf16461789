using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Bench.Monolith;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddDbContextPool<MonolithDbContext>(options => options.UseNpgsql(builder.Configuration.GetConnectionString("monolith")).UseSnakeCaseNamingConvention());
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters
    {
        ValidIssuer = "monolith",
        ValidAudience = "monolith",
        IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(builder.Configuration["SigningKey"]!)),
    };
});
builder.Services.AddAuthorization();
var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapPost("/expenses", Expenses.CreateAsync).RequireAuthorization();
app.MapGet("/expenses", Expenses.ListAsync).RequireAuthorization();
app.MapGet("/health", () => "ok");

await using (var scope = app.Services.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<MonolithDbContext>().Database.EnsureCreatedAsync();
await app.RunAsync();
