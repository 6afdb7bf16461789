using System.Net;
using System.Text.Json;
using TrackTok.Expenses.Tests.Expenses;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Terms;

public sealed class ProposeTermsTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    /// <summary>What is counted, and what the living expenses themselves say: the two must always be the same.</summary>
    private const string Counted = "SELECT coalesce(string_agg(kind || ' ' || key || ' ' || person_id || ' ' || uses, E'\\n' ORDER BY kind, key, person_id), '') FROM used_terms WHERE tenant_id = '{0}' AND uses <> 0";

    private const string Found = """
        SELECT coalesce(string_agg(kind || ' ' || key || ' ' || created_by || ' ' || uses, E'\n' ORDER BY kind, key, created_by), '') FROM (
            SELECT kind, key COLLATE "C" AS key, created_by, count(*) AS uses FROM (
                SELECT 'tag' AS kind, tag AS key, created_by FROM expenses CROSS JOIN unnest(tags) AS tag WHERE tenant_id = '{0}' AND deleted_at IS NULL
                UNION ALL SELECT 'vendor', lower(vendor), created_by FROM expenses WHERE tenant_id = '{0}' AND deleted_at IS NULL AND vendor IS NOT NULL
            ) AS used GROUP BY kind, key, created_by) AS sums
        """;

    [Fact]
    public async Task Proposes_what_begins_with_the_text_before_what_contains_it_and_the_most_used_first()
    {
        var tenant = fixture.NewTenant();
        foreach (var tags in new string[][] { ["office", "print"], ["office"], ["off-site"], ["back office"], ["travel"] }) await tenant.Owner.RecordAsync(new { tags });

        (await TagsAsync(tenant.Owner, "q=OFF")).ShouldBe([("office", 2), ("off-site", 1), ("back office", 1)]);
        (await TagsAsync(tenant.Owner, "limit=2")).ShouldBe([("office", 2), ("back office", 1)]);
        (await TagsAsync(tenant.Owner, "q=%25")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Proposes_vendors_as_they_were_written_last()
    {
        var tenant = fixture.NewTenant();
        foreach (var vendor in new[] { "ACME Ltd", "Zoë's Café", "Acme Ltd" }) await tenant.Owner.RecordAsync(new { vendor });

        (await ProposalsAsync(tenant.Owner, "vendors", "vendor", "q=acme")).ShouldBe([("Acme Ltd", 2)]);
        (await ProposalsAsync(tenant.Owner, "vendors", "vendor", "q=CAFÉ")).ShouldBe([("Zoë's Café", 1)]);
    }

    [Fact]
    public async Task Proposes_to_members_only_what_is_on_their_own_expenses()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { tags = new[] { "secret", "shared" }, vendor = "Lawyers" });
        await tenant.Member.RecordAsync(new { tags = new[] { "shared" }, vendor = "Taxi" });
        await fixture.NewTenant().Owner.RecordAsync(new { tags = new[] { "elsewhere" } });

        (await TagsAsync(tenant.Member, "")).ShouldBe([("shared", 1)]);
        (await ProposalsAsync(tenant.Member, "vendors", "vendor", "")).ShouldBe([("Taxi", 1)]);
        (await TagsAsync(tenant.Analyst, "")).ShouldBe([("shared", 2), ("secret", 1)]);
    }

    [Fact]
    public async Task Counts_stay_true_through_every_change()
    {
        var tenant = fixture.NewTenant();
        var first = await tenant.Owner.RecordAsync(new { tags = new[] { "a", "b" }, vendor = "One" });
        var second = await tenant.Member.RecordAsync(new { tags = new[] { "b" }, vendor = "ONE", status = "draft" });
        await AreTrueAsync(tenant);

        await tenant.Owner.ReviseAsync(first, new { tags = new[] { "b", "c" }, vendor = "Two" });
        await AreTrueAsync(tenant);
        await tenant.Owner.ReviseAsync(first, new { tags = (string[]?)null, vendor = (string?)null, title = "Other" });
        await AreTrueAsync(tenant);
        (await tenant.Member.SendAsync(HttpMethod.Delete, $"/expenses/{second.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await AreTrueAsync(tenant);
        (await TagsAsync(tenant.Owner, "")).ShouldBe([]);
        await tenant.Member.ActAsync(second, "restore");
        await AreTrueAsync(tenant);
        (await TagsAsync(tenant.Owner, "")).ShouldBe([("b", 1)]);
    }

    [Fact]
    public async Task Counts_stay_true_when_many_write_at_once()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { tags = new[] { "x" } });
        string[][] tags = [["a", "b", "c"], ["c", "b", "a"], ["b", "c", "a"]];

        await Task.WhenAll(Enumerable.Range(0, 24).Select(async n =>
        {
            var client = n % 2 == 0 ? tenant.Owner : tenant.Member;
            var expense = await client.RecordAsync(new { tags = tags[n % 3], vendor = "Shop", status = "draft" });
            await client.ReviseAsync(expense, new { tags = tags[(n + 1) % 3][..2] });
        }));

        await AreTrueAsync(tenant);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=51")]
    [InlineData("limit=many")]
    [InlineData("query=x")]
    public async Task Refuses_what_it_does_not_know(string query) =>
        (await fixture.NewTenant().Owner.GetAsync($"{ExpenseApi.Route}/tags?{query}")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

    private async Task AreTrueAsync(TestTenant tenant)
    {
        var counted = await fixture.Database.ScalarAsync<string>(Counted.Replace("{0}", tenant.Id.ToString(), StringComparison.Ordinal));
        counted.ShouldBe(await fixture.Database.ScalarAsync<string>(Found.Replace("{0}", tenant.Id.ToString(), StringComparison.Ordinal)));
    }

    private static Task<(string?, long)[]> TagsAsync(HttpClient client, string query) => ProposalsAsync(client, "tags", "tag", query);

    private static async Task<(string?, long)[]> ProposalsAsync(HttpClient client, string route, string member, string query) =>
        [.. (await (await client.GetAsync($"{ExpenseApi.Route}/{route}?{query}")).ShouldBeAsync(HttpStatusCode.OK)).Items().Select(item => (item.Text(member), item.GetProperty("count").GetInt64()))];
}
