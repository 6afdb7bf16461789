using System.Security.Cryptography;
using System.Text;

namespace TrackTok.TenantData;

/// <summary>
/// Answers may hold what is shown once and kept nowhere: tokens, keys. So what is stored of them is sealed (AES-GCM) with what the client chose or was given, of which the database has only a hash.
/// </summary>
public sealed class AnswerSeal
{
    private const int Nonce = 12, Tag = 16;
    private readonly byte[] _key;

    private AnswerSeal(byte[] key) => _key = key;

    /// <param name="secret">What only the client has.</param>
    /// <param name="scope">Sets apart seals that are made of the same secret.</param>
    public static AnswerSeal Of(string secret, byte[] scope) => new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, scope, "answer"u8.ToArray()));

    public byte[] Seal(ReadOnlySpan<byte> answer)
    {
        var stored = new byte[Nonce + Tag + answer.Length];
        RandomNumberGenerator.Fill(stored.AsSpan(0, Nonce));
        using var cipher = new AesGcm(_key, Tag);
        cipher.Encrypt(stored.AsSpan(0, Nonce), answer, stored.AsSpan(Nonce + Tag), stored.AsSpan(Nonce, Tag));
        return stored;
    }

    /// <exception cref="CryptographicException">It was not sealed with this.</exception>
    public byte[] Open(ReadOnlySpan<byte> stored)
    {
        var answer = new byte[stored.Length - Nonce - Tag];
        using var cipher = new AesGcm(_key, Tag);
        cipher.Decrypt(stored[..Nonce], stored[(Nonce + Tag)..], stored.Slice(Nonce, Tag), answer);
        return answer;
    }
}
