using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>A service's routes and the permissions that it publishes.</summary>
internal sealed record Surface(IReadOnlyList<RouteEndpoint> Routes, IReadOnlyList<Permission> Permissions);

/// <summary>Builds each service once, whole but without database, broker and cache, and without what works in the background: for a look at its surface.</summary>
internal static class ServiceHosts
{
    private static readonly ConcurrentDictionary<string, Lazy<Surface>> Surfaces = new();

    internal static Surface Look(string service) => Surfaces.GetOrAdd(service, name => new Lazy<Surface>(() =>
    {
        var context = Assembly.Load(name).GetTypes().Single(type => type.IsSubclassOf(typeof(TenantDbContext)));
        using var host = (IServiceHost)Activator.CreateInstance(typeof(Host<>).MakeGenericType(context), name)!;
        return new Surface([.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()], host.Services.GetRequiredService<PermissionTable>().Permissions);
    })).Value;

    private interface IServiceHost : IDisposable
    {
        IServiceProvider Services { get; }
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
            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureTestServices(services =>
            {
                foreach (var background in services.Where(descriptor => descriptor.ServiceType == typeof(IHostedService) && descriptor.ImplementationType?.Name != "GenericWebHostService").ToList())
                    services.Remove(background);
            });
        }
    }
}
