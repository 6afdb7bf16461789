using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.TenantData;

/// <summary>The answer to a write that carried an <c>Idempotency-Key</c>, kept 72 hours in the database of the effect (SPEC 1.6). Not behind the tenant wall, because the key's
/// scope already holds tenant and principal, and anonymous writes have neither.</summary>
public sealed class IdempotencyRecord
{
    /// <summary>SHA-256 of tenant, principal and key.</summary>
    public required byte[] Scope { get; init; }

    /// <summary>SHA-256 of method, path, query and body.</summary>
    public required byte[] Request { get; init; }

    public required int Status { get; init; }

    /// <summary>Headers that belong to the answer (Location, ETag, …), as JSON.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class IdempotencyMapping : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("idempotency_records");
        builder.HasKey(record => record.Scope);
        builder.HasIndex(record => record.CreatedAt);
        builder.Property(record => record.Headers).HasColumnType("text");
    }
}
