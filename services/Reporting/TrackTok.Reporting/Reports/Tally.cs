using TrackTok.Currencies;

namespace TrackTok.Reporting.Reports;

/// <summary>What could not be converted, beside the total and in no sum (SPEC 9.0).</summary>
/// <param name="Amount">In <paramref name="Currency"/>.</param>
/// <param name="DrillDown">The list of just these expenses.</param>
internal sealed record Unconverted(string Currency, string Amount, long Count, string DrillDown);

/// <summary>A sum of one kind of row, as the database gives it.</summary>
/// <param name="ReportingCurrency">Empty where no rate was known.</param>
internal readonly record struct Sum(string Currency, string ReportingCurrency, long Count, decimal Amount, decimal ReportingAmount);

/// <summary>
/// Adds up sums in the tenant's currency: an amount that is in it counts as it is, another by the value that was fixed when it was recorded if that is in it; the rest is kept apart by
/// its own currency, never converted at a guess and never added.
/// </summary>
internal sealed class Tally(Currency currency)
{
    private readonly SortedDictionary<string, (decimal Amount, long Count)> _apart = new(StringComparer.Ordinal);

    /// <summary>In the tenant's currency.</summary>
    internal decimal Total { get; private set; }

    /// <summary>How many expenses the total is made of.</summary>
    internal long Count { get; private set; }

    internal string Text => currency.Text(Total);

    /// <summary>The total by the count, rounded; zero when there is nothing.</summary>
    internal string Average => currency.Text(Count == 0 ? 0 : currency.Round(Total / Count));

    /// <summary>What is in no sum, by its currency.</summary>
    internal IReadOnlyList<Unconverted> Unconverted(DrillDown drillDown) =>
        [.. _apart.Select(pair => new Unconverted(pair.Key, Currency.Of(pair.Key).Text(pair.Value.Amount), pair.Value.Count, drillDown.ToUnconverted(pair.Key)))];

    /// <summary>The list of just the expenses that the total holds.</summary>
    internal string Path(DrillDown drillDown) => drillDown.ToTotal(partly: _apart.Count > 0);

    internal void Add(Sum sum)
    {
        if (sum.Currency == currency.Code) Take(sum.Amount, sum.Count);
        else if (sum.ReportingCurrency == currency.Code) Take(sum.ReportingAmount, sum.Count);
        else KeepApart(sum);
    }

    internal static Tally Of(Currency currency, IEnumerable<Sum> sums)
    {
        var tally = new Tally(currency);
        foreach (var sum in sums) tally.Add(sum);
        return tally;
    }

    private void Take(decimal value, long count)
    {
        Total += value;
        Count += count;
    }

    private void KeepApart(Sum sum)
    {
        var (amount, count) = _apart.GetValueOrDefault(sum.Currency);
        _apart[sum.Currency] = (amount + sum.Amount, count + sum.Count);
    }
}
