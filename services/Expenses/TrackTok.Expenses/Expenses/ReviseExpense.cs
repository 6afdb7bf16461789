using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Changes an expense by merge patch: what is left out stays, null clears. A member changes only what they have not filed; balances and totals follow in the
/// same transaction, and a change that changes nothing leaves no trace.
/// </summary>
internal static class ReviseExpense
{
    public static async Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> HandleAsync(
        Guid id, ReviseExpenseRequest request, IfMatch ifMatch, ExpensesDbContext db, KnownTenants knownTenants, ExpensePlaces places, ExpenseKeeper keeper, CallerContext caller,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var (expense, refusal) = await keeper.FindAsync(id, cancellationToken);
        if (expense is null) return refusal!.ToProblem();
        if (caller.Caller.OnlyOwn(Permissions.ChangeExpenses) && !expense.IsOpen) return ExpenseErrors.NotYoursToChange.ToProblem();
        if (!ifMatch.Allows(expense.Version)) return (await StaleVersion.RefuseAsync(db, expense, ifMatch, cancellationToken)).ToProblem();

        var tenant = await knownTenants.GetAsync(cancellationToken);
        var fields = request.ApplyTo(expense);
        var (content, invalid) = fields.Read(tenant.Currency, tenant.Today(time));
        if (invalid is not null) return invalid.ToProblem();
        var (place, nowhere) = await places.ForChangedAsync(expense, fields, content!, tenant, cancellationToken);
        if (nowhere is not null) return nowhere.ToProblem();

        var before = BookedExpense.Of(expense);
        if (expense.Revise(content!, place!, time.GetUtcNow()) is { } refused) return refused.ToProblem();
        if (await keeper.KeepAsync(expense, "changed", before, cancellationToken) is { } unkept) return unkept.ToProblem();
        return TypedResults.Ok(ExpenseResponse.From(expense));
    }
}

/// <summary>A merge patch (RFC 7396) of an expense.</summary>
internal sealed record ReviseExpenseRequest
{
    public Change<AmountText?> Amount { get; init; }
    public Change<string> Currency { get; init; }
    public Change<string> Title { get; init; }
    public Change<string> Description { get; init; }
    public Change<string> Vendor { get; init; }
    public Change<Guid?> CategoryId { get; init; }
    public Change<Guid?> ProjectId { get; init; }
    public Change<Guid?> AccountId { get; init; }
    public Change<AmountText?> AccountAmount { get; init; }
    public Change<DateOnly?> ExpenseDate { get; init; }

    [OneOf(typeof(PaymentMethods))]
    public Change<string> PaymentMethod { get; init; }
    public Change<string> PaymentReference { get; init; }
    public Change<string?[]> Tags { get; init; }
    public Change<string> Notes { get; init; }
    public Change<bool?> Billable { get; init; }
    public Change<AmountText?> TaxAmount { get; init; }
    public Change<decimal?> TaxRate { get; init; }

    /// <summary>
    /// The expense with the patch laid over it. What left the account stays known only while amount, currency and account stay; else it is given anew, or found by the rate.
    /// </summary>
    public ExpenseFields ApplyTo(Expense expense) => new()
    {
        Amount = Amount.Or(expense.Amount),
        Currency = Currency.Or(expense.Currency),
        Title = Title.Or(expense.Title),
        Description = Description.Or(expense.Description),
        Vendor = Vendor.Or(expense.Vendor),
        CategoryId = CategoryId.Or(expense.CategoryId),
        ProjectId = ProjectId.Or(expense.ProjectId),
        AccountId = AccountId.Or(expense.AccountId),
        AccountAmount = AccountAmount.Or(Amount.IsGiven || Currency.IsGiven || AccountId.IsGiven ? null : expense.AccountAmount),
        ExpenseDate = ExpenseDate.Or(expense.ExpenseDate),
        PaymentMethod = PaymentMethod.Or(expense.PaymentMethod),
        PaymentReference = PaymentReference.Or(expense.PaymentReference),
        Tags = Tags.Or(expense.Tags),
        Notes = Notes.Or(expense.Notes),
        Billable = Billable.Or(expense.Billable),
        TaxAmount = TaxAmount.Or(expense.TaxAmount),
        TaxRate = TaxRate.Or(expense.TaxRate),
    };
}
