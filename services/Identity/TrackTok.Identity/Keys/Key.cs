using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.Keys;

internal enum KeyUse
{
    /// <summary>RSA, 2048 bits: signs tokens, and its public half is published.</summary>
    Signing = 0,

    /// <summary>256 random bits: hides what only Identity itself reads again.</summary>
    Encryption = 1,
}

/// <summary>
/// A key that all replicas share. A signing key is published before it signs and until the last token that it signed has expired; the newest that may sign does.
/// </summary>
internal sealed class Key
{
    private Key()
    {
    }

    /// <summary>Its text without hyphens is the <c>kid</c> of tokens.</summary>
    public Guid Id { get; private set; }

    public KeyUse Use { get; private set; }

    /// <summary>PKCS#8 for a signing key; encrypted when <see cref="IsProtected"/>.</summary>
    public byte[] Material { get; private set; } = [];

    public bool IsProtected { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UsedFrom { get; private set; }

    /// <summary>From then on the key is worth nothing; null while no successor is named.</summary>
    public DateTimeOffset? RetiresAt { get; private set; }

    internal static Key Create(KeyUse use, DateTimeOffset now, DateTimeOffset usedFrom, string? secret)
    {
        var material = use == KeyUse.Encryption ? RandomNumberGenerator.GetBytes(32) : NewRsa();
        return new Key
        {
            Id = Guid.CreateVersion7(now),
            Use = use,
            Material = secret is null ? material : Protect(material, secret),
            IsProtected = secret is not null,
            CreatedAt = now,
            UsedFrom = usedFrom,
        };
    }

    internal void Retire(DateTimeOffset at) => RetiresAt = at;

    /// <summary>The key itself.</summary>
    /// <exception cref="InvalidOperationException">It is protected and the secret is missing.</exception>
    /// <exception cref="CryptographicException">The secret is another than it was protected with.</exception>
    internal byte[] Reveal(string? secret)
    {
        if (!IsProtected) return Material;
        if (secret is null) throw new InvalidOperationException("The keys are protected: Identity:KeyEncryptionSecret must be set as it was when they were made.");
        var plain = new byte[Material.Length - NonceSize - TagSize];
        using var aes = new AesGcm(Derive(secret), TagSize);
        aes.Decrypt(Material.AsSpan(0, NonceSize), Material.AsSpan(NonceSize + TagSize), Material.AsSpan(NonceSize, TagSize), plain);
        return plain;
    }

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static byte[] NewRsa()
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportPkcs8PrivateKey();
    }

    private static byte[] Protect(byte[] plain, string secret)
    {
        var sealedKey = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(sealedKey.AsSpan(0, NonceSize));
        using var aes = new AesGcm(Derive(secret), TagSize);
        aes.Encrypt(sealedKey.AsSpan(0, NonceSize), plain, sealedKey.AsSpan(NonceSize + TagSize), sealedKey.AsSpan(NonceSize, TagSize));
        return sealedKey;
    }

    private static byte[] Derive(string secret) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "tracktok identity keys"u8.ToArray());
}
