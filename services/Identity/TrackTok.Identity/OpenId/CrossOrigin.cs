namespace TrackTok.Identity.OpenId;

/// <summary>
/// Lets pages of public apps speak to the endpoints that such apps need from a browser (CORS): exchange, revoke, ask who the person is. Discovery and keys are for every page. Nothing here goes by
/// cookies, and credentials are never allowed.
/// </summary>
internal sealed class CrossOrigin(RequestDelegate next, AppOrigins origins)
{
    private const string ForAll = "*";

    private static readonly Dictionary<string, string> Methods = new(StringComparer.OrdinalIgnoreCase)
    {
        ["/.well-known/openid-configuration"] = "GET",
        ["/.well-known/jwks"] = "GET",
        ["/connect/token"] = "POST",
        ["/connect/revoke"] = "POST",
        ["/connect/userinfo"] = "GET, POST",
    };

    public async Task InvokeAsync(HttpContext http)
    {
        if (!Methods.TryGetValue(http.Request.Path.Value ?? "", out var methods))
        {
            await next(http);
            return;
        }
        var headers = http.Response.Headers;
        var open = methods == "GET";
        if (!open) headers.Vary = "Origin";
        var origin = http.Request.Headers.Origin is [{ Length: > 0 } given] ? given : null;
        var welcome = origin is not null && (open || await origins.IncludeAsync(origin, http.RequestAborted));
        if (welcome)
        {
            headers.AccessControlAllowOrigin = open ? ForAll : origin;
            headers.AccessControlExposeHeaders = "WWW-Authenticate, Retry-After, X-Request-Id";
        }
        if (origin is null || !HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            await next(http);
            return;
        }
        if (welcome)
        {
            headers.AccessControlAllowMethods = methods;
            headers.AccessControlAllowHeaders = "Authorization, Content-Type";
            headers.AccessControlMaxAge = "600";
        }
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
