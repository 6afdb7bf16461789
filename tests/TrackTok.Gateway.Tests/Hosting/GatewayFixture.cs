using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Gateway.Services;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

[assembly: AssemblyFixture(typeof(TrackTok.Gateway.Tests.Hosting.SharedGateway))]

namespace TrackTok.Gateway.Tests.Hosting;

/// <summary>
/// The gateway on a loopback port, real Redis beside it, stand-ins for the services behind it. Requests come through a trusted proxy, so that each test can have a client
/// address of its own.
/// </summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    internal const string EdgeKey = "edge-signing-key-of-tests";
    private static int _addresses;
    private readonly Factory _factory;

    private GatewayFixture(Factory factory, Dictionary<string, List<StandIn>> replicas) => (_factory, Replicas) = (factory, replicas);

    internal StandInTenants Tenants => _factory.Tenants;

    internal StandInIdentity Identity => _factory.Identity;

    internal Dictionary<string, List<StandIn>> Replicas { get; }

    internal StandIn this[string service] => Replicas[service][0];

    internal IServiceProvider Services => _factory.Services;

    internal Uri Address { get; private set; } = null!;

    /// <param name="replicas">How many replicas each service has.</param>
    internal static async Task<GatewayFixture> StartAsync(Action<Dictionary<string, string?>>? configure = null, Action<IServiceCollection>? services = null, int replicas = 1)
    {
        var standIns = new Dictionary<string, List<StandIn>>();
        var settings = new Dictionary<string, string?>
        {
            ["Kestrel:Endpoints:http:Url"] = "http://127.0.0.1:0",
            ["ConnectionStrings:cache"] = TestServers.Redis,
            ["ConnectionStrings:messaging"] = "loopback://localhost/",
            ["Tokens:PublicKeyPem"] = TestTokens.PublicKeyPem,
            ["Tokens:Issuer"] = TestTokens.Issuer,
            ["ServiceIdentity:Token"] = TestTokens.ForService("gateway"),
            ["Edge:SigningKey"] = EdgeKey,
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Edge:TrustedProxies:0"] = "127.0.0.1",
        };
        foreach (var service in RouteTable.Services.Append(RouteTable.Web))
        {
            standIns[service] = [];
            for (var i = 0; i < replicas; i++)
            {
                standIns[service].Add(await StandIn.StartAsync(service));
                settings[$"services:{service}:http:{i}"] = standIns[service][i].Address.ToString().TrimEnd('/');
            }
        }
        configure?.Invoke(settings);
        var factory = new Factory(settings, services);
        factory.UseKestrel();
        factory.StartServer();
        var address = factory.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new GatewayFixture(factory, standIns) { Address = new Uri(address) };
    }

    /// <summary>A client with an address that no other test has.</summary>
    internal HttpClient Client(string? host = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", NewAddress());
        if (host is not null) client.DefaultRequestHeaders.Host = host;
        return client;
    }

    /// <summary>A client signed in to the tenant.</summary>
    internal HttpClient Client(Tenant tenant, Guid? userId = null, Guid? sessionId = null, DateTimeOffset? issuedAt = null)
    {
        var client = Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token(tenant, userId, sessionId, issuedAt));
        return client;
    }

    internal static string Token(Tenant tenant, Guid? userId = null, Guid? sessionId = null, DateTimeOffset? issuedAt = null) =>
        TestTokens.For(Guid.Parse(tenant.Id), userId ?? Guid.CreateVersion7(), Role.Owner, sessionId, issuedAt);

    /// <summary>Gives the client's requests an id by which a test finds them again.</summary>
    internal static string Mark(HttpClient client)
    {
        var id = "test-" + Guid.CreateVersion7();
        client.DefaultRequestHeaders.Add("X-Request-Id", id);
        return id;
    }

    internal static string NewAddress()
    {
        var n = Interlocked.Increment(ref _addresses);
        return $"10.{Random.Shared.Next(256)}.{(n >> 8) & 255}.{n & 255}";
    }

    /// <summary>Sends bytes as they are and reads all that comes back until the connection ends.</summary>
    internal async Task<string> RawAsync(string request, int pauseAfter = -1, TimeSpan? patience = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address.Host, Address.Port);
        var stream = client.GetStream();
        using var enough = new CancellationTokenSource(patience ?? TimeSpan.FromSeconds(15));
        var reading = ReadAsync(stream, enough.Token);
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(pauseAfter < 0 ? request : request[..pauseAfter]), enough.Token);
        }
        catch (IOException)
        {
            // Refused before everything was sent.
        }
        return await reading;
    }

    private static async Task<string> ReadAsync(NetworkStream stream, CancellationToken enough)
    {
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer, enough)) > 0;) answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // What came so far is the answer.
        }
        return answer.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        foreach (var replica in Replicas.Values.SelectMany(all => all)) await replica.DisposeAsync();
    }

    private sealed class Factory(Dictionary<string, string?> settings, Action<IServiceCollection>? more) : WebApplicationFactory<EdgeRoute>
    {
        internal StandInTenants Tenants { get; } = new();

        internal StandInIdentity Identity { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Development");
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
            builder.ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(settings));
            builder.ConfigureTestServices(services =>
            {
                services.AddSingleton<Tenants.Contracts.Tenants.TenantsClient>(Tenants);
                services.AddSingleton<Identity.Contracts.Identity.IdentityClient>(Identity);
                more?.Invoke(services);
            });
        }
    }
}

/// <summary>One gateway for all tests that need none of their own.</summary>
public sealed class SharedGateway : IAsyncLifetime
{
    internal GatewayFixture Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await GatewayFixture.StartAsync();

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}

internal static class Answers
{
    /// <summary>Asserts that the answer is a problem of this status and code, and gives it.</summary>
    internal static async Task<JsonElement> ShouldBeProblemAsync(this HttpResponseMessage answer, int status, string code)
    {
        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("code").GetString().ShouldBe(code);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
        problem.GetProperty("trace_id").GetString()!.Length.ShouldBe(32);
        return problem;
    }
}
