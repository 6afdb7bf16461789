using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Keys;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Testing;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>A service's routes and the permissions that it publishes.</summary>
internal sealed record Surface(IReadOnlyList<RouteEndpoint> Routes, IReadOnlyList<Permission> Permissions);

/// <summary>Builds each service once, whole but without database, broker and cache, and without what works in the background: for a look at its surface.</summary>
internal static class ServiceHosts
{
    private static readonly ConcurrentDictionary<string, Lazy<IServiceHost>> Hosts = new();

    internal static Surface Look(string service)
    {
        var host = Of(service);
        return new Surface([.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()], host.Services.GetRequiredService<PermissionTable>().Permissions);
    }

    /// <summary>For requests that a service answers before it asks a database for anything. All tests share it, and it ends with them.</summary>
    internal static IServiceHost Of(string service) => Hosts.GetOrAdd(service, name => new Lazy<IServiceHost>(() => Start(name))).Value;

    private static IServiceHost Start(string service)
    {
        var context = Assembly.Load(service).GetTypes().Single(type => type.IsSubclassOf(typeof(TenantDbContext)));
        var host = (IServiceHost)Activator.CreateInstance(typeof(Host<>).MakeGenericType(context), service)!;
        if (host.Services.GetService<KeyRing>() is { } ring) typeof(KeyRing).GetField("_current", BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(ring, OwnKeys());
        return host;
    }

    /// <summary>Identity reads its keys from its database, and answers nothing without.</summary>
    private static Keys OwnKeys()
    {
        var signer = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "own" };
        return new Keys(signer, [signer], [new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))]);
    }

    internal interface IServiceHost
    {
        IServiceProvider Services { get; }

        HttpClient CreateClient();
    }

    private sealed class Host<TEntryPoint>(string service) : WebApplicationFactory<TEntryPoint>, IServiceHost
        where TEntryPoint : class
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            var database = service["TrackTok.".Length..].ToLowerInvariant() + "-db";
            builder.UseEnvironment("Development");
            builder.UseSetting("ConnectionStrings:" + database, "Host=127.0.0.1;Port=1;Database=none;Username=none");
            builder.UseSetting("ConnectionStrings:cache", "127.0.0.1:1");
            builder.UseSetting("ConnectionStrings:messaging", "loopback://localhost/");
            builder.UseSetting("Outbox:Dispatch", "false");
            builder.UseSetting("Edge:SigningKey", "edge-signing-key-of-tests");
            builder.UseSetting("Tokens:PublicKeyPem", TestTokens.PublicKeyPem);
            builder.UseSetting("Tokens:Issuer", TestTokens.Issuer);
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureTestServices(services =>
            {
                foreach (var background in services.Where(descriptor => descriptor.ServiceType == typeof(IHostedService) && descriptor.ImplementationType?.Name != "GenericWebHostService").ToList())
                    services.Remove(background);
            });
        }
    }
}
