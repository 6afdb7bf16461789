using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Budgets.Data;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <param name="Marked">How many were unread before.</param>
internal sealed record MarkAllReadAnswer(int Marked);

/// <summary>Marks every alert there is as read by the caller; later ones are unread.</summary>
internal static class MarkAllRead
{
    public static async Task<Ok<MarkAllReadAnswer>> HandleAsync(BudgetsDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var person = caller.Caller.Person;
        // Alerts are raised under this lock too, so none of an older id can appear after the newest is known.
        await TenantLock.TakeAsync(db, cancellationToken);
        var unread = await db.SeenBy(caller).CountAsync(seen => !seen.Read, cancellationToken);
        if (unread == 0) return TypedResults.Ok(new MarkAllReadAnswer(0));

        var newest = await db.Alerts.OrderByDescending(alert => alert.Id).Select(alert => alert.Id).FirstAsync(cancellationToken);
        var reader = await db.AlertReaders.SingleOrDefaultAsync(reader => reader.UserId == person, cancellationToken);
        if (reader is null) db.Add(reader = new AlertReader { UserId = person });
        (reader.ReadUpTo, reader.Version) = (newest, reader.Version + 1);
        await db.SaveChangesAsync(cancellationToken);
        await db.AlertMarks.Where(mark => mark.UserId == person && mark.Read == false)
            .ExecuteUpdateAsync(marks => marks.SetProperty(mark => mark.Read, (bool?)null).SetProperty(mark => mark.Version, mark => mark.Version + 1), cancellationToken);
        return TypedResults.Ok(new MarkAllReadAnswer(unread));
    }
}
