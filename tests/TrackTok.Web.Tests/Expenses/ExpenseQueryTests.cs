using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TrackTok.Web.Expenses;

namespace TrackTok.Web.Tests.Expenses;

public sealed class ExpenseQueryTests
{
    [Theory]
    [InlineData("status=submitted&status=approved&start_date=2025-01-01&end_date=2025-01-31&without=category&converted=true", "/expenses?start_date=2025-01-01&end_date=2025-01-31&converted=true&status=submitted&status=approved&without=category")]
    [InlineData("q=&project_id=&tag=", "/expenses")]
    [InlineData("tag=office%2C+travel&tag=office", "/expenses?tag=office&tag=travel")]
    [InlineData("find=1&cursor=abc&evil=1", "/expenses")]
    [InlineData("q=a%26b", "/expenses?q=a%26b")]
    public void Takes_what_the_api_knows_and_leaves_the_rest(string page, string api) => Read(page).ForApi("/expenses").ToString().ShouldBe(api);

    [Fact]
    public void Reads_amounts_as_people_type_them() => Read("min_amount=1.234%2C50", "de-DE").ForApi("/expenses").ToString().ShouldBe("/expenses?min_amount=1234.50");

    [Fact]
    public void Totals_are_asked_for_without_the_order() => Read("q=a&sort=amount&order=asc&limit=50").ForApi("/expenses/totals", withOrder: false).ToString().ShouldBe("/expenses/totals?q=a");

    [Fact]
    public void A_column_sorts_downwards_first_and_turns_round_then()
    {
        Read("q=a").Sorted("amount").ShouldBe("/expenses?q=a&sort=amount&order=desc");
        Read("q=a&sort=amount&order=desc").Sorted("amount").ShouldBe("/expenses?q=a&sort=amount&order=asc");
        Read("sort=amount&order=asc").Sorted("amount").ShouldBe("/expenses?sort=amount&order=desc");
        Read("").Sorted("expense_date").ShouldBe("/expenses?sort=expense_date&order=asc");
    }

    [Fact]
    public void A_filter_takes_itself_away_and_leaves_the_others()
    {
        var query = Read("q=a&tag=x&tag=y&status=draft");
        query.Filters.Select(filter => filter.Value).ShouldBe(["draft", "x", "y"]);
        query.Without(query.Filters.Single(filter => filter.Value == "x")).ShouldBe("/expenses?q=a&status=draft&tag=y");
        (query.IsNarrowed, Read("sort=amount&deleted=true").IsNarrowed).ShouldBe((true, false));
    }

    private static ExpenseQuery Read(string query, string locale = "en-US") => ExpenseQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Pages.Formats(locale));
}
