using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;
using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.SecondFactors;

/// <summary>A code on paper that stands in for an authenticator once: 80 random bits, kept as a hash.</summary>
internal sealed class RecoveryCode
{
    internal const int Many = 10;

    private RecoveryCode()
    {
    }

    public Guid PersonId { get; private set; }

    public byte[] Hash { get; private set; } = [];

    /// <summary>New codes, and their texts, which are told once.</summary>
    internal static (List<RecoveryCode> Codes, List<string> Texts) New(Guid personId)
    {
        var texts = Enumerable.Range(0, Many).Select(_ => Write(Totp.Base32(RandomNumberGenerator.GetBytes(10)))).ToList();
        return (texts.ConvertAll(text => new RecoveryCode { PersonId = personId, Hash = HashOf(text) }), texts);
    }

    /// <summary>However it is typed: case, blanks and hyphens do not matter.</summary>
    internal static byte[] HashOf(string text) => SecretText.HashOf(new string([.. text.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]));

    private static string Write(string text) => string.Join('-', text.Chunk(4).Select(part => new string(part)));
}

internal sealed class RecoveryCodeMapping : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("recovery_codes");
        builder.HasKey(code => new { code.PersonId, code.Hash });
        builder.HasOne<Person>().WithMany().HasForeignKey(code => code.PersonId).OnDelete(DeleteBehavior.Cascade);
    }
}
