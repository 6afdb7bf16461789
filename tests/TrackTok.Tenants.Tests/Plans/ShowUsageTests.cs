using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenancy;
using TrackTok.Tenants.Plans;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Tests.Plans;

public sealed class ShowUsageTests(TenantsFixture service)
{
    [Fact]
    public async Task Shows_all_five_limits_with_what_is_used()
    {
        var company = await service.NewCompanyAsync("professional");
        await company.AddAsync(Role.Member);
        service.Expenses.Usage[company.Id.ToString()] = new GetUsageResponse
        {
            Usage = { new Usage { Limit = "projects", Used = 2 }, new Usage { Limit = "accounts", Used = 1 }, new Usage { Limit = "expenses", Used = 12 }, new Usage { Limit = "expenses_per_project", Used = 7 } },
        };

        var usage = await company.Owner.ReadAsync("/api/v1/usage");

        usage.GetProperty("plan").GetString().ShouldBe("professional");
        usage.GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name")} {limit.GetProperty("used")}/{limit.GetProperty("max")} {limit.GetProperty("kind")}")
            .ShouldBe(["members 2/50 hard", "projects 2/500 hard", "accounts 1/500 hard", "expenses_per_project 7/1000000 soft", "expenses 12/1000000 hard"]);
    }

    [Fact]
    public async Task Says_what_is_not_known_while_expenses_does_not_answer()
    {
        var company = await service.NewCompanyAsync();

        var limits = (await company.Owner.ReadAsync("/api/v1/usage")).GetProperty("limits").EnumerateArray().ToList();

        limits.Where(limit => limit.GetProperty("used").ValueKind == JsonValueKind.Null).Select(limit => limit.GetProperty("name").GetString())
            .ShouldBe(["projects", "accounts", "expenses_per_project", "expenses"]);
        limits.Where(limit => limit.GetProperty("used").ValueKind == JsonValueKind.Null).ShouldAllBe(limit => limit.GetProperty("warning").GetString() == "Not known at the moment.");
        limits[0].GetProperty("used").GetInt64().ShouldBe(1);
    }

    [Theory]
    [InlineData(79_999, null)]
    [InlineData(80_000, "80000 of 100000 expenses of plan basic in use. At the present pace the limit is met on 2025-01-31.")]
    [InlineData(100_000, "100000 of 100000 expenses of plan basic in use.")]
    [InlineData(100_001, "100001 expenses, more than the 100000 of plan basic.")]
    public void Warns_from_80_percent_on_and_names_the_day(long used, string? warning) =>
        UsedLimit.Of(PlanLimits.Of("basic").Expenses, used, added: 20_000, new DateOnly(2025, 1, 1)).Warning.ShouldBe(warning);

    [Theory]
    [InlineData(79_999, null)]
    [InlineData(80_000, "2025-01-31")]
    [InlineData(100_000, null)]
    public void Tells_the_day_by_itself_too(long used, string? day) =>
        UsedLimit.Of(PlanLimits.Of("basic").Expenses, used, added: 20_000, new DateOnly(2025, 1, 1)).MetOn.ShouldBe(day is null ? null : DateOnly.Parse(day, CultureInfo.InvariantCulture));

    [Fact]
    public void Names_no_day_when_nothing_is_being_added() =>
        UsedLimit.Of(PlanLimits.Of("basic").Expenses, 90_000, added: 0, new DateOnly(2025, 1, 1)).Warning.ShouldBe("90000 of 100000 expenses of plan basic in use.");

    [Fact]
    public async Task The_pace_of_seats_counts_who_was_invited_lately_and_may_still_come()
    {
        var company = await service.NewCompanyAsync("professional");
        for (var i = 0; i < 45; i++) (await company.Owner.PostAsJsonAsync("/api/v1/invitations", new { email = $"p{i}@example.com", role = "member" })).StatusCode.ShouldBe(HttpStatusCode.Created);
        await SetAsync("expires_at = now() - interval '1 minute'", invited: 0..5);
        await SetAsync("created_at = now() - interval '31 days'", invited: 5..15);
        await service.Database.ExecuteAsync($"UPDATE memberships SET joined_at = now() - interval '31 days' WHERE tenant_id = '{company.Id}'");

        var before = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var members = (await company.Owner.ReadAsync("/api/v1/usage")).GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("name").GetString() == "members");

        // 41 seats are held, and 30 of them were taken in the last 30 days: the nine that are left last nine days.
        members.GetProperty("used").GetInt64().ShouldBe(41);
        var metOn = DateOnly.Parse(members.GetProperty("met_on").GetString()!, CultureInfo.InvariantCulture);
        metOn.ShouldBeInRange(before.AddDays(9), DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(9));
        members.GetProperty("warning").GetString().ShouldBe($"41 of 50 members of plan professional in use. At the present pace the limit is met on {metOn:yyyy-MM-dd}.");

        Task SetAsync(string set, Range invited) => service.Database.ExecuteAsync($"UPDATE invitations SET {set} WHERE tenant_id = '{company.Id}' AND email IN ({string.Join(", ", Enumerable.Range(0, 45).Take(invited).Select(i => $"'p{i}@example.com'"))})");
    }

    [Fact]
    public async Task Publishes_the_plans_to_everyone()
    {
        var plans = (await service.Anonymous().ReadAsync("/api/v1/plans")).GetProperty("items").EnumerateArray().ToList();

        plans.Select(plan => (plan.GetProperty("name").GetString(), plan.GetProperty("default").GetBoolean())).ShouldBe([("basic", true), ("professional", false)]);
        plans[0].GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name")} {limit.GetProperty("max")} {limit.GetProperty("kind")}")
            .ShouldBe(["members 1 hard", "projects 3 hard", "accounts 3 hard", "expenses_per_project 100 soft", "expenses 100000 hard"]);
    }
}
