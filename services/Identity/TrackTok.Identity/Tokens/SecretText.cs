using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.Tokens;

/// <summary>A secret that is told once and kept as its SHA-256: 256 random bits need no slower hash.</summary>
internal static class SecretText
{
    internal const int Longest = 200;

    internal static (string Text, byte[] Hash) New(string prefix = "")
    {
        var text = prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (text, HashOf(text));
    }

    internal static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
