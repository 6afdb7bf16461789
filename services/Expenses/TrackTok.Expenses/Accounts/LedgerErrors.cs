using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>Every way the ledger can refuse.</summary>
internal static class LedgerErrors
{
    public static readonly Refusal ReferenceGone = new(RefusalKind.Conflict, "reference_gone", "A project, account or category that this refers to was deleted at this moment; choose another.");
}
