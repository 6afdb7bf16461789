using TrackTok.Web.Session;

namespace TrackTok.Web.ExternalSignIn;

/// <summary>
/// What binds a browser to the sign-in that it began at its company's identity provider: a cookie, sealed for ten minutes, out of reach of scripts and of any page but those under its path. Whoever
/// comes back without it, or with another's state, began elsewhere.
/// </summary>
public sealed class ExternalCookie(Sealed seals)
{
    internal const string Name = "tracktok.external", Path = "/sign-in/external";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <param name="Provider">What the provider is called here.</param>
    /// <param name="Return">The page that asked for a sign-in.</param>
    internal sealed record Begun(string State, string Binding, string Provider, string? Return);

    internal void Write(HttpContext http, Begun begun) => http.Response.Cookies.Append(Name, seals.Seal(Name, begun), Options(http, Life));

    internal Begun? Read(HttpRequest request) => seals.Open<Begun>(Name, request.Cookies[Name]);

    internal static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    /// <summary>Lax: the provider's page sends the browser here.</summary>
    private static CookieOptions Options(HttpContext http, TimeSpan? lifetime)
    {
        var options = SessionCookie.Options(http, lifetime);
        options.Path = Path;
        return options;
    }
}
