using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace TrackTok.Web.Session;

/// <summary>The cookie that carries a <see cref="WebSession"/>: bound to its host, out of reach of scripts, gone with the refresh token's 30 days.</summary>
internal sealed class SessionCookie(IDataProtectionProvider protection)
{
    internal const string Name = "tracktok.session";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);
    private readonly IDataProtector _protector = protection.CreateProtector("session.v1");

    internal WebSession? Read(HttpRequest request) => request.Cookies[Name] is { Length: > 0 } text ? Open(text) : null;

    internal void Write(HttpContext http, WebSession session) => http.Response.Cookies.Append(Name, Seal(session), Options(http, Lifetime));

    internal static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http, null));

    internal string Seal(WebSession session) => _protector.Protect(JsonSerializer.Serialize(session));

    internal WebSession? Open(string sealedText)
    {
        try
        {
            return JsonSerializer.Deserialize<WebSession>(_protector.Unprotect(sealedText));
        }
        catch (Exception e) when (e is CryptographicException or JsonException or FormatException)
        {
            return null;
        }
    }

    internal static CookieOptions Options(HttpContext http, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = "/",
        IsEssential = true,
        MaxAge = lifetime,
    };
}
