using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Budgets.Tests.Tenants;

public sealed class TenantRevisedConsumerTests(BudgetsFixture fixture)
{
    [Fact]
    public async Task Cuts_periods_anew_when_weeks_begin_on_another_day()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { period = "weekly", end_date = (string?)null, amount = "100.00" });
        // 2025-01-12 is a Sunday.
        await tenant.TellAsync(tenant.Expense("10.00", "2025-01-11"), tenant.Expense("85.00", "2025-01-12"), tenant.Expense("7.00", "2025-01-13"));
        (await tenant.StatusAsync(budget, "2025-01-12")).Text("spent").ShouldBe("95.00");

        await PublishAsync(tenant, version: 2, weekStart: "sunday");
        var status = await EventuallyAsync(() => tenant.StatusAsync(budget, "2025-01-12"), status => status.Text("spent") == "92.00");
        status.GetProperty("period").Text("start").ShouldBe("2025-01-12");
        (await tenant.StatusAsync(budget, "2025-01-11")).Text("spent").ShouldBe("10.00");
        await tenant.TellAsync(tenant.Expense("1.00", "2025-01-18"));
        (await tenant.StatusAsync(budget, "2025-01-12")).Text("spent").ShouldBe("93.00");
    }

    [Fact]
    public async Task Older_news_change_nothing()
    {
        var tenant = fixture.NewTenant();
        await PublishAsync(tenant, version: 9, fiscalMonth: 4);
        await EventuallyAsync(() => fixture.Database.ScalarAsync<long>($"SELECT version FROM known_tenants WHERE tenant_id = '{tenant.Id}'"), version => version == 9);
        var budget = await tenant.BudgetAsync(new { period = "yearly", end_date = (string?)null });
        (await tenant.StatusAsync(budget)).GetProperty("period").Text("end").ShouldBe("2025-03-31");

        var handled = await PublishAsync(tenant, version: 8, fiscalMonth: 1);
        await EventuallyAsync(() => fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{handled}'"), count => count == 1);
        (await tenant.StatusAsync(budget)).GetProperty("period").Text("end").ShouldBe("2025-03-31");
        (await tenant.GetAsync("/budgets/" + budget.Id())).GetProperty("version").GetInt64().ShouldBe(1);
    }

    private async Task<Guid> PublishAsync(TestTenant tenant, long version, string weekStart = "monday", int fiscalMonth = 1)
    {
        var id = Guid.CreateVersion7();
        await fixture.Services.GetRequiredService<IBus>().Publish(
            new TenantRevised(tenant.Id, DateTimeOffset.UtcNow, version, "settings_changed", "Demo", "demo", "active", "basic", new TenantSettingsFacts("USD", "UTC", "YYYY-MM-DD", weekStart, fiscalMonth, "en-US")),
            context => context.MessageId = id);
        return id;
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> read, Func<T, bool> until)
    {
        for (var tries = 0; ; tries++)
        {
            var value = await read();
            if (until(value)) return value;
            tries.ShouldBeLessThan(200, $"still {value}");
            await Task.Delay(25);
        }
    }
}
