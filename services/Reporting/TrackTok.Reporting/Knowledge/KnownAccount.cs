using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>What dashboards must know of an account, as the newest news tell. The balance is the present one while it is low: then the owner tells of every change.</summary>
public sealed class KnownAccount : ITenantOwned
{
    public required Guid TenantId { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>The account's own version; the highest holds.</summary>
    public required long Version { get; init; }

    public required string Name { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>In <see cref="Currency"/>.</summary>
    public required decimal Balance { get; init; }

    /// <summary>Below it the balance is low.</summary>
    public decimal? LowBalanceThreshold { get; init; }

    public required bool Archived { get; init; }

    public required bool Deleted { get; init; }
}

internal sealed class KnownAccountMapping : IEntityTypeConfiguration<KnownAccount>
{
    public void Configure(EntityTypeBuilder<KnownAccount> builder)
    {
        builder.ToTable("known_accounts");
        builder.HasKey(account => new { account.TenantId, account.AccountId });
        builder.Property(account => account.Name).HasMaxLength(200);
        builder.Property(account => account.Currency).HasMaxLength(3);
        builder.Property(account => account.Balance).HasPrecision(27, 4);
        builder.Property(account => account.LowBalanceThreshold).HasPrecision(19, 4);
        builder.HasIndex(account => account.TenantId).HasFilter("balance < low_balance_threshold AND NOT deleted AND NOT archived").HasDatabaseName("ix_known_accounts_low");
    }
}
