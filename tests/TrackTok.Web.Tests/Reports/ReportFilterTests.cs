using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TrackTok.Web.Design;
using TrackTok.Web.Reports;

namespace TrackTok.Web.Tests.Reports;

public sealed class ReportFilterTests
{
    [Fact]
    public void Goes_to_the_API_as_it_stands_in_the_address()
    {
        var filter = ReportFilter.Of(Query(("start_date", "2025-01-01"), ("end_date", "x y"), ("project_id", " p "), ("category_id", ""), ("group_by", "category"), ("other", "1")));
        filter.To("/reports/summary").ShouldBe("/reports/summary?start_date=2025-01-01&end_date=x%20y&project_id=p");
        filter.To("/reports/monthly", grouped: true).ShouldEndWith("&group_by=category");
        filter.IsNarrowed.ShouldBeTrue();
    }

    [Fact]
    public void Takes_one_value_of_a_name_or_none() => ReportFilter.Of(new QueryCollection(new Dictionary<string, StringValues> { ["project_id"] = new(["a", "b"]) })).ProjectId.ShouldBeNull();

    [Theory]
    [InlineData("2025-02-14", 1, "2025-01-01 2025-03-31", "2025-01-01 2025-12-31")]
    [InlineData("2025-02-14", 4, "2025-01-01 2025-03-31", "2024-04-01 2025-03-31")]
    [InlineData("2025-02-14", 3, "2024-12-01 2025-02-28", "2024-03-01 2025-02-28")]
    public void Offers_ranges_of_the_companys_own_year(string today, int fiscalStart, string quarter, string year)
    {
        var ranges = QuickRange.Around(DateOnly.ParseExact(today, "yyyy-MM-dd"), fiscalStart).ToDictionary(range => range.Key, range => $"{range.Start:yyyy-MM-dd} {range.End:yyyy-MM-dd}");
        ranges["ThisMonth"].ShouldBe("2025-02-01 2025-02-28");
        ranges["LastMonth"].ShouldBe("2025-01-01 2025-01-31");
        ranges["ThisQuarter"].ShouldBe(quarter);
        ranges["ThisYear"].ShouldBe(year);
        ranges["LastTwelve"].ShouldBe("2024-03-01 2025-02-28");
    }

    [Fact]
    public void Leads_from_a_figure_to_the_page_of_its_expenses()
    {
        DrillDowns.Page("/api/v1/expenses?status=approved&status=submitted").ShouldBe("/expenses?status=approved&status=submitted");
        DrillDowns.Page("/elsewhere").ShouldBe("/elsewhere");
    }

    private static QueryCollection Query(params (string Name, string Value)[] pairs) => new(pairs.ToDictionary(pair => pair.Name, pair => new StringValues(pair.Value)));
}
