using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Rates;

/// <summary>Sets the rate of a pair of currencies on a day, or corrects it. What was recorded before keeps the value it got.</summary>
internal static class SetRate
{
    public static async Task<Results<Ok<RateAnswer>, ProblemHttpResult>> HandleAsync(
        [FromQuery(Name = "base")] string baseCode, [FromQuery(Name = "quote")] string quoteCode, DateOnly date, SetRateRequest request,
        ExpensesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        var from = errors.CurrencyOr(baseCode, null!, "base");
        var to = errors.CurrencyOr(quoteCode, null!, "quote");
        if (from is not null && from == to) errors.Add("quote", "Give two different currencies.");
        if (errors.ToRefusal() is { } refusal) return refusal.ToProblem();

        var now = time.GetUtcNow();
        var value = request.Value!.Value.Value;
        var rate = await db.Rates.SingleOrDefaultAsync(known => known.BaseCode == from!.Code && known.QuoteCode == to!.Code && known.Date == date, cancellationToken);
        if (rate is null) db.Add(rate = Rate.Of(from!.Code, to!.Code, date, value, now));
        else rate.Correct(value, now);

        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(RateAnswer.From(rate));
    }
}

/// <param name="Value">Units of the quote currency for one of the base currency: above zero, at most 12 fraction digits.</param>
internal sealed record SetRateRequest(AmountText? Value) : ICheckedRequest
{
    private const decimal Largest = 100_000_000_000m;

    public void Check(RequestErrors errors)
    {
        if (!errors.Required(Value, "value")) return;
        if (Value!.Value.Unreadable is not null || Value.Value.Value <= 0 || Value.Value.Value > Largest || decimal.Round(Value.Value.Value, 12) != Value.Value.Value)
            errors.Add("value", "Give a decimal number above zero with at most 12 fraction digits, such as \"1.0842\".");
    }
}
