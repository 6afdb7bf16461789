using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Tenants;
using TrackTok.Expenses.Contracts;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Budgets.Tests.Sweeps;

/// <summary>Every consumer handles the same message twice, and messages out of order, as once and in order.</summary>
public sealed class ConsumerSweepTests(BudgetsFixture fixture)
{
    [Fact]
    public void Every_consumer_is_swept_here() => typeof(ExpenseRevisedConsumer).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IConsumer)))
        .ShouldBe([typeof(ExpenseRevisedConsumer), typeof(TenantErasedConsumer), typeof(TenantRevisedConsumer)], ignoreOrder: true);

    [Fact]
    public async Task News_of_expenses() => await SweepAsync<ExpenseRevised>(
        tenant =>
        {
            var id = Guid.CreateVersion7();
            return [tenant.Expense("90.00", expenseId: id), tenant.Expense("40.00", expenseId: id, version: 2), tenant.Expense("95.00", expenseId: id, version: 3), tenant.Expense("1.00")];
        },
        tenant => fixture.Database.ScalarAsync<string>($"SELECT string_agg(spent || '/' || jsonb_array_length(crossings), ',' ORDER BY period_start) FROM budget_periods WHERE tenant_id = '{tenant.Id}'"));

    [Fact]
    public async Task News_of_the_tenant() => await SweepAsync<TenantRevised>(
        tenant => [Settings(tenant, 2, "sunday"), Settings(tenant, 3, "saturday"), Settings(tenant, 4, "monday"), Settings(tenant, 5, "sunday")],
        tenant => fixture.Database.ScalarAsync<string>($"""
            SELECT week_start || '/' || (SELECT string_agg(period_start || '=' || spent, ',' ORDER BY period_start) FROM budget_periods WHERE tenant_id = '{tenant.Id}')
            FROM budgets WHERE tenant_id = '{tenant.Id}'
            """));

    [Fact]
    public async Task The_end_of_a_tenant_leaves_nothing_of_it_and_late_news_begin_nothing()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        foreach (var one in new[] { tenant, other })
        {
            await one.BudgetAsync(new { amount = "10.00" });
            await one.TellAsync(one.Expense("9.00"), one.Expense("6.00"));
        }
        var others = await fixture.Database.RowsOfAsync(other.Id);
        others.ShouldContain("alerts");
        var (told, id) = (new TenantErased(tenant.Id, TimeProvider.System.GetUtcNow(), 9), Guid.CreateVersion7());

        await PublishAsync(told, id);
        await PublishAsync(told, id);
        await PublishAsync(Settings(tenant, 2, "sunday"), Guid.CreateVersion7());

        (await fixture.Database.RowsOfAsync(tenant.Id)).ShouldBe("");
        (await fixture.Database.RowsOfAsync(other.Id)).ShouldBe(others);
    }

    private async Task SweepAsync<TEvent>(Func<TestTenant, TEvent[]> events, Func<TestTenant, Task<string?>> outcome)
        where TEvent : class
    {
        string? expected = null;
        int[][] orders = [[0, 1, 2, 3], [0, 0, 1, 1, 2, 2, 3, 3], [3, 2, 1, 0], [2, 0, 3, 3, 1, 0, 2], [1, 3, 0, 2, 1]];
        foreach (var order in orders)
        {
            var tenant = fixture.NewTenant();
            await tenant.BudgetAsync(new { amount = "100.00", period = "weekly", end_date = (string?)null });
            await tenant.TellAsync(tenant.Expense("5.00", "2025-01-11"), tenant.Expense("6.00", "2025-01-12"));
            var told = events(tenant);
            var ids = told.Select(_ => Guid.CreateVersion7()).ToArray();
            foreach (var i in order) await PublishAsync(told[i], ids[i]);
            var found = (await outcome(tenant)).ShouldNotBeNull();
            found.ShouldBe(expected ??= found, string.Join(' ', order));
        }
    }

    /// <summary>Waits until the message is dealt with; a repetition has a moment to do harm.</summary>
    private async Task PublishAsync<TEvent>(TEvent told, Guid id)
        where TEvent : class
    {
        Task<long> HandledAsync() => fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{id}'");
        var repeated = await HandledAsync() > 0;
        await fixture.Services.GetRequiredService<IBus>().Publish(told, context => context.MessageId = id);
        if (repeated) await Task.Delay(100);
        for (var tries = 0; tries < 200 && await HandledAsync() == 0; tries++) await Task.Delay(20);
        (await HandledAsync()).ShouldBe(1);
    }

    private static TenantRevised Settings(TestTenant tenant, long version, string weekStart) => new(
        tenant.Id, DateTimeOffset.UtcNow, version, "settings_changed", "Demo", "demo", "active", "basic", new TenantSettingsFacts("USD", "UTC", "YYYY-MM-DD", weekStart, 1, "en-US"));
}
