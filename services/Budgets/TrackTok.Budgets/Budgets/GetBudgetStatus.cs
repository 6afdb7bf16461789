using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>
/// How a budget stands (SPEC 7.3), from the figures that every expense has moved already: one query, however many expenses there are. Without a day it is the period of
/// today, or the one nearest to it.
/// </summary>
internal static class GetBudgetStatus
{
    public static async Task<Results<Ok<PeriodAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, [FromQuery(Name = "at")] DateOnly? at, BudgetsDbContext db, KnownTenants tenants, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var day = at ?? (await tenants.GetAsync(cancellationToken)).Today(time);
        var found = await db.Budgets.AsNoTracking().VisibleTo(caller).Where(budget => budget.Id == id)
            .WithLastPeriod(db, day).SingleOrDefaultAsync(cancellationToken);
        if (found is null) return BudgetErrors.NotFound.ToProblem();
        if (at is { } asked && found.Budget.Calendar.At(asked) is null) return BudgetErrors.Outside("at", found.Budget.Calendar).ToProblem();
        return TypedResults.Ok(found.StatusAt(day));
    }
}

/// <summary>A budget with the latest of its periods that has a row and begins by a day.</summary>
internal sealed class StandingBudget
{
    public required Budget Budget { get; init; }

    public required BudgetPeriod? Last { get; init; }

    /// <summary>How it stands in the period of that day, or in the one nearest to it.</summary>
    public PeriodAnswer StatusAt(DateOnly day)
    {
        var rules = Budget.Rules;
        var span = rules.Calendar.At(rules.Calendar.Nearest(day))!.Value;
        return PeriodAnswer.From(rules, StandingPeriod.Of(Budget.TenantId, rules, span, Last, Budget.UpdatedAt));
    }
}

internal static class StandingBudgets
{
    /// <summary>In the same query: one row more for each budget.</summary>
    public static IQueryable<StandingBudget> WithLastPeriod(this IQueryable<Budget> budgets, BudgetsDbContext db, DateOnly day) => budgets.Select(budget => new StandingBudget
    {
        Budget = budget,
        Last = db.Periods.Where(period => period.BudgetId == budget.Id && period.PeriodStart <= (day < budget.StartDate ? budget.StartDate : day))
            .OrderByDescending(period => period.PeriodStart).FirstOrDefault(),
    });
}
