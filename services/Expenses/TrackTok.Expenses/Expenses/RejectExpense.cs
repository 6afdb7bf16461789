using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>Turns a filed expense down and says why; it counts no more, and its creator may change it and file it again.</summary>
internal static class RejectExpense
{
    public static Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(Guid id, RejectExpenseRequest request, ExpenseKeeper keeper, CancellationToken cancellationToken) =>
        keeper.MoveAsync(id, "rejected", (expense, now) => expense.Reject(request.Reason!, now), cancellationToken);
}

internal sealed record RejectExpenseRequest : ICheckedRequest
{
    public string? Reason { get; init; }

    public void Check(RequestErrors errors) => errors.Lines(Reason, "reason", 1000);
}
