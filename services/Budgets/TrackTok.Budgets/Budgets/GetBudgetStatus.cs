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
            .Select(budget => new
            {
                Budget = budget,
                Last = db.Periods.Where(period => period.BudgetId == budget.Id && period.PeriodStart <= (day < budget.StartDate ? budget.StartDate : day))
                    .OrderByDescending(period => period.PeriodStart).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null) return BudgetErrors.NotFound.ToProblem();
        var rules = found.Budget.Rules;
        if (at is { } asked && rules.Calendar.At(asked) is null) return BudgetErrors.Outside("at", rules.Calendar).ToProblem();

        var span = rules.Calendar.At(rules.Calendar.Nearest(day))!.Value;
        return TypedResults.Ok(PeriodAnswer.From(rules, StandingPeriod.Of(found.Budget.TenantId, rules, span, found.Last, found.Budget.UpdatedAt)));
    }
}
