namespace TrackTok.Budgets.Periods;

/// <summary>How long a budget's periods are (SPEC 7.1).</summary>
internal enum PeriodKind
{
    Daily = 0,
    Weekly = 1,
    Monthly = 2,
    Quarterly = 3,
    Yearly = 4,

    /// <summary>One period from the start to the end.</summary>
    Custom = 5,
}

/// <summary>A run of whole days, both ends included.</summary>
internal readonly record struct DaySpan(DateOnly Start, DateOnly End)
{
    public bool Contains(DateOnly day) => day >= Start && day <= End;
}

/// <summary>
/// A budget's periods: the days from its start to its end, cut where the tenant's calendar cuts them (SPEC 7.2). They follow one another without gap or
/// overlap; the first and the last are as short as start and end make them.
/// </summary>
/// <param name="End">The last day; null when the budget goes on.</param>
/// <param name="WeekStart">The day on which the tenant's weeks begin.</param>
/// <param name="FiscalYearStartMonth">1 to 12: years and quarters count from the first day of this month.</param>
internal sealed record PeriodCalendar(PeriodKind Kind, DateOnly Start, DateOnly? End, DayOfWeek WeekStart, int FiscalYearStartMonth)
{
    public DaySpan First => At(Start)!.Value;

    /// <summary>The period that a day falls into; null before the start and after the end.</summary>
    public DaySpan? At(DateOnly day)
    {
        if (day < Start || day > End) return null;
        var whole = Whole(day);
        return new DaySpan(whole.Start < Start ? Start : whole.Start, End is { } end && whole.End > end ? end : whole.End);
    }

    /// <summary>The period that follows; null after the last.</summary>
    public DaySpan? After(DaySpan period) => period.End == DateOnly.MaxValue ? null : At(period.End.AddDays(1));

    /// <summary>The period before; null before the first.</summary>
    public DaySpan? Before(DaySpan period) => period.Start == DateOnly.MinValue ? null : At(period.Start.AddDays(-1));

    /// <summary>The day of the budget's life that is nearest to this one.</summary>
    public DateOnly Nearest(DateOnly day) => day < Start ? Start : End is { } end && day > end ? end : day;

    private DaySpan Whole(DateOnly day) => Kind switch
    {
        PeriodKind.Daily => new DaySpan(day, day),
        PeriodKind.Weekly => Days(Back(day, ((int)day.DayOfWeek - (int)WeekStart + 7) % 7), 7),
        PeriodKind.Monthly => Months(day, 0, 1),
        PeriodKind.Quarterly => Months(day, (day.Month - FiscalYearStartMonth + 12) % 3, 3),
        PeriodKind.Yearly => Months(day, (day.Month - FiscalYearStartMonth + 12) % 12, 12),
        _ => new DaySpan(Start, End ?? DateOnly.MaxValue),
    };

    private static DateOnly Back(DateOnly day, int days) => DateOnly.FromDayNumber(Math.Max(day.DayNumber - days, 0));

    private static DaySpan Days(DateOnly start, int length) => new(start, DateOnly.FromDayNumber(Math.Min(start.DayNumber + length - 1, DateOnly.MaxValue.DayNumber)));

    /// <summary>So many whole months, beginning as many months before the day's own.</summary>
    private static DaySpan Months(DateOnly day, int back, int length)
    {
        var first = day.Year * 12 + day.Month - 1 - back;
        var last = first + length - 1;
        var start = first < 12 ? DateOnly.MinValue : new DateOnly(first / 12, first % 12 + 1, 1);
        var end = last / 12 > 9999 ? DateOnly.MaxValue : new DateOnly(last / 12, last % 12 + 1, DateTime.DaysInMonth(last / 12, last % 12 + 1));
        return new DaySpan(start, end);
    }
}
