using TrackTok.TenantData;

namespace TrackTok.Expenses.Accounts;

/// <summary>Why an account's balance moved.</summary>
internal static class EntryKind
{
    public const string Opening = "opening";
    public const string Expense = "expense";

    /// <summary>Takes an expense's entry back: it was changed, deleted, rejected or withdrawn.</summary>
    public const string Reversal = "reversal";
    public const string Deposit = "deposit";
    public const string Withdrawal = "withdrawal";
    public const string Transfer = "transfer";
    public const string Adjustment = "adjustment";
}

/// <summary>One movement of an account's balance. Never changed and never deleted: what was wrong is put right by another entry.</summary>
internal sealed class LedgerEntry : IAppendOnly
{
    private LedgerEntry()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public Guid AccountId { get; private set; }

    /// <summary>Counts the account's entries from 1 without gaps, in the order in which they moved the balance.</summary>
    public long Number { get; private set; }

    /// <summary>One of <see cref="EntryKind"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>In the account's currency; above zero when money came in.</summary>
    public decimal Amount { get; private set; }

    public decimal BalanceAfter { get; private set; }

    /// <summary>The expense that it pays for or takes back.</summary>
    public Guid? ExpenseId { get; private set; }

    /// <summary>The same for both entries of a transfer.</summary>
    public Guid? TransferId { get; private set; }

    public string? Note { get; private set; }

    /// <summary>The day the money moved, in the tenant's calendar.</summary>
    public DateOnly OccurredOn { get; private set; }

    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The person; null for the system itself.</summary>
    public Guid? RecordedBy { get; private set; }

    /// <summary>The first entry of a new account. Every other entry is written by the <see cref="Ledger"/>.</summary>
    public static LedgerEntry Opening(Account account, DateOnly today, Guid? by) => new()
    {
        Id = Guid.CreateVersion7(account.CreatedAt),
        AccountId = account.Id,
        Number = account.EntryCount,
        Kind = EntryKind.Opening,
        Amount = account.Balance,
        BalanceAfter = account.Balance,
        OccurredOn = today,
        RecordedAt = account.CreatedAt,
        RecordedBy = by,
    };
}
