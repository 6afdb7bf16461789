using System.Security.Cryptography;
using System.Text;
using TrackTok.Web.Api;

namespace TrackTok.Web.Session;

/// <summary>What the session cookie holds, encrypted: the tokens of one log-in. The browser never sees them.</summary>
public sealed record WebSession(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt)
{
    /// <summary>Stands for the session in caches, without being the token itself.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(RefreshToken)).AsSpan(0, 16));

    /// <summary>The same session with another access token.</summary>
    internal WebSession With(ProvedToken answer, DateTimeOffset now) => this with { AccessToken = answer.AccessToken, ExpiresAt = now.AddSeconds(answer.ExpiresIn) };

    internal static WebSession From(SignedIn answer, DateTimeOffset now) => new(answer.AccessToken, answer.RefreshToken, now.AddSeconds(answer.ExpiresIn));

    internal static WebSession From(Tokens answer, DateTimeOffset now) => new(answer.AccessToken, answer.RefreshToken, now.AddSeconds(answer.ExpiresIn));
}
