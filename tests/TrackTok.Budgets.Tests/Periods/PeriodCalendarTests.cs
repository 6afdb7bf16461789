using CsCheck;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Tests.Periods;

public sealed class PeriodCalendarTests
{
    private static readonly Gen<DateOnly> Days = Gen.Int[new DateOnly(1990, 1, 1).DayNumber, new DateOnly(2060, 12, 31).DayNumber].Select(DateOnly.FromDayNumber);

    private static readonly Gen<PeriodCalendar> Calendars =
        Gen.Select(Gen.Enum<PeriodKind>(), Days, Gen.Int[-1, 2000], Gen.Enum<DayOfWeek>(), Gen.Int[1, 12], (kind, start, length, weekStart, fiscalMonth) =>
            new PeriodCalendar(kind, start, length < 0 && kind != PeriodKind.Custom ? null : start.AddDays(Math.Max(length, 0)), weekStart, fiscalMonth));

    [Fact]
    public void Periods_tile_the_budgets_days_without_gap_or_overlap() => Calendars.Sample(calendar =>
    {
        var last = calendar.End ?? calendar.Start.AddDays(1500);
        calendar.First.Start.ShouldBe(calendar.Start);
        for (var span = calendar.First; ; span = calendar.After(span)!.Value)
        {
            span.Start.ShouldBeLessThanOrEqualTo(span.End);
            if (calendar.End is { } end) span.End.ShouldBeLessThanOrEqualTo(end);
            if (calendar.After(span) is not { } next)
            {
                span.End.ShouldBe(calendar.End!.Value);
                break;
            }
            next.Start.ShouldBe(span.End.AddDays(1));
            calendar.Before(next).ShouldBe(span);
            if (span.End > last) break;
        }
    }, iter: 300);

    [Fact]
    public void Every_day_of_a_period_falls_into_it() => Gen.Select(Calendars, Gen.Int[0, 2000], Gen.Int[0, 400]).Sample((calendar, offset, within) =>
    {
        if (calendar.At(calendar.Start.AddDays(offset)) is not { } span)
        {
            calendar.Start.AddDays(offset).ShouldBeGreaterThan(calendar.End!.Value);
            return;
        }
        var day = span.Start.AddDays(within % (span.End.DayNumber - span.Start.DayNumber + 1));
        calendar.At(day).ShouldBe(span);
        span.Contains(day).ShouldBeTrue();
    });

    [Theory]
    [InlineData("Daily", "2025-03-05", "2025-03-05", "2025-03-05")]
    [InlineData("Weekly", "2025-03-05", "2025-03-02", "2025-03-08")]
    [InlineData("Weekly", "2025-03-02", "2025-03-02", "2025-03-08")]
    [InlineData("Weekly", "2025-03-08", "2025-03-02", "2025-03-08")]
    [InlineData("Monthly", "2024-02-29", "2024-02-01", "2024-02-29")]
    [InlineData("Quarterly", "2025-03-31", "2025-01-01", "2025-03-31")]
    [InlineData("Quarterly", "2025-04-01", "2025-04-01", "2025-06-30")]
    [InlineData("Yearly", "2025-03-31", "2024-04-01", "2025-03-31")]
    [InlineData("Yearly", "2025-04-01", "2025-04-01", "2026-03-31")]
    public void Cuts_where_the_tenants_calendar_does(string kind, string day, string start, string end) =>
        new PeriodCalendar(Enum.Parse<PeriodKind>(kind), Day("2020-01-01"), null, DayOfWeek.Sunday, 4).At(Day(day)).ShouldBe(new DaySpan(Day(start), Day(end)));

    [Fact]
    public void Is_as_short_as_start_and_end_make_it()
    {
        var calendar = new PeriodCalendar(PeriodKind.Monthly, Day("2025-01-15"), Day("2025-03-10"), DayOfWeek.Monday, 1);
        calendar.At(Day("2025-01-20")).ShouldBe(new DaySpan(Day("2025-01-15"), Day("2025-01-31")));
        calendar.At(Day("2025-02-20")).ShouldBe(new DaySpan(Day("2025-02-01"), Day("2025-02-28")));
        calendar.At(Day("2025-03-01")).ShouldBe(new DaySpan(Day("2025-03-01"), Day("2025-03-10")));
        calendar.At(Day("2025-01-14")).ShouldBeNull();
        calendar.At(Day("2025-03-11")).ShouldBeNull();
        calendar.Nearest(Day("2024-01-01")).ShouldBe(Day("2025-01-15"));
        calendar.Nearest(Day("2026-01-01")).ShouldBe(Day("2025-03-10"));
    }

    [Fact]
    public void A_custom_budget_is_one_period()
    {
        var calendar = new PeriodCalendar(PeriodKind.Custom, Day("2025-01-15"), Day("2025-03-10"), DayOfWeek.Monday, 1);
        calendar.At(Day("2025-02-20")).ShouldBe(new DaySpan(Day("2025-01-15"), Day("2025-03-10")));
        calendar.After(calendar.First).ShouldBeNull();
    }

    [Theory]
    [InlineData("Daily")]
    [InlineData("Weekly")]
    [InlineData("Monthly")]
    [InlineData("Quarterly")]
    [InlineData("Yearly")]
    public void Holds_the_last_day_there_is(string kind)
    {
        var calendar = new PeriodCalendar(Enum.Parse<PeriodKind>(kind), Day("2020-01-01"), null, DayOfWeek.Wednesday, 11);
        var span = calendar.At(DateOnly.MaxValue)!.Value;
        span.End.ShouldBe(DateOnly.MaxValue);
        calendar.After(span).ShouldBeNull();
    }

    private static DateOnly Day(string text) => DateOnly.Parse(text, null);
}
