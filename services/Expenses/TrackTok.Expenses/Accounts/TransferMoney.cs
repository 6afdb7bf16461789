using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Rates;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>
/// Moves money from one account to another: both entries or none. Between currencies what arrives is given, or found by the rate of the day; with neither it is refused, because a missing
/// rate is never 1.
/// </summary>
internal static class TransferMoney
{
    public static async Task<Results<Created<TransferAnswer>, ProblemHttpResult>> HandleAsync(
        TransferMoneyRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var accounts = await LockAsync(db, request.FromAccountId!.Value, request.ToAccountId!.Value, cancellationToken);
        if (accounts.Find(account => account.Id == request.FromAccountId) is not { } from) return AccountErrors.FromUnknown.ToProblem();
        if (accounts.Find(account => account.Id == request.ToAccountId) is not { } to) return AccountErrors.ToUnknown.ToProblem();
        var errors = new RequestErrors();
        errors.PositiveAmount(request.Amount, from.Currency, "amount");
        if (request.ReceivedAmount is not null) errors.PositiveAmount(request.ReceivedAmount, to.Currency, "received_amount");
        var day = MovedOn.Read(errors, request.Date, tenant, time);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        if (from.Archived || to.Archived) return AccountErrors.Archived.ToProblem();

        var sent = new Money(request.Amount!.Value.Value, from.Currency);
        var (received, refused) = await ReceivedAsync(db, sent, to.Currency, request.ReceivedAmount, day, cancellationToken);
        if (refused is not null) return refused.ToProblem();

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var booked = await Ledger.PostAsync(db, new Booking()
            .Post(new Posting(from.Id, EntryKind.Transfer, -sent.Amount, day, request.Note, TransferId: id))
            .Post(new Posting(to.Id, EntryKind.Transfer, received.Amount, day, request.Note, TransferId: id)), now, cancellationToken);
        if (booked.Refusal is { } refusal) return refusal.ToProblem();
        var answer = new TransferAnswer(id, from.Id, to.Id, sent.ToString(), received.ToString(), request.Note, day, EntryAnswer.From(booked.Entries[0], from.Currency), EntryAnswer.From(booked.Entries[1], to.Currency));
        db.Record("account.transferred", Account.AuditNoun, from.Id, after: answer);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/accounts/{from.Id}/entries", answer);
    }

    /// <summary>Both living rows, locked in the order of their ids.</summary>
    private static Task<List<Account>> LockAsync(ExpensesDbContext db, Guid one, Guid other, CancellationToken cancellationToken) => db.Accounts
        .FromSql($"SELECT * FROM accounts WHERE tenant_id = {db.TenantId} AND id IN ({one}, {other}) AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE")
        .ToListAsync(cancellationToken);

    private static async Task<(Money Received, Refusal? Refusal)> ReceivedAsync(
        ExpensesDbContext db, Money sent, Currency to, AmountText? given, DateOnly day, CancellationToken cancellationToken)
    {
        if (sent.Currency == to) return (sent, given is { } same && same.Value != sent.Amount ? AccountErrors.ReceivedDiffers : null);
        if (given is { } received) return (new Money(received.Value, to), null);
        var rate = await RateBook.FindAsync(db, sent.Currency.Code, to.Code, day, cancellationToken);
        var converted = rate is null ? Money.Zero(to) : sent.Convert(rate.Value, to);
        return (converted, converted.Amount > 0 ? null : AccountErrors.RateMissing);
    }
}

/// <param name="Amount">What leaves the first account, in its currency.</param>
/// <param name="ReceivedAmount">What arrives, in the other account's currency, when that is another.</param>
/// <param name="Date">The day the money moved: today unless given, at the latest tomorrow.</param>
internal sealed record TransferMoneyRequest(Guid? FromAccountId, Guid? ToAccountId, AmountText? Amount, AmountText? ReceivedAmount, string? Note, DateOnly? Date) : ICheckedRequest
{
    public void Check(RequestErrors errors)
    {
        errors.Required(FromAccountId, "from_account_id");
        errors.Required(ToAccountId, "to_account_id");
        if (FromAccountId is not null && FromAccountId == ToAccountId) errors.Add("to_account_id", "Name two different accounts.");
        errors.Required(Amount, "amount");
        errors.OptionalText(Note, "note", 500);
    }
}

internal sealed record TransferAnswer(
    Guid Id, Guid FromAccountId, Guid ToAccountId, string Amount, string ReceivedAmount, string? Note, DateOnly OccurredOn, EntryAnswer Sent, EntryAnswer Received);
