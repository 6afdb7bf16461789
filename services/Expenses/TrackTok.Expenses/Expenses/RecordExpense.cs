using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Records an expense: it counts at once in balances, totals, budgets and reports, unless <c>status</c> says <c>draft</c> (SPEC 6.2). Refuses what is not exact or not known,
/// and what a plan has no room for.
/// </summary>
internal static class RecordExpense
{
    public static async Task<Results<Created<ExpenseResponse>, ProblemHttpResult>> HandleAsync(
        RecordExpenseRequest request, ExpensesDbContext db, KnownTenants knownTenants, ExpensePlaces places, ExpenseKeeper keeper, CallerContext caller, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var (content, invalid) = request.Read(tenant.Currency, tenant.Today(time));
        if (invalid is not null) return invalid.ToProblem();
        var (place, nowhere) = await places.ForNewAsync(request, content!, tenant, cancellationToken);
        if (nowhere is not null) return nowhere.ToProblem();

        var expense = Expense.Record(content!, place!, caller.Caller.Person, request.Status == ExpenseStatuses.Draft, time.GetUtcNow());
        db.Add(expense);

        if (await keeper.KeepAsync(expense, "recorded", default, cancellationToken) is { } refusal) return refusal.ToProblem();
        ExpenseMeasures.Recorded.Add(1);
        return TypedResults.Created($"/api/v1/expenses/{expense.Id}", ExpenseResponse.From(expense));
    }
}

internal sealed record RecordExpenseRequest : ExpenseFields
{
    /// <summary><c>draft</c> to keep it back; left out or <c>submitted</c> to file it.</summary>
    [OneOf(ExpenseStatuses.Draft, ExpenseStatuses.Submitted)]
    public string? Status { get; init; }

    protected override void CheckMore(RequestErrors errors) => errors.OneOf(Status, "status", ExpenseStatuses.Draft, ExpenseStatuses.Submitted);
}
