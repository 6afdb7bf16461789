using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;
using TrackTok.Bench.Load;

namespace TrackTok.Bench;

internal enum Operation
{
    Create,
    List,
}

/// <summary>Something that answers creates and lists over HTTP: TrackTok through its gateway, or the monolith.</summary>
internal sealed class HttpTarget(int port, string path, IReadOnlyList<BenchTenant> tenants, IReadOnlyList<string> tokens)
{
    public Measured Run(Operation operation, int clients, int seconds) => HttpLoad.Run(port, clients, TimeSpan.FromSeconds(seconds), client => operation == Operation.Create
        ? new CreateRequests(path, tenants, tokens, client)
        : new ListRequests(path, tokens, client));
}

/// <summary>The monolith, with as many expenses as TrackTok has.</summary>
internal sealed class MonolithProcess : IAsyncDisposable
{
    private const string SigningKey = "a-key-that-only-the-benchmark-uses-0123456789";
    private readonly Process _process;

    private MonolithProcess(Process process, HttpTarget target) => (_process, Target) = (process, target);

    public HttpTarget Target { get; }

    public int ProcessId => _process.Id;

    public static async Task<MonolithProcess> StartAsync(string root, NpgsqlConnectionStringBuilder admin, IReadOnlyList<BenchTenant> tenants, int expenses)
    {
        var port = Machine.FreePort();
        var folder = Path.Combine(root, "tests", "Bench", "TrackTok.Bench.Monolith");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(folder, "bin", "Release", "net10.0", "TrackTok.Bench.Monolith.dll")]) { WorkingDirectory = folder };
        var connection = new NpgsqlConnectionStringBuilder(admin.ConnectionString) { Database = "monolith", MaxAutoPrepare = 100, AutoPrepareMinUsages = 2 }.ConnectionString;
        start.Environment["ConnectionStrings__monolith"] = connection;
        start.Environment["SigningKey"] = SigningKey;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        var process = Process.Start(start)!;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var tries = 0; ; tries++)
        {
            try
            {
                await http.GetStringAsync(new Uri("/health", UriKind.Relative));
                break;
            }
            catch (HttpRequestException) when (tries < 300 && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }
        await using var database = NpgsqlDataSource.Create(connection);
        await Loading.MonolithAsync(database, tenants.Select(tenant => tenant.Id), expenses / tenants.Count);
        return new MonolithProcess(process, new HttpTarget(port, "/expenses", tenants, [.. tenants.Select(Token)]));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Token(BenchTenant tenant) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "monolith",
        Audience = "monolith",
        Expires = DateTime.UtcNow.AddHours(2),
        Claims = new Dictionary<string, object> { ["sub"] = tenant.UserId.ToString(), ["tenant_id"] = tenant.Id.ToString() },
        SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(SigningKey)), SecurityAlgorithms.HmacSha256),
    });
}
