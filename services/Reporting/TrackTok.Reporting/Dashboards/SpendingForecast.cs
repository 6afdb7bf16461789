namespace TrackTok.Reporting.Dashboards;

/// <summary>
/// What will probably be spent in the next four weeks, from weekly sums by exponential smoothing. It is tried on the past first, at every week from which four weeks are known: only when
/// it was nearer to the truth than the naive forecast (the next four weeks will be like the last four) is there one at all, and its range is what it missed by in four of five trials.
/// </summary>
/// <param name="Expected">In the next <see cref="Days"/> days.</param>
/// <param name="Error">The mean of what the trials missed by, in per cent of what was spent, one digit.</param>
/// <param name="NaiveError">The same of the naive forecast.</param>
/// <param name="Trials">How many there were.</param>
internal sealed record SpendingForecast(decimal Expected, decimal Low, decimal High, decimal Error, decimal NaiveError, int Trials)
{
    /// <summary>How far it looks ahead.</summary>
    internal const int Days = Horizon * DaysOfWeek;

    /// <summary>How many days of the past it looks at.</summary>
    internal const int History = 26 * DaysOfWeek;

    internal const string Method = "smoothed_weekly_mean";
    internal const string TooLittleHistory = "too_little_history";
    internal const string NoBetterThanNaive = "not_better_than_naive";

    private const int DaysOfWeek = 7;
    private const int Horizon = 4;
    private const int FewestTrials = 6;
    private const decimal Smoothing = 0.2m;

    /// <param name="days">What was spent on each day, the oldest first and yesterday last; days before the first expense are left out.</param>
    /// <returns>The forecast, or why there is none.</returns>
    internal static (SpendingForecast? Forecast, string? Absent) Of(IReadOnlyList<decimal> days)
    {
        var weeks = Weeks(days);
        var trials = weeks.Length - 2 * Horizon + 1;
        if (trials < FewestTrials) return (null, TooLittleHistory);
        var errors = new decimal[trials];
        decimal naiveErrors = 0, spent = 0;
        for (var trial = 0; trial < trials; trial++)
        {
            var known = weeks.AsSpan(0, trial + Horizon);
            var truth = Sum(weeks.AsSpan(trial + Horizon, Horizon));
            errors[trial] = Math.Abs(Smoothed(known) * Horizon - truth);
            naiveErrors += Math.Abs(Sum(known[^Horizon..]) - truth);
            spent += truth;
        }
        var missed = errors.Sum();
        if (spent <= 0 || missed >= naiveErrors) return (null, NoBetterThanNaive);
        var expected = Smoothed(weeks) * Horizon;
        Array.Sort(errors);
        var margin = errors[(int)Math.Ceiling(trials * 0.8) - 1];
        return (new SpendingForecast(expected, Math.Max(0, expected - margin), expected + margin, Share(missed, spent), Share(naiveErrors, spent), trials), null);
    }

    /// <summary>Whole weeks that end with the last day.</summary>
    private static decimal[] Weeks(IReadOnlyList<decimal> days)
    {
        var count = days.Count / DaysOfWeek;
        var weeks = new decimal[count];
        var first = days.Count - count * DaysOfWeek;
        for (var day = first; day < days.Count; day++) weeks[(day - first) / DaysOfWeek] += days[day];
        return weeks;
    }

    private static decimal Smoothed(ReadOnlySpan<decimal> weeks)
    {
        // Begins with the mean of the first weeks, so that one unusual week does not set the level.
        var level = Sum(weeks[..Horizon]) / Horizon;
        foreach (var week in weeks[Horizon..]) level += Smoothing * (week - level);
        return level;
    }

    private static decimal Sum(ReadOnlySpan<decimal> weeks)
    {
        decimal sum = 0;
        foreach (var week in weeks) sum += week;
        return sum;
    }

    private static decimal Share(decimal part, decimal whole) => decimal.Round(part * 100 / whole, 1, MidpointRounding.AwayFromZero);
}
