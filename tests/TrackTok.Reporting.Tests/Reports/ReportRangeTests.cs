using CsCheck;
using TrackTok.Reporting.Reports;
using TrackTok.ServiceDefaults;

namespace TrackTok.Reporting.Tests.Reports;

public sealed class ReportRangeTests
{
    private static readonly DateOnly Today = new(2025, 3, 14);

    [Fact]
    public void Covers_each_day_exactly_once_by_whole_months_and_the_days_at_the_edges() => Gen.Select(Gen.Int[0, 800], Gen.Int[0, 800]).Sample((from, length) =>
    {
        var start = new DateOnly(2023, 12, 1).AddDays(from);
        var range = new ReportRange(start, start.AddDays(length));
        var days = Days(range.Start, range.WholeFrom.AddDays(-1)).Concat(Days(range.WholeFrom, range.WholeUntil.AddDays(-1))).Concat(Days(range.WholeUntil, range.End)).ToList();
        days.ShouldBe(Days(range.Start, range.End));
        if (range.WholeFrom != range.WholeUntil) (range.WholeFrom.Day, range.WholeUntil.Day).ShouldBe((1, 1));
        range.Months().Select(range.Within).SelectMany(part => Days(part.Start, part.End)).ShouldBe(Days(range.Start, range.End));
    });

    [Theory]
    [InlineData(null, null, "2025-03-01", "2025-03-31")]
    [InlineData("2025-01-10", null, "2025-01-10", "2025-03-31")]
    [InlineData("2026-02-10", null, "2026-02-10", "2026-02-28")]
    [InlineData(null, "2024-02-20", "2024-02-01", "2024-02-20")]
    [InlineData("2024-02-20", "2024-02-20", "2024-02-20", "2024-02-20")]
    public void Fills_in_the_dates_that_are_not_given(string? start, string? end, string first, string last)
    {
        var (range, _) = new ReportQuery { StartDate = start, EndDate = end }.Range(Today);
        range.ShouldBe(new ReportRange(News.Day(first), News.Day(last)));
    }

    [Fact]
    public void Covers_twelve_months_when_a_trend_is_asked_for_without_dates() =>
        new ReportQuery().Range(Today, 12).Range.ShouldBe(new ReportRange(new(2024, 4, 1), new(2025, 3, 31)));

    [Theory]
    [InlineData("2025-01-02", "2025-01-01")]
    [InlineData("1900-01-01", "2000-01-01")]
    public void Refuses_a_range_backwards_or_longer_than_a_hundred_years(string start, string end) =>
        new ReportQuery { StartDate = start, EndDate = end }.Range(Today).Refusal!.Errors!.Keys.ShouldBe(["end_date"]);

    [Theory]
    [InlineData("2025-1-1")]
    [InlineData("01/31/2025")]
    [InlineData("2025-02-29")]
    [InlineData("3000-01-01")]
    [InlineData("")]
    public void Refuses_what_is_no_day(string text)
    {
        var errors = new RequestErrors();
        new ReportQuery { StartDate = text, EndDate = text }.Check(errors);
        errors.ToRefusal()!.Errors!.Keys.ShouldBe(["start_date", "end_date"]);
    }

    private static List<DateOnly> Days(DateOnly first, DateOnly last) => [.. Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1)).Select(first.AddDays)];
}
