using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Data;

/// <summary>How rows are changed that have maintained figures beside what people write into them.</summary>
internal static class Revising
{
    /// <summary>
    /// Null when the change may go ahead, else why not (412). Expenses raise the version of their account and project as well; that the figures moved in the meantime is no
    /// reason to refuse, that somebody changed a member is.
    /// </summary>
    public static async Task<Refusal?> RefuseStaleAsync(this ExpensesDbContext db, IVersioned row, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        if (ifMatch.Allows(row.Version)) return null;
        var refusal = await StaleVersion.RefuseAsync(db, row, ifMatch, cancellationToken);
        var onlyFiguresMoved = ifMatch.Versions.Length > 0 && ifMatch.Versions.Max() < row.Version && refusal.More!["differing"] is string[] { Length: 0 };
        return onlyFiguresMoved ? null : refusal;
    }

    /// <summary>Saves; answers <paramref name="taken"/> when a unique name is taken, also by one who was a moment sooner. The transaction is lost then.</summary>
    public static async Task<Refusal?> SaveAsync(this ExpensesDbContext db, string nameIndex, Refusal taken, CancellationToken cancellationToken)
    {
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return null;
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation && violation.ConstraintName == nameIndex)
        {
            return taken;
        }
    }
}

/// <summary>Deleted rows can be brought back for 30 days (SPEC 5.4).</summary>
internal static class UndoWindow
{
    public static readonly TimeSpan Length = TimeSpan.FromDays(30);

    public static readonly Refusal NotDeleted = new(RefusalKind.Conflict, "not_deleted", "This is not deleted.");
    public static readonly Refusal Over = new(RefusalKind.Conflict, "undo_window_over", "What was deleted can be restored for 30 days, and those are over.");

    /// <summary>Null when what was deleted then may be restored now.</summary>
    public static Refusal? Refuse(DateTimeOffset? deletedAt, DateTimeOffset now)
    {
        if (deletedAt is not { } then) return NotDeleted;
        return now - then > Length ? Over : null;
    }
}
