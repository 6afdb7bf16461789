using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Makes an account, with what it holds already as the first entry of its ledger; refuses a name that is taken, and one account more than the plan allows.</summary>
internal static class CreateAccount
{
    public static async Task<Results<Created<AccountAnswer>, ProblemHttpResult>> HandleAsync(
        CreateAccountRequest request, ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var (terms, invalid) = request.Read(tenant.Currency, request.OpeningBalance);
        if (invalid is not null) return invalid.ToProblem();

        var now = time.GetUtcNow();
        var booked = await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Accounts), now, cancellationToken, knownTenants);
        if (booked.Refusal is { } full) return full.ToProblem();

        var account = Account.Create(terms!, now);
        db.Add(account);
        if (request.OpeningBalance is { Value: not 0 } opening) db.Add(account.Open(opening.Value, tenant.DayOf(now), caller.Caller.UserId));
        db.Tell(account.Revised);
        if (await db.SaveAsync(AccountMapping.NameIndex, AccountErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Created($"/api/v1/accounts/{account.Id}", AccountAnswer.From(account));
    }
}

internal sealed record CreateAccountRequest : AccountFields
{
    /// <summary>What it holds already; zero unless given, below zero for a debt.</summary>
    public AmountText? OpeningBalance { get; init; }
}
