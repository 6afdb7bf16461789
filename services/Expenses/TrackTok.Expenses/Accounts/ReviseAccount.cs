using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Changes an account by merge patch: what is left out stays, null clears. Its balance is moved by entries only.</summary>
internal static class ReviseAccount
{
    public static async Task<Results<Ok<AccountAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReviseAccountRequest request, IfMatch ifMatch, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var account = await LockAsync(db, id, cancellationToken);
        if (account is null || account.DeletedAt is not null) return AccountErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(account, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();

        var (terms, invalid) = request.ApplyTo(account).Read(tenant.Currency);
        if (invalid is not null) return invalid.ToProblem();
        if (account.Revise(terms!, time.GetUtcNow()) is { } refused) return refused.ToProblem();

        if (db.Entry(account).State == EntityState.Modified) db.Tell(account.Revised);
        if (await db.SaveAsync(AccountMapping.NameIndex, AccountErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(AccountAnswer.From(account));
    }

    /// <summary>Reads the row and keeps its balance from being moved by others until the change is committed.</summary>
    public static Task<Account?> LockAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Accounts.FromSql($"SELECT * FROM accounts WHERE tenant_id = {db.TenantId} AND id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);
}

/// <summary>A merge patch (RFC 7396) of an account.</summary>
internal sealed record ReviseAccountRequest
{
    public Change<string> Name { get; init; }

    [OneOf(typeof(Account), nameof(Account.Types))]
    public Change<string> Type { get; init; }
    public Change<string> Currency { get; init; }
    public Change<string> Description { get; init; }
    public Change<string> Last4 { get; init; }
    public Change<AmountText?> LowBalanceThreshold { get; init; }
    public Change<bool?> Archived { get; init; }

    public AccountFields ApplyTo(Account account) => new()
    {
        Name = Name.Or(account.Name),
        Type = Type.Or(account.Type),
        Currency = Currency.Or(account.CurrencyCode),
        Description = Description.Or(account.Description),
        Last4 = Last4.Or(account.Last4),
        LowBalanceThreshold = LowBalanceThreshold.Or(account.LowBalanceThreshold),
        Archived = Archived.Or(account.Archived),
    };
}
