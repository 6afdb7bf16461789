using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <summary>Shows one alert with its explanation. Looking at it does not mark it read.</summary>
internal static class GetAlert
{
    public static async Task<Results<Ok<AlertAnswer>, ProblemHttpResult>> HandleAsync(Guid id, BudgetsDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var seen = await db.SeenBy(caller).AsNoTracking().SingleOrDefaultAsync(seen => seen.Alert.Id == id, cancellationToken);
        return seen is null ? AlertErrors.NotFound.ToProblem() : TypedResults.Ok(AlertAnswer.From(seen));
    }
}
