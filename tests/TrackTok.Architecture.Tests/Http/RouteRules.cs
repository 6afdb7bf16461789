using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using TrackTok.ServiceDefaults;

namespace TrackTok.Architecture.Tests.Http;

/// <summary>What every route owes its callers: a decision on who may pass, a name, and a request that checks itself.</summary>
internal static class RouteRules
{
    internal static IEnumerable<string> Violations(RouteEndpoint route)
    {
        if (route.Metadata.GetMetadata<SkipsGuard>() is not null || route.Metadata.GetMetadata<InternalMetadata>() is not null) yield break;
        var name = NameOf(route);
        var decisions = new object?[] { route.Metadata.GetMetadata<PermissionMetadata>(), route.Metadata.GetMetadata<PublicMetadata>(), route.Metadata.GetMetadata<SignedInMetadata>(), route.Metadata.GetMetadata<OperatorMetadata>() }.Count(decision => decision is not null);
        if (decisions != 1) yield return $"{name} must name a permission, or be open to all, or ask for a signed-in person or an operator: one of them, but it says {decisions}.";
        if (!name.Contains(" /api/v1/", StringComparison.Ordinal)) yield return $"{name} stands outside /api/v1.";
        if (route.Metadata.GetMetadata<IEndpointNameMetadata>() is null) yield return $"{name} has no name.";
        if (route.Metadata.GetMetadata<IEndpointSummaryMetadata>() is null) yield return $"{name} has no summary.";
        if (route.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType is { } body && !RequestChecks.AreMade(body)) yield return $"{name} takes a {body.Name}, which nobody checks.";
    }

    internal static string NameOf(RouteEndpoint route) => $"{string.Join('|', route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["ANY"])} /{route.RoutePattern.RawText!.Trim('/')}";
}
