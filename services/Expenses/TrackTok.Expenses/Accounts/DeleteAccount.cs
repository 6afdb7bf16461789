using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>
/// Deletes an account: its name is free, the plan has room for another, and for 30 days it can be restored. One that living expenses were paid from, that a project is bound to, or that
/// pays by default, stays.
/// </summary>
internal static class DeleteAccount
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var account = await ReviseAccount.LockAsync(db, id, cancellationToken);
        if (account is null || account.DeletedAt is not null) return AccountErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(account, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();
        if (await db.TenantDefaults.AnyAsync(defaults => defaults.AccountId == id, cancellationToken)) return AccountErrors.IsDefault.ToProblem();
        if (await IsInUseAsync(db, id, cancellationToken)) return AccountErrors.InUse.ToProblem();

        var now = time.GetUtcNow();
        account.Delete(now);
        await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Accounts, -1), now, cancellationToken);
        db.Name(account, "deleted");
        db.Tell(account.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<bool> IsInUseAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) =>
        await db.Expenses.AnyAsync(expense => expense.AccountId == id && expense.DeletedAt == null, cancellationToken)
        || await db.Projects.AnyAsync(project => project.DeletedAt == null && project.AllowedAccountIds.Contains(id), cancellationToken);
}
