using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.TenantData.Auditing;

namespace TrackTok.Reporting.Tests.Audit;

public sealed class ListAuditTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    private static readonly DateTimeOffset Noon = new(2025, 1, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Shows_all_services_parts_as_one_the_newest_first_page_by_page()
    {
        var tenant = Guid.CreateVersion7();
        var wanted = new List<string>();
        for (var i = 0; i < 13; i++) wanted.Insert(0, Add(tenant, (i % 4) switch { 0 => "identity", 1 => "tenants", 2 => "expenses", _ => "budgets" }, Noon.AddSeconds(i)).Id);

        var seen = new List<string>();
        for (var path = "/api/v1/audit?limit=4&include=total"; ;)
        {
            var page = await GetAsync(tenant, path);
            page.GetProperty("total").GetInt64().ShouldBe(13);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean()) break;
            path = "/api/v1/audit?limit=4&include=total&cursor=" + page.GetProperty("next_cursor").GetString();
        }

        seen.ShouldBe(wanted);
    }

    [Fact]
    public async Task Tells_who_did_what_from_where_with_old_and_new()
    {
        var tenant = Guid.CreateVersion7();
        var entry = Add(tenant, "expenses", Noon);

        var shown = (await GetAsync(tenant, "/api/v1/audit")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();

        (shown.GetProperty("service").GetString(), shown.GetProperty("action").GetString(), shown.GetProperty("actor_id").GetString()).ShouldBe(("expenses", "expense.changed", entry.ActorId));
        shown.GetProperty("occurred_at").GetDateTimeOffset().ShouldBe(Noon);
        shown.GetProperty("changes").GetProperty("title").EnumerateArray().Select(value => value.GetString()).ShouldBe(["Pens", "Paper"]);
        shown.GetProperty("address").GetString().ShouldBe("203.0.113.7");
    }

    [Fact]
    public async Task Hands_every_filter_on_and_counts_days_where_the_company_is()
    {
        var (tenant, actor, entity) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        reporting.Tenants.Set(tenant, timeZone: "America/New_York");

        await GetAsync(tenant, $"/api/v1/audit?actor={actor}&action=expense.created&entity_type=expense&entity_id={entity}&start=2025-03-09&end=2025-03-09");

        var asked = reporting.Trails.Asked[tenant.ToString()];
        (asked.ActorId, asked.Action, asked.EntityType, asked.EntityId).ShouldBe((actor.ToString(), "expense.created", "expense", entity.ToString()));
        // The day on which clocks go forward has 23 hours.
        AuditReading.Instant(asked.FromUnixUs).ShouldBe(new DateTimeOffset(2025, 3, 9, 5, 0, 0, TimeSpan.Zero));
        AuditReading.Instant(asked.BeforeUnixUs).ShouldBe(new DateTimeOffset(2025, 3, 10, 4, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Takes_instants_as_well_as_days()
    {
        var tenant = Guid.CreateVersion7();
        reporting.Tenants.Set(tenant, timeZone: "America/New_York");

        await GetAsync(tenant, "/api/v1/audit?start=2025-03-09T00:00:00Z&end=2025-03-09T12:00:00.500%2B01:00");

        var asked = reporting.Trails.Asked[tenant.ToString()];
        AuditReading.Instant(asked.FromUnixUs).ShouldBe(new DateTimeOffset(2025, 3, 9, 0, 0, 0, TimeSpan.Zero));
        AuditReading.Instant(asked.BeforeUnixUs).ShouldBe(new DateTimeOffset(2025, 3, 9, 11, 0, 0, 500, TimeSpan.Zero).AddMicroseconds(1));
    }

    [Theory]
    [InlineData("start=2025-02-01&end=2025-01-01")]
    [InlineData("start=2025-02-01T00:00:00Z&end=2025-01-31T23:59:59Z")]
    [InlineData("start=2025-02-01T00:00:00")]
    [InlineData("start=2025-02-01T00:00")]
    [InlineData("actor=me")]
    [InlineData("who=me")]
    [InlineData("cursor=nonsense")]
    public async Task Refuses_what_it_does_not_understand(string query)
    {
        using var client = reporting.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), Role.Admin);

        ((int)(await client.GetAsync("/api/v1/audit?" + query)).StatusCode).ShouldBeInRange(400, 422);
    }

    [Theory]
    [InlineData(Role.Owner, HttpStatusCode.OK)]
    [InlineData(Role.Admin, HttpStatusCode.OK)]
    [InlineData(Role.Analyst, HttpStatusCode.Forbidden)]
    [InlineData(Role.Member, HttpStatusCode.Forbidden)]
    public async Task Is_for_owners_and_admins(Role role, HttpStatusCode status)
    {
        using var client = reporting.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), role);

        (await client.GetAsync("/api/v1/audit")).StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task Says_that_a_part_is_missing_instead_of_leaving_a_gap()
    {
        await using var own = new ReportingFixture();
        await own.StartAsync();
        own.Trails.Away = "budgets";
        using var client = own.Client(Guid.CreateVersion7(), Guid.CreateVersion7(), Role.Owner);

        (await client.GetAsync("/api/v1/audit")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private Entry Add(Guid tenant, string service, DateTimeOffset at)
    {
        var entry = new Entry
        {
            Id = Guid.CreateVersion7(at).ToString(),
            OccurredUnixUs = AuditReading.Microseconds(at),
            ActorId = Guid.CreateVersion7().ToString(),
            Actor = "somebody",
            Action = "expense.changed",
            EntityType = "expense",
            EntityId = Guid.CreateVersion7().ToString(),
            EntityVersion = 2,
            Changes = """{"title":["Pens","Paper"]}""",
            Address = "203.0.113.7",
        };
        reporting.Trails.Entries.GetOrAdd((service, tenant.ToString()), _ => []).Add(entry);
        return entry;
    }

    private async Task<JsonElement> GetAsync(Guid tenant, string path)
    {
        using var client = reporting.Client(tenant, Guid.CreateVersion7(), Role.Owner);
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
