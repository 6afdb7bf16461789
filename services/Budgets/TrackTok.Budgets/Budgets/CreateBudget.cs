using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.Budgets.Tenants;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>What a budget is made from; the body of the seed is enough.</summary>
/// <param name="Currency">Default: the tenant's.</param>
/// <param name="EndDate">Its whole day included; without one the budget goes on.</param>
/// <param name="AlertThreshold">Whole percents; 80 unless <paramref name="Thresholds"/> are given.</param>
/// <param name="Enforcement"><c>warn</c> only.</param>
internal sealed record CreateBudgetRequest(
    [property: Required] string? Name, [property: Required] AmountText? Amount, string? Currency, [property: Required, OneOf(typeof(PeriodKind))] string? Period, [property: Required] DateOnly? StartDate, DateOnly? EndDate, decimal? AlertThreshold, IReadOnlyList<decimal>? Thresholds,
    bool? AlertEnabled, ScopeBody? Scope, [property: OneOf(typeof(Rollover))] string? Rollover, [property: OneOf("warn")] string? Enforcement)
{
    internal BudgetTerms Terms => new()
    {
        Name = Name,
        Amount = Amount,
        Currency = Currency,
        Period = Period,
        StartDate = StartDate,
        EndDate = EndDate,
        AlertThreshold = AlertThreshold,
        Thresholds = Thresholds,
        AlertEnabled = AlertEnabled,
        Scope = Scope,
        Rollover = Rollover,
        Enforcement = Enforcement,
    };
}

/// <summary>
/// Makes a budget; its figures hold what was spent before, and thresholds that are crossed already raise alerts for the period of today. Refuses a scope that
/// names what the company does not have.
/// </summary>
internal static class CreateBudget
{
    public static async Task<Results<Created<BudgetAnswer>, ProblemHttpResult>> HandleAsync(
        CreateBudgetRequest request, BudgetsDbContext db, KnownTenants tenants, ScopeReferences references, CallerContext caller, Recount recount, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(cancellationToken);
        var errors = new RequestErrors();
        if (request.Terms.Check(tenant.Currency, errors) is not { } terms) return errors.ToRefusal()!.ToProblem();
        if (await references.RefuseAsync(terms.Scope, BudgetScope.WholeTenant, cancellationToken) is { } unknown) return unknown.ToProblem();

        await TenantLock.TakeAsync(db, cancellationToken);
        var budget = Budget.Create(db.TenantId, terms, tenant.Calendar(), caller.Caller.Person, time.GetUtcNow());
        db.Add(budget);
        await recount.RunAsync(budget, tenant.Today(time), cancellationToken);
        db.Tell(budget.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/budgets/{budget.Id}", BudgetAnswer.From(budget));
    }
}
