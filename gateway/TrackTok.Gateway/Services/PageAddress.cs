namespace TrackTok.Gateway.Services;

/// <summary>Tells the web application's addresses from those that machines use: a wrong one of the latter is a problem in JSON, not a page.</summary>
internal sealed class PageAddress : IRouteConstraint
{
    internal const string Name = "page";
    private static readonly string[] OfMachines = ["api", "openapi", "health", "docs", "connect", ".well-known", "internal", "dev"];

    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection)
    {
        var path = (values[routeKey] as string ?? "").AsSpan();
        var slash = path.IndexOf('/');
        var first = slash < 0 ? path : path[..slash];
        foreach (var name in OfMachines) if (first.Equals(name, StringComparison.OrdinalIgnoreCase)) return false;
        // gRPC's addresses, such as tracktok.tenants.Tenants/CreateTenant, are nobody's outside.
        return !first.StartsWith("tracktok.", StringComparison.OrdinalIgnoreCase) || slash < 0;
    }
}
