using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Puts money into an account or takes it out, as one entry of its ledger.</summary>
internal static class MoveMoney
{
    public static Task<Results<Created<EntryAnswer>, ProblemHttpResult>> DepositAsync(
        Guid id, MoveMoneyRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken) =>
        HandleAsync(id, request, EntryKind.Deposit, 1, "account.deposited", db, knownTenants, time, cancellationToken);

    public static Task<Results<Created<EntryAnswer>, ProblemHttpResult>> WithdrawAsync(
        Guid id, MoveMoneyRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken) =>
        HandleAsync(id, request, EntryKind.Withdrawal, -1, "account.withdrawn", db, knownTenants, time, cancellationToken);

    private static async Task<Results<Created<EntryAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, MoveMoneyRequest request, string kind, int sign, string action, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var account = await ReviseAccount.LockAsync(db, id, cancellationToken);
        if (account is null || account.DeletedAt is not null) return AccountErrors.NotFound.ToProblem();
        var errors = new RequestErrors();
        errors.PositiveAmount(request.Amount, account.Currency, "amount");
        errors.OptionalText(request.Note, "note", 500);
        var day = MovedOn.Read(errors, request.Date, tenant, time);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        if (account.Archived) return AccountErrors.Archived.ToProblem();

        return await PostAsync(db, account, new Posting(id, kind, sign * request.Amount!.Value.Value, day, request.Note), action, time, cancellationToken);
    }

    /// <summary>Posts one entry that somebody made by hand, with its entry in the audit trail.</summary>
    public static async Task<Results<Created<EntryAnswer>, ProblemHttpResult>> PostAsync(
        ExpensesDbContext db, Account account, Posting posting, string action, TimeProvider time, CancellationToken cancellationToken)
    {
        var booked = await Ledger.PostAsync(db, new Booking().Post(posting), time.GetUtcNow(), cancellationToken);
        if (booked.Refusal is { } refusal) return refusal.ToProblem();
        var entry = EntryAnswer.From(booked.Entries[0], account.Currency);
        db.Record(action, Account.AuditNoun, account.Id, before: new { balance = account.Currency.Text(account.Balance) }, after: new { balance = entry.BalanceAfter, entry });
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/accounts/{account.Id}/entries", entry);
    }
}

/// <param name="Amount">Above zero.</param>
/// <param name="Date">The day the money moved: today unless given, at the latest tomorrow.</param>
internal sealed record MoveMoneyRequest([property: Required] AmountText? Amount, string? Note, DateOnly? Date);

/// <summary>The day of a movement, in the tenant's calendar.</summary>
internal static class MovedOn
{
    public static DateOnly Read(RequestErrors errors, DateOnly? given, KnownTenant tenant, TimeProvider time)
    {
        var today = tenant.Today(time);
        if (given > today.AddDays(1)) errors.Add("date", "Give a day that is not later than tomorrow.");
        return given ?? today;
    }
}
