using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.Sessions;

/// <summary>
/// A refresh token of a session: opaque, kept as a hash, good for one use within 30 days (SPEC 3.3). A used one is kept until it expires, so that a second use is noticed.
/// </summary>
internal sealed class RefreshToken
{
    internal static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private RefreshToken()
    {
    }

    /// <summary>SHA-256 of the token. 256 random bits need no slower hash.</summary>
    public byte[] Hash { get; private set; } = [];

    public Guid SessionId { get; private set; }

    public DateTimeOffset IssuedAt { get; private set; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? UsedAt { get; private set; }

    /// <summary>A new token, and its text, which is told once and kept nowhere.</summary>
    internal static (RefreshToken Token, string Text) Issue(Guid sessionId, DateTimeOffset now)
    {
        var text = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (new RefreshToken { Hash = HashOf(text), SessionId = sessionId, IssuedAt = now, ExpiresAt = now + Life }, text);
    }

    internal static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
