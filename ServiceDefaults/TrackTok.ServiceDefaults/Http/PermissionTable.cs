using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// A service's permissions, registered as <c>AddSingleton(new PermissionTable(Permissions.All))</c>. The gateway reads every service's at <see cref="Path"/> and
/// publishes them together at <c>GET /api/v1/permissions</c> (SPEC 4.2).
/// </summary>
public sealed record PermissionTable(IReadOnlyList<Permission> Permissions)
{
    /// <summary>Where a service tells its table, to the gateway only: the edge routes nothing to this path.</summary>
    public const string Path = "/internal/permissions";

    internal IReadOnlyList<PublishedPermission> Publish() => [.. Permissions.Select(PublishedPermission.From)];

    internal static void Map(IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<PermissionTable>() is not { } table) return;
        var published = table.Publish();
        routes.MapGet(Path, () => TypedResults.Ok(published)).WithMetadata(new SkipsGuard()).ExcludeFromDescription();
    }
}

/// <summary>One line of the published table: for each role <c>all</c>, <c>own</c> or <c>none</c>.</summary>
public sealed record PublishedPermission(string Name, string Summary, Reach Owner, Reach Admin, Reach Analyst, Reach Member)
{
    internal static PublishedPermission From(Permission permission) => new(
        permission.Name, permission.Summary, permission.For(Role.Owner), permission.For(Role.Admin), permission.For(Role.Analyst), permission.For(Role.Member));
}
