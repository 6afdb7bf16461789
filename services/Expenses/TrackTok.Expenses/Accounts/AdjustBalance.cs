using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Brings an account's balance to what was counted, by an entry over the difference that says why.</summary>
internal static class AdjustBalance
{
    public static async Task<Results<Created<EntryAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, AdjustBalanceRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var account = await ReviseAccount.LockAsync(db, id, cancellationToken);
        if (account is null || account.DeletedAt is not null) return AccountErrors.NotFound.ToProblem();
        var errors = new RequestErrors();
        if (errors.Required(request.NewBalance, "new_balance") && request.NewBalance!.Value.In(account.Currency) is { } sentence) errors.Add("new_balance", sentence);
        errors.Lines(request.Note, "note", 500);
        var day = MovedOn.Read(errors, request.Date, tenant, time);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        if (account.Archived) return AccountErrors.Archived.ToProblem();

        var difference = request.NewBalance!.Value.Value - account.Balance;
        if (difference == 0) return AccountErrors.NothingToAdjust.ToProblem();
        return await MoveMoney.PostAsync(db, account, new Posting(id, EntryKind.Adjustment, difference, day, request.Note), "account.adjusted", time, cancellationToken);
    }
}

/// <param name="NewBalance">What the account holds now.</param>
/// <param name="Note">Why the balance was wrong.</param>
/// <param name="Date">The day of the adjustment: today unless given, at the latest tomorrow.</param>
internal sealed record AdjustBalanceRequest([property: Required] AmountText? NewBalance, [property: Required] string? Note, DateOnly? Date);
