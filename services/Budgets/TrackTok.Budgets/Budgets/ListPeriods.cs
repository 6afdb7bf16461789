using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Budgets.Periods;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Budgets.Budgets;

/// <summary>A budget's periods from today's (or its last) back to its first, each with its figures; those without an expense included.</summary>
internal static class ListPeriods
{
    public static async Task<Results<Ok<Page<PeriodAnswer>>, ProblemHttpResult>> HandleAsync(
        Guid id, [AsParameters] PageQuery page, BudgetsDbContext db, KnownTenants tenants, CallerContext caller, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1, id.ToString());
        if (request is null) return refusal!.ToProblem();
        if (await db.Budgets.AsNoTracking().VisibleTo(caller).SingleOrDefaultAsync(budget => budget.Id == id, cancellationToken) is not { } budget) return BudgetErrors.NotFound.ToProblem();

        var rules = budget.Rules;
        var calendar = rules.Calendar;
        var newest = calendar.At(calendar.Nearest((await tenants.GetAsync(cancellationToken)).Today(time)));
        if (request.After is not null)
        {
            if (!DateOnly.TryParseExact(request.After[0], "O", out var shown) || calendar.At(shown) is not { } last) return PageRequest.BadCursor.ToProblem();
            newest = calendar.Before(last);
        }
        var spans = new List<DaySpan>(request.Limit + 1);
        for (var span = newest; span is { } wanted && spans.Count <= request.Limit; span = calendar.Before(wanted)) spans.Add(wanted);
        var figures = await FiguresAsync(db, budget, spans, cancellationToken);
        var total = request.IncludeTotal ? Count(calendar, (await tenants.GetAsync(cancellationToken)).Today(time)) : (long?)null;
        return TypedResults.Ok(request.ToPage(figures, period => PeriodAnswer.From(rules, period), period => [period.PeriodStart.ToString("O", CultureInfo.InvariantCulture)], total).Linked(http));
    }

    /// <summary>One query: the rows of these periods, and the last one before them, from which the oldest carries.</summary>
    private static async Task<List<BudgetPeriod>> FiguresAsync(BudgetsDbContext db, Budget budget, List<DaySpan> spans, CancellationToken cancellationToken)
    {
        if (spans.Count == 0) return [];
        var (oldest, newest) = (spans[^1].Start, spans[0].Start);
        var rows = db.Periods.AsNoTracking().Where(period => period.BudgetId == budget.Id);
        var known = await rows.Where(period => period.PeriodStart >= oldest && period.PeriodStart <= newest)
            .Concat(rows.Where(period => period.PeriodStart < oldest).OrderByDescending(period => period.PeriodStart).Take(1))
            .OrderBy(period => period.PeriodStart).ToListAsync(cancellationToken);
        return spans.ConvertAll(span => StandingPeriod.Of(budget.TenantId, budget.Rules, span, known.FindLast(row => row.PeriodStart <= span.Start), budget.UpdatedAt));
    }

    private static long Count(PeriodCalendar calendar, DateOnly today)
    {
        var count = 0L;
        for (var span = calendar.At(calendar.Nearest(today)); span is { } counted; span = calendar.Before(counted)) count++;
        return count;
    }
}
