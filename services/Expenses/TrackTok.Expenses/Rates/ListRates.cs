using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Rates;

/// <summary>Lists the tenant's rates, newest day first; with a date, for each pair the one in force on that day: of the day itself or the newest earlier.</summary>
internal static class ListRates
{
    public static async Task<Results<Ok<Page<RateAnswer>>, ProblemHttpResult>> HandleAsync(
        [FromQuery(Name = "base")] string? baseCode, [FromQuery(Name = "quote")] string? quoteCode, DateOnly? date, [AsParameters] PageQuery query,
        ExpensesDbContext db, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        if (baseCode is not null) errors.CurrencyOr(baseCode, null!, "base");
        if (quoteCode is not null) errors.CurrencyOr(quoteCode, null!, "quote");
        if (errors.ToRefusal() is { } unknown) return unknown.ToProblem();
        var (from, to) = (baseCode?.ToUpperInvariant(), quoteCode?.ToUpperInvariant());
        var (page, refusal) = PageRequest.Read(query, 2, from, to, date?.ToString("O", CultureInfo.InvariantCulture));
        if (page is null) return refusal!.ToProblem();
        var rates = db.Rates.AsNoTracking();
        if (from is not null) rates = rates.Where(rate => rate.BaseCode == from);
        if (to is not null) rates = rates.Where(rate => rate.QuoteCode == to);
        if (date is { } day)
            rates = rates.Where(rate => rate.Date <= day
                && !db.Rates.Any(later => later.BaseCode == rate.BaseCode && later.QuoteCode == rate.QuoteCode && later.Date > rate.Date && later.Date <= day));
        long? total = page.IncludeTotal ? await rates.LongCountAsync(cancellationToken) : null;
        if (page.After is { } after)
        {
            if (!DateOnly.TryParse(after[0], CultureInfo.InvariantCulture, out var lastDate) || !Guid.TryParse(after[1], out var lastId)) return PageRequest.BadCursor.ToProblem();
            rates = rates.Where(rate => EF.Functions.LessThan(ValueTuple.Create(rate.Date, rate.Id), ValueTuple.Create(lastDate, lastId)));
        }
        var rows = await rates.OrderByDescending(rate => rate.Date).ThenByDescending(rate => rate.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, RateAnswer.From, rate => [rate.Date.ToString("O", CultureInfo.InvariantCulture), rate.Id.ToString()], total).Linked(http));
    }
}
