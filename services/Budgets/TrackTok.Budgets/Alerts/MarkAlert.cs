using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <summary>A merge patch of what one does with an alert.</summary>
internal sealed record MarkAlertRequest(bool? Read, bool? Dismissed);

/// <summary>Marks an alert read or dismissed, or takes that back, for the caller alone; it sticks, whatever becomes of the alert.</summary>
internal static class MarkAlert
{
    public static async Task<Results<Ok<AlertAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, MarkAlertRequest request, IfMatch ifMatch, BudgetsDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var person = caller.Caller.Person;
        if (await db.SeenBy(caller).AsNoTracking().SingleOrDefaultAsync(seen => seen.Alert.Id == id, cancellationToken) is not { } seen) return AlertErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(seen.Version)) return Stale(seen).ToProblem();

        var (read, dismissed) = (request.Read ?? seen.Read, request.Dismissed ?? seen.Dismissed);
        if (read == seen.Read && dismissed == seen.Dismissed) return TypedResults.Ok(AlertAnswer.From(seen));
        var mark = await db.AlertMarks.SingleOrDefaultAsync(mark => mark.AlertId == id && mark.UserId == person, cancellationToken);
        if (mark is null) db.Add(mark = new AlertMark { AlertId = id, UserId = person });
        (mark.Read, mark.Dismissed, mark.Version) = (read, dismissed, mark.Version + 1);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(AlertAnswer.From(new SeenAlert { Alert = seen.Alert, Read = read, Dismissed = dismissed, Version = seen.Version + 1 }));
    }

    private static Refusal Stale(SeenAlert seen) =>
        new Refusal(RefusalKind.Stale, "stale_version", "This alert changed in the meantime; read it again, then decide.").With("current_version", seen.Version).With("differing", new[] { "read", "dismissed", "resolved_at" });
}
