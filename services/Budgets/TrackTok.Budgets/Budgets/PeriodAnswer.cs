using TrackTok.Budgets.Alerts;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Budgets;

/// <summary>First and last day, both included.</summary>
internal sealed record PeriodDays(DateOnly Start, DateOnly End);

/// <summary>A threshold, and since when spending stands at or above it; null while it does not.</summary>
internal sealed record ThresholdAnswer(int Percent, DateTimeOffset? CrossedAt);

/// <summary>Amounts that count but have no known rate into the budget's currency: beside the figures, never in them.</summary>
internal sealed record UnconvertedAnswer(string Currency, string Spent, string Committed);

/// <summary>How a budget stands in one period. Amounts are text in its currency.</summary>
/// <param name="Planned">The budget's amount.</param>
/// <param name="Carried">From the period before, below zero when that was overspent.</param>
/// <param name="Available">Planned and carried together.</param>
/// <param name="Held">Taken by budgets that block; those are not offered yet.</param>
/// <param name="Committed">Drafts and what waits for a decision; not part of spent.</param>
/// <param name="Remaining">Available less spent and held; below zero when exceeded.</param>
/// <param name="Utilization">Spent in percent of available, two digits.</param>
/// <param name="AsOf">The figures hold what was known at this instant.</param>
internal sealed record PeriodAnswer(
    Guid BudgetId, PeriodDays Period, string Currency, string Planned, string Carried, string Available, string Spent, string Committed, string Held, string Remaining,
    decimal Utilization, bool Exceeded, IReadOnlyList<ThresholdAnswer> Thresholds, IReadOnlyList<UnconvertedAnswer> Unconverted, DateTimeOffset AsOf)
{
    public static PeriodAnswer From(BudgetRules rules, BudgetPeriod period)
    {
        var currency = rules.Currency;
        return new PeriodAnswer(
            rules.BudgetId, new PeriodDays(period.PeriodStart, period.PeriodEnd), currency.Code, currency.Text(period.Planned), currency.Text(period.Carried),
            currency.Text(period.Available), currency.Text(period.Spent), currency.Text(period.Committed), currency.Text(0), currency.Text(period.Remaining),
            period.Utilization, period.Exceeded,
            [.. rules.Thresholds.Select(percent => new ThresholdAnswer(percent, period.Crossings.FirstOrDefault(crossing => crossing.Kind == AlertKinds.BudgetThreshold && crossing.Percent == percent)?.At))],
            [.. period.Unconverted.Select(other => new UnconvertedAnswer(other.Currency, Money(other.Currency, other.Spent), Money(other.Currency, other.Committed)))],
            period.AsOf);
    }

    private static string Money(string currency, decimal amount) => Currencies.Currency.Of(currency).Text(amount);
}
