namespace TrackTok.Web.Accounts;

/// <summary>An account as the API shows it. Members are told its name only: then <see cref="Type"/>, <see cref="Currency"/> and <see cref="Balance"/> are null.</summary>
public sealed record Account(
    Guid Id, string Name, string? Type, string? Currency, string? Description, string? Last4, bool Archived, string? Balance, string? LowBalanceThreshold, bool LowBalance, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, long Version)
{
    public static IReadOnlyList<string> Types { get; } = ["checking", "savings", "credit_card", "cash", "digital_wallet"];

    public string Icon => IconOf(Type);

    public static string IconOf(string? type) => type switch
    {
        "cash" => "cash",
        "credit_card" => "card",
        "digital_wallet" => "wallet",
        _ => "accounts",
    };
}

/// <summary>A movement of an account's balance.</summary>
/// <param name="Amount">Signed, in the account's currency.</param>
public sealed record LedgerEntry(
    Guid Id, long Number, string Kind, string Amount, string BalanceAfter, Guid? ExpenseId, Guid? TransferId, string? Note, DateOnly OccurredOn, DateTimeOffset RecordedAt, Guid? RecordedBy, string? ExpenseTitle);
