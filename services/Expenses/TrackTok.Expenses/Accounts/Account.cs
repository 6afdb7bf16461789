using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
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

    string IAudited.KnownBy => nameof(Name);

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

    /// <summary>Makes an account with nothing in it.</summary>
    public static Account Create(string name, string type, Currency currency, DateTimeOffset now) =>
        Create(new AccountTerms(name, type, currency, null, null, null, false), now);

    public static Account Create(AccountTerms terms, DateTimeOffset now)
    {
        var account = new Account { Id = Guid.CreateVersion7(now), CreatedAt = now };
        account.Take(terms, now);
        return account;
    }

    /// <summary>Begins a new account's ledger with what it holds already.</summary>
    public LedgerEntry Open(decimal balance, DateOnly today, Guid? by)
    {
        if (EntryCount > 0) throw new InvalidOperationException("Only an account without entries is opened.");
        Balance = balance;
        EntryCount = 1;
        return LedgerEntry.Opening(this, today, by);
    }

    /// <summary>Changes what is said about it. Its currency stays once it has entries: amounts are never relabelled.</summary>
    public Refusal? Revise(AccountTerms terms, DateTimeOffset now)
    {
        if (terms.Currency != Currency && EntryCount > 0) return AccountErrors.CurrencyFixed;
        if (terms != new AccountTerms(Name, Type, Currency, Description, Last4, LowBalanceThreshold, Archived)) Take(terms, now);
        return null;
    }

    /// <summary>Deletes it; who calls has made sure that no living expense was paid from it.</summary>
    public void Delete(DateTimeOffset now) => DeletedAt = UpdatedAt = now;

    /// <summary>Undoes a deletion of the last 30 days.</summary>
    public Refusal? Restore(DateTimeOffset now)
    {
        if (UndoWindow.Refuse(DeletedAt, now) is { } refusal) return refusal;
        DeletedAt = null;
        UpdatedAt = now;
        return null;
    }

    /// <summary>What others learn of it.</summary>
    public AccountRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Type, CurrencyCode, Balance, LowBalanceThreshold, DeletedAt is not null, Archived);

    private void Take(AccountTerms terms, DateTimeOffset now)
    {
        Name = terms.Name;
        Type = terms.Type;
        CurrencyCode = terms.Currency.Code;
        Description = terms.Description;
        Last4 = terms.Last4;
        LowBalanceThreshold = terms.LowBalanceThreshold;
        Archived = terms.Archived;
        UpdatedAt = now;
    }
}
