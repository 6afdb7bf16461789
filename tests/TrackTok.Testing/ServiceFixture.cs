using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Testing;

/// <summary>
/// One service hosted in process on a database of its own, with real PostgreSQL and Redis. Messages go through MassTransit in memory unless the subclass asks for the broker;
/// other services are stood in for by what the subclass registers in <see cref="ConfigureServices"/>.
/// </summary>
/// <typeparam name="TEntryPoint">Any public type of the service's assembly.</typeparam>
/// <typeparam name="TContext">The service's context.</typeparam>
public abstract class ServiceFixture<TEntryPoint, TContext>(string databaseResource) : IAsyncDisposable
    where TEntryPoint : class
    where TContext : TenantDbContext
{
    private WebApplicationFactory<TEntryPoint>? _factory;
    private SocketsHttpHandler? _sockets;

    public TestDatabase<TContext> Database { get; private set; } = null!;

    public IServiceProvider Services => _factory!.Services;

    /// <summary>The broker's address; in memory unless overridden.</summary>
    protected virtual string Messaging => "loopback://localhost/";

    /// <summary>When false, events stay in the outbox, where a test can look at them.</summary>
    protected virtual bool DispatchesOutbox => false;

    /// <summary>When true, Kestrel listens on a port of the loopback address and clients connect to it, instead of handing requests over in memory.</summary>
    protected virtual bool ListensOnSockets => false;

    protected virtual void ConfigureServices(IServiceCollection services)
    {
    }

    protected virtual void Configure(IDictionary<string, string?> settings)
    {
    }

    public async ValueTask StartAsync()
    {
        Database = await TestDatabase<TContext>.CreateAsync(databaseResource);
        _factory = new WebApplicationFactory<TEntryPoint>().WithWebHostBuilder(web =>
        {
            var settings = new Dictionary<string, string?>
            {
                ["ConnectionStrings:" + databaseResource] = Database.App,
                ["ConnectionStrings:cache"] = TestServers.Redis,
                ["ConnectionStrings:messaging"] = Messaging,
                ["Outbox:Dispatch"] = DispatchesOutbox ? "true" : "false",
                ["Database:Connections"] = "20",
                // Tests that send more at once than there are connections want their answers, also on a slow machine.
                ["Database:PatienceSeconds"] = "30",
                ["Tokens:PublicKeyPem"] = TestTokens.PublicKeyPem,
                ["Tokens:Issuer"] = TestTokens.Issuer,
                ["ServiceIdentity:Token"] = TestTokens.ForService("tests"),
                ["Edge:SigningKey"] = EdgeKey,
            };
            // Any of the addresses will do for clients then.
            if (ListensOnSockets) settings["Kestrel:Endpoints:grpc:Protocols"] = "Http1";
            Configure(settings);
            web.UseEnvironment("Development");
            foreach (var (name, value) in settings) web.UseSetting(name, value);
            web.ConfigureAppConfiguration(configuration => configuration.AddInMemoryCollection(settings));
            web.ConfigureTestServices(ConfigureServices);
        });
        if (ListensOnSockets) Listen(_factory);
        else _factory.Server.PreserveExecutionContext = false;
        _ = _factory.Services;
    }

    private void Listen(WebApplicationFactory<TEntryPoint> factory)
    {
        factory.UseKestrel(0);
        factory.StartServer();
        _sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
    }

    public const string EdgeKey = "edge-signing-key-of-tests";

    /// <summary>A client signed in as a person of the tenant.</summary>
    public HttpClient Client(Guid tenantId, Guid userId, Role role)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.For(tenantId, userId, role));
        return client;
    }

    /// <summary>A client that is not signed in.</summary>
    public HttpClient Anonymous() => _sockets is null
        ? _factory!.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false })
        : new HttpClient(_sockets, disposeHandler: false) { BaseAddress = new Uri(Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()) };

    /// <summary>A gRPC channel into the service; add the token of a service as call metadata, or use <see cref="ServiceMetadata"/>.</summary>
    public GrpcChannel Channel() => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = _factory!.Server.CreateHandler() });

    public static Grpc.Core.Metadata ServiceMetadata { get; } = new() { { "Authorization", "Bearer " + TestTokens.ForService("tests") } };

    /// <summary>Runs code in a scope of the tenant, as a job would.</summary>
    public async Task<T> InTenantAsync<T>(Guid tenantId, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        return await work(scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        _sockets?.Dispose();
        if (_factory is not null) await _factory.DisposeAsync();
        if (Database is not null) await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
