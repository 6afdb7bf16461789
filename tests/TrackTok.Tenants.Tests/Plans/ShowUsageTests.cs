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
        UsedLimit.Of(PlanLimits.Of("basic").Expenses, used, added: 20_000, new DateOnly(2025, 1, 1)).MetOn.ShouldBe(day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Names_no_day_when_nothing_is_being_added() =>
        UsedLimit.Of(PlanLimits.Of("basic").Expenses, 90_000, added: 0, new DateOnly(2025, 1, 1)).Warning.ShouldBe("90000 of 100000 expenses of plan basic in use.");

    [Fact]
    public async Task Publishes_the_plans_to_everyone()
    {
        var plans = (await service.Anonymous().ReadAsync("/api/v1/plans")).GetProperty("items").EnumerateArray().ToList();

        plans.Select(plan => (plan.GetProperty("name").GetString(), plan.GetProperty("default").GetBoolean())).ShouldBe([("basic", true), ("professional", false)]);
        plans[0].GetProperty("limits").EnumerateArray().Select(limit => $"{limit.GetProperty("name")} {limit.GetProperty("max")} {limit.GetProperty("kind")}")
            .ShouldBe(["members 1 hard", "projects 3 hard", "accounts 3 hard", "expenses_per_project 100 soft", "expenses 100000 hard"]);
    }
}
