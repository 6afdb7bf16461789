using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>An account as the API shows it. Amounts are decimal strings in its currency.</summary>
internal sealed record AccountAnswer : IVersionedAnswer
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    [OneOf(typeof(Account), nameof(Account.Types))]
    public required string Type { get; init; }
    public required string Currency { get; init; }
    public required string? Description { get; init; }
    public required string? Last4 { get; init; }
    public required bool Archived { get; init; }

    /// <summary>The sum of the account's entries.</summary>
    public required string Balance { get; init; }
    public required string? LowBalanceThreshold { get; init; }

    /// <summary>True when the balance is below the threshold.</summary>
    public required bool LowBalance { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted, while it can be restored.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }
    public required long Version { get; init; }

    public static AccountAnswer From(Account account) => new()
    {
        Id = account.Id,
        Name = account.Name,
        Type = account.Type,
        Currency = account.CurrencyCode,
        Description = account.Description,
        Last4 = account.Last4,
        Archived = account.Archived,
        Balance = account.Currency.Text(account.Balance),
        LowBalanceThreshold = account.LowBalanceThreshold is { } threshold ? account.Currency.Text(threshold) : null,
        LowBalance = account.IsLow,
        CreatedAt = account.CreatedAt,
        UpdatedAt = account.UpdatedAt,
        DeletedAt = account.DeletedAt,
        Version = account.Version,
    };
}

/// <summary>An account as those see it who may know only its name (SPEC 4.2).</summary>
internal sealed record AccountNameAnswer(Guid Id, string Name);

/// <summary>A ledger entry as the API shows it.</summary>
/// <param name="Number">Counts the account's entries from 1 without gaps.</param>
/// <param name="Amount">Signed, in the account's currency.</param>
internal sealed record EntryAnswer(
    Guid Id, long Number, string Kind, string Amount, string BalanceAfter, Guid? ExpenseId, Guid? TransferId, string? Note, DateOnly OccurredOn, DateTimeOffset RecordedAt, Guid? RecordedBy)
{
    /// <summary>What the expense is called now, where the ledger is listed; also when it was deleted since.</summary>
    public string? ExpenseTitle { get; init; }

    public static EntryAnswer From(LedgerEntry entry, Currency currency) => new(
        entry.Id, entry.Number, entry.Kind, currency.Text(entry.Amount), currency.Text(entry.BalanceAfter), entry.ExpenseId, entry.TransferId, entry.Note, entry.OccurredOn, entry.RecordedAt, entry.RecordedBy);

    public static EntryAnswer From(BookedEntry entry, Currency currency) => new(
        entry.Id, entry.Number, entry.Posting.Kind, currency.Text(entry.Posting.Amount), currency.Text(entry.BalanceAfter), entry.Posting.ExpenseId, entry.Posting.TransferId, entry.Posting.Note,
        entry.Posting.OccurredOn, entry.RecordedAt, entry.RecordedBy);
}
