using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace TrackTok.Identity.Keys;

/// <summary>
/// Hides text that Identity itself reads again later (mails that wait, secrets of second factors) with the key ring's newest encryption key: AES-256-GCM, bound to
/// a purpose, so that what was sealed for one use cannot be passed off as another.
/// </summary>
internal sealed class Seals(KeyRing keys)
{
    private const int KeyIdSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int HeadSize = KeyIdSize + NonceSize + TagSize;

    internal byte[] Seal(string text, string purpose)
    {
        var key = keys.Current.Encryption[0];
        var plain = Encoding.UTF8.GetBytes(text);
        var result = new byte[HeadSize + plain.Length];
        Guid.ParseExact(key.KeyId, "N").TryWriteBytes(result);
        RandomNumberGenerator.Fill(result.AsSpan(KeyIdSize, NonceSize));
        using var aes = new AesGcm(key.Key, TagSize);
        aes.Encrypt(result.AsSpan(KeyIdSize, NonceSize), plain, result.AsSpan(HeadSize), result.AsSpan(KeyIdSize + NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        return result;
    }

    /// <exception cref="CryptographicException">It was altered, sealed for another purpose, or its key is gone.</exception>
    internal string Open(ReadOnlySpan<byte> closed, string purpose)
    {
        if (closed.Length < HeadSize) throw new CryptographicException("This is too short to have been sealed.");
        var key = KeyOf(new Guid(closed[..KeyIdSize]).ToString("N"));
        var plain = new byte[closed.Length - HeadSize];
        using var aes = new AesGcm(key.Key, TagSize);
        aes.Decrypt(closed.Slice(KeyIdSize, NonceSize), closed[HeadSize..], closed.Slice(KeyIdSize + NonceSize, TagSize), plain, Encoding.UTF8.GetBytes(purpose));
        return Encoding.UTF8.GetString(plain);
    }

    private SymmetricSecurityKey KeyOf(string id)
    {
        foreach (var key in keys.Current.Encryption) if (key.KeyId == id) return key;
        throw new CryptographicException("The key that this was sealed with is gone.");
    }
}
