using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>A merge patch: what is absent stays, null clears. A scope is replaced as a whole.</summary>
internal sealed record ChangeBudgetRequest(
    Change<string> Name, Change<AmountText?> Amount, Change<string> Currency, [property: OneOf(typeof(PeriodKind))] Change<string> Period, Change<DateOnly?> StartDate, Change<DateOnly?> EndDate,
    Change<decimal?> AlertThreshold, Change<IReadOnlyList<decimal>> Thresholds, Change<bool?> AlertEnabled, Change<ScopeBody> Scope, [property: OneOf(typeof(Rollover))] Change<string> Rollover,
    [property: OneOf("warn")] Change<string> Enforcement)
{
    internal BudgetTerms Onto(BudgetTerms terms) => terms with
    {
        Name = Name.Or(terms.Name),
        Amount = Amount.Or(terms.Amount),
        Currency = Currency.Or(terms.Currency),
        Period = Period.Or(terms.Period),
        StartDate = StartDate.Or(terms.StartDate),
        EndDate = EndDate.Or(terms.EndDate),
        AlertThreshold = Single(terms),
        Thresholds = Several(terms),
        AlertEnabled = AlertEnabled.Or(terms.AlertEnabled),
        Scope = Scope.Or(terms.Scope),
        Rollover = Rollover.Or(terms.Rollover),
        Enforcement = Enforcement.Value,
    };

    /// <summary>The single threshold stays one of the several: it goes when they are replaced by others.</summary>
    private decimal? Single(BudgetTerms terms) =>
        AlertThreshold.IsGiven ? AlertThreshold.Value
        : Thresholds.IsGiven && Thresholds.Value?.Contains(terms.AlertThreshold!.Value) != true ? null
        : terms.AlertThreshold;

    /// <summary>Changing the single threshold alone moves that one and leaves the others.</summary>
    private IReadOnlyList<decimal>? Several(BudgetTerms terms) =>
        Thresholds.IsGiven ? Thresholds.Value
        : !AlertThreshold.IsGiven ? terms.Thresholds
        : terms.Thresholds!.Where(percent => percent != terms.AlertThreshold).ToList() is { Count: > 0 } others ? others : null;
}

/// <summary>Changes a budget. Its figures are counted anew in the same transaction, for all of its periods; alerts whose cause is gone are resolved.</summary>
internal static class ChangeBudget
{
    public static async Task<Results<Ok<BudgetAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ChangeBudgetRequest request, IfMatch ifMatch, BudgetsDbContext db, KnownTenants tenants, ScopeReferences references, CallerContext caller, Recount recount, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(cancellationToken);
        // Others are asked before the company's lock is taken, and only about what the scope did not name before.
        if (request.Scope.IsGiven && await db.Budgets.AsNoTracking().SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is { } before
            && request.Onto(BudgetTerms.Of(before)).Check(tenant.Currency, new RequestErrors()) is { } wanted
            && await references.RefuseAsync(wanted.Scope, before.Scope, cancellationToken) is { } unknown) return unknown.ToProblem();
        await TenantLock.TakeAsync(db, cancellationToken);
        if (await db.Budgets.SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget) return BudgetErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(budget.Version)) return (await StaleVersion.RefuseAsync(db, budget, ifMatch, cancellationToken)).ToProblem();
        var errors = new RequestErrors();
        if (request.Onto(BudgetTerms.Of(budget)).Check(tenant.Currency, errors) is not { } terms) return errors.ToRefusal()!.ToProblem();

        budget.Agree(terms, caller.Caller.Person, time.GetUtcNow());
        await recount.RunAsync(budget, tenant.Today(time), cancellationToken);
        db.Tell(budget.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(BudgetAnswer.From(budget));
    }
}
