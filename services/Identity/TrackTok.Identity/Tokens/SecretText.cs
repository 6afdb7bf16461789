using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.Tokens;

/// <summary>A secret that is told once and kept as its SHA-256: 256 random bits need no slower hash.</summary>
internal static class SecretText
{
    internal const int Longest = 200;

    private const int TenantBytes = 16;
    private const int SecretBytes = 32;

    internal static (string Text, byte[] Hash) New(string prefix = "")
    {
        var text = prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (text, HashOf(text));
    }

    /// <summary>A secret that holds the company's id, so that what it belongs to is found behind the wall.</summary>
    internal static (string Text, byte[] Hash) NewOf(Guid tenantId, string prefix = "")
    {
        Span<byte> bytes = stackalloc byte[TenantBytes + SecretBytes];
        tenantId.TryWriteBytes(bytes);
        RandomNumberGenerator.Fill(bytes[TenantBytes..]);
        var text = prefix + Base64Url.EncodeToString(bytes);
        return (text, HashOf(text));
    }

    /// <summary>The company that such a text names; null when it is none of ours.</summary>
    internal static Guid? TenantOf(string text, string prefix = "")
    {
        if (!text.StartsWith(prefix, StringComparison.Ordinal) || text.Length > Longest || !Base64Url.IsValid(text.AsSpan(prefix.Length))) return null;
        Span<byte> bytes = stackalloc byte[Longest];
        return Base64Url.TryDecodeFromChars(text.AsSpan(prefix.Length), bytes, out var length) && length == TenantBytes + SecretBytes && new Guid(bytes[..TenantBytes]) is var tenant && tenant != Guid.Empty
            ? tenant
            : null;
    }

    internal static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
