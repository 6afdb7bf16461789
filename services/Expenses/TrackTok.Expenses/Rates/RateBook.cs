using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;

namespace TrackTok.Expenses.Rates;

/// <summary>
/// Finds what a currency was worth: the rate of the day, or the newest earlier one; where only the opposite direction is known, its inverse. What is not known is
/// missing, never 1 (SPEC 9.0).
/// </summary>
internal static class RateBook
{
    private const int FractionDigits = 12;

    /// <summary>The rate of one pair; null when none is known. Ask for two different currencies.</summary>
    public static async Task<FoundRate?> FindAsync(ExpensesDbContext db, string baseCode, string quoteCode, DateOnly date, CancellationToken cancellationToken) =>
        (await FindAsync(db, baseCode, [quoteCode], date, cancellationToken)).GetValueOrDefault(quoteCode);

    /// <summary>The rates into several currencies, by their codes, in one query; those that are not known are missing.</summary>
    public static async Task<IReadOnlyDictionary<string, FoundRate>> FindAsync(
        ExpensesDbContext db, string baseCode, IEnumerable<string> quoteCodes, DateOnly date, CancellationToken cancellationToken)
    {
        string[] quotes = [.. quoteCodes.Where(code => code != baseCode).Distinct()];
        if (quotes.Length == 0) return new Dictionary<string, FoundRate>();
        var rows = await db.Database.SqlQuery<RateRow>($"""
            SELECT q.code AS quote_code, r.inverse, r.value, r.source, r.date FROM unnest({quotes}) AS q (code) CROSS JOIN LATERAL (
                SELECT base_code <> {baseCode} AS inverse, value, source, date FROM rates
                WHERE tenant_id = {db.TenantId} AND date <= {date}
                    AND ((base_code = {baseCode} AND quote_code = q.code) OR (base_code = q.code AND quote_code = {baseCode}))
                ORDER BY date DESC, inverse LIMIT 1) AS r
            """).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.QuoteCode, row => new FoundRate(row.Inverse ? decimal.Round(1 / row.Value, FractionDigits) : row.Value, row.Source, row.Date));
    }

    private sealed record RateRow(string QuoteCode, bool Inverse, decimal Value, string Source, DateOnly Date);
}

/// <summary>A rate as it was found.</summary>
/// <param name="Value">Units of the currency asked for, for one of the base currency.</param>
/// <param name="Date">The day it is of: the day asked for, or an earlier one.</param>
internal sealed record FoundRate(decimal Value, string Source, DateOnly Date);
