using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Brings back an account that was deleted in the last 30 days; refuses when its name is taken meanwhile or the plan has no room.</summary>
internal static class RestoreAccount
{
    public static async Task<Results<Ok<AccountAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var account = await ReviseAccount.LockAsync(db, id, cancellationToken);
        if (account is null) return AccountErrors.NotFound.ToProblem();
        var now = time.GetUtcNow();
        if (account.Restore(now) is { } refused) return refused.ToProblem();

        var booked = await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Accounts), now, cancellationToken, knownTenants);
        if (booked.Refusal is { } full) return full.ToProblem();
        db.Name(account, "restored");
        db.Tell(account.Revised);
        if (await db.SaveAsync(AccountMapping.NameIndex, AccountErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(AccountAnswer.From(account));
    }
}
