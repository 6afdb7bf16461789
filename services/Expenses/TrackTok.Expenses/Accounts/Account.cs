using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Accounts;

/// <summary>
/// Where money is kept (SPEC 5.2). <see cref="Balance"/> is the sum of the account's ledger entries; only <see cref="Ledger"/> moves it, together with the entry that says why,
/// and raises <see cref="Version"/> by it.
/// </summary>
internal sealed class Account : IAudited
{
    private Account()
    {
    }

    public static string AuditNoun => "account";

    public static IReadOnlyList<string> Types { get; } = ["cash", "checking", "savings", "credit_card", "digital_wallet"];

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>Unique among the living of a tenant, whatever the case.</summary>
    public string Name { get; private set; } = "";

    public string Type { get; private set; } = "cash";

    public string CurrencyCode { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>The last four digits of the card or account number.</summary>
    public string? Last4 { get; private set; }

    /// <summary>Below this the balance is low, in the account's currency.</summary>
    public decimal? LowBalanceThreshold { get; private set; }

    /// <summary>Kept for its history; pays for nothing new.</summary>
    public bool Archived { get; private set; }

    /// <summary>The sum of its entries, in its currency.</summary>
    public decimal Balance { get; private set; }

    /// <summary>How many entries it has: the number of the last.</summary>
    public long EntryCount { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public Currency Currency => Currency.Of(CurrencyCode);

    public bool IsLow => LowBalanceThreshold is { } threshold && Balance < threshold;

    public static Account Create(string name, string type, Currency currency, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name.Trim(),
        Type = type,
        CurrencyCode = currency.Code,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>What others learn of it.</summary>
    public AccountRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Type, CurrencyCode, Balance, LowBalanceThreshold, DeletedAt is not null);
}
