using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Accounts;

/// <summary>Shows one living account; to members its name only.</summary>
internal static class ReadAccount
{
    public static async Task<Results<Ok<AccountAnswer>, Ok<AccountNameAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ExpensesDbContext db, CallerContext caller, CancellationToken cancellationToken)
    {
        var account = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(account => account.Id == id && account.DeletedAt == null, cancellationToken);
        if (account is null) return AccountErrors.NotFound.ToProblem();
        return caller.Caller.OnlyOwn(Permissions.ReadAccounts) ? TypedResults.Ok(new AccountNameAnswer(account.Id, account.Name)) : TypedResults.Ok(AccountAnswer.From(account));
    }
}
