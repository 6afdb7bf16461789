using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.SecondFactors;

/// <summary>Codes that change every thirty seconds (RFC 6238: HMAC-SHA-1, six digits), as authenticator programs show them.</summary>
internal static class Totp
{
    internal const int SecretBytes = 20;
    private const int Seconds = 30;

    /// <summary>Clocks differ, and typing takes time: the code before and the one after are good too.</summary>
    private const int Tolerated = 1;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    internal static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    internal static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / Seconds;

    internal static string CodeOf(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[20];
#pragma warning disable CA5350 // Authenticator programs know no other hash; as a MAC it is sound.
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xF)..]) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code this is, near now and after the last one that was used; null when it is none: each code is good once.</summary>
    internal static long? Find(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        long? found = null;
        var given = Encoding.UTF8.GetBytes(code);
        for (var step = StepOf(now) - Tolerated; step <= StepOf(now) + Tolerated; step++)
            if (step > lastStep && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeOf(secret, step)), given)) found = step;
        return found;
    }

    /// <summary>Base 32 (RFC 4648) without padding, as authenticator programs take secrets and people type them.</summary>
    internal static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length * 8 / 5) + 1);
        var (bits, count) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, count) = ((bits << 8) | b, count + 8);
            for (; count >= 5; count -= 5) text.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }
        if (count > 0) text.Append(Alphabet[(bits << (5 - count)) & 31]);
        return text.ToString();
    }
}
