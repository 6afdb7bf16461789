using System.Net.Http.Json;
using Microsoft.Extensions.Caching.Hybrid;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Memberships;

/// <summary>
/// What each role may do, from the tables that the services publish (<c>Identity:PermissionsOf</c> names the services). A table changes only with a new version of its service,
/// so it is kept for minutes; a service that does not answer is left out for now and asked again soon.
/// </summary>
internal sealed partial class PermissionNames(IHttpClientFactory clients, HybridCache cache, IConfiguration configuration, ILogger<PermissionNames> log)
{
    private static readonly HybridCacheEntryOptions Kept = new() { Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = TimeSpan.FromMinutes(5) };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly string[] _services = configuration.GetSection("Identity:PermissionsOf").Get<string[]>() ?? [];

    public async Task<IReadOnlyList<string>> OfAsync(Role role, CancellationToken cancellationToken)
    {
        var tables = await Task.WhenAll(_services.Select(service => ReadAsync(service, cancellationToken)));
        return [.. tables.SelectMany(table => table).Where(permission => For(permission, role) != Reach.None).Select(permission => permission.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Every permission by its name, with what it allows.</summary>
    public async Task<IReadOnlyDictionary<string, string>> SummariesAsync(CancellationToken cancellationToken)
    {
        var tables = await Task.WhenAll(_services.Select(service => ReadAsync(service, cancellationToken)));
        return tables.SelectMany(table => table).DistinctBy(permission => permission.Name).ToDictionary(permission => permission.Name, permission => permission.Summary, StringComparer.Ordinal);
    }

    private async Task<PublishedPermission[]> ReadAsync(string service, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.GetOrCreateAsync("permissions:" + service, async stop => await FetchAsync(service, stop), Kept, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogMissing(service, e.Message);
            return [];
        }
    }

    private async Task<PublishedPermission[]> FetchAsync(string service, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var client = clients.CreateClient("permissions");
        return await client.GetFromJsonAsync<PublishedPermission[]>(new Uri($"http://{service}{PermissionTable.Path}"), JsonDefaults.Options, patience.Token) ?? [];
    }

    private static Reach For(PublishedPermission permission, Role role) => role switch
    {
        Role.Owner => permission.Owner,
        Role.Admin => permission.Admin,
        Role.Analyst => permission.Analyst,
        _ => permission.Member,
    };

    [LoggerMessage(LogLevel.Warning, "The permissions of {Service} cannot be read now: {Reason}")]
    private partial void LogMissing(string service, string reason);
}
