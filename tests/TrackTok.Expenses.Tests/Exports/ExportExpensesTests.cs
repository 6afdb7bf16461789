using System.Net;
using System.Text;
using System.Threading.RateLimiting;
using TrackTok.Expenses.Exports;
using TrackTok.Expenses.Tests.Expenses;

namespace TrackTok.Expenses.Tests.Exports;

public sealed class ExportExpensesTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    private const string Route = "/exports/expenses";

    [Fact]
    public async Task The_file_holds_what_the_list_shows_under_the_same_filters()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Kept, with a comma", amount = "12.50", expense_date = "2025-01-10", tags = new[] { "a", "b" }, notes = "He said \"no\"\nand left" });
        await tenant.Owner.RecordAsync(new { title = "Other year", expense_date = "2024-03-01" });

        var answer = await tenant.Owner.SendAsync(HttpMethod.Get, Route + "?format=csv&start_date=2025-01-01");
        var lines = await ReadAsync(answer);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldNotBeNull().ShouldStartWith("expenses-");
        lines.Count.ShouldBe(2);
        var row = lines[0].Zip(lines[1]).ToDictionary();
        (row["title"], row["amount"], row["expense_date"], row["tags"], row["notes"], row["project"], row["account"], row["status"])
            .ShouldBe(("Kept, with a comma", "12.50", "2025-01-10", "a;b", "He said \"no\"\nand left", "General", "Cash", "approved"));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil.example\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    public async Task No_text_becomes_a_formula(string title)
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title });

        var lines = await ReadAsync(await tenant.Owner.SendAsync(HttpMethod.Get, Route));

        lines[0].Zip(lines[1]).ToDictionary()["title"].ShouldBe("'" + title);
    }

    [Fact]
    public async Task A_member_gets_their_own_and_another_company_nothing()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "The owner's" });
        var member = tenant.Member;
        await member.RecordAsync(new { title = "Mine" });

        var lines = await ReadAsync(await member.SendAsync(HttpMethod.Get, Route));

        lines.Count.ShouldBe(2);
        lines[1].ShouldContain("Mine");
        (await ReadAsync(await fixture.NewTenant().Owner.SendAsync(HttpMethod.Get, Route))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Waits_for_its_turn_while_others_of_the_company_are_being_read_and_keeps_nobody_else_waiting()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        var held = new List<RateLimitLease>();
        for (var place = 0; place < ExportPlaces.MostOfOne; place++) held.Add(await ExportPlaces.TakeAsync(tenant.Id, CancellationToken.None));
        var export = tenant.Owner.SendAsync(HttpMethod.Get, Route);
        await Task.WhenAny(export, Task.Delay(300));
        export.IsCompleted.ShouldBeFalse();
        (await tenant.Owner.SendAsync(HttpMethod.Get, "/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(await other.Owner.SendAsync(HttpMethod.Get, Route))).Count.ShouldBe(1);
        held[0].Dispose();
        (await ReadAsync(await export)).Count.ShouldBe(1);
        held[1].Dispose();
    }

    [Fact]
    public async Task Who_has_waited_long_enough_is_told_to_come_again_and_every_place_comes_back()
    {
        var tenants = Enumerable.Range(0, ExportPlaces.Most / ExportPlaces.MostOfOne).Select(_ => fixture.NewTenant()).ToList();
        var held = new List<RateLimitLease>();
        foreach (var tenant in tenants) for (var place = 0; place < ExportPlaces.MostOfOne; place++) held.Add(await ExportPlaces.TakeAsync(tenant.Id, CancellationToken.None));
        held.ShouldAllBe(lease => lease.IsAcquired);
        var late = fixture.NewTenant();

        var refused = await late.Owner.SendAsync(HttpMethod.Get, Route);

        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await refused.Content.ReadAsStringAsync()).ShouldContain("exports_busy");
        held.ForEach(lease => lease.Dispose());
        for (var again = 0; again < 2 * ExportPlaces.Most; again++) (await ReadAsync(await late.Owner.SendAsync(HttpMethod.Get, Route))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Is_longer_than_a_page()
    {
        var tenant = fixture.NewTenant();
        await Task.WhenAll(Enumerable.Range(0, 130).Select(_ => tenant.Owner.RecordAsync()));

        (await ReadAsync(await tenant.Owner.SendAsync(HttpMethod.Get, Route + "?sort=amount&order=asc"))).Count.ShouldBe(131);
    }

    [Theory]
    [InlineData("?format=xlsx")]
    [InlineData("?sort=colour")]
    [InlineData("?limit=5")]
    public async Task Says_what_it_cannot_do(string query) =>
        (await fixture.NewTenant().Owner.SendAsync(HttpMethod.Get, Route + query)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

    /// <summary>Reads CSV as RFC 4180 has it.</summary>
    private static async Task<List<List<string>>> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());
        var (lines, line, field, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted && text[i] is ',' or '\n' && !quoted)
            {
                line.Add(field.ToString());
                field.Clear();
                if (text[i] == ',') continue;
                lines.Add(line);
                line = [];
            }
            else if (quoted || text[i] != '\r') field.Append(text[i]);
        }
        return lines;
    }
}
