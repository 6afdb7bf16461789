using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Tenants;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Expenses.Tests.Sweeps;

/// <summary>Every consumer handles the same message twice, and messages out of order, as once and in order.</summary>
public sealed class ConsumerSweepTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public void Every_consumer_is_swept_here() => typeof(ExpensesDbContext).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IConsumer)))
        .ShouldBe([typeof(TenantErasedConsumer), typeof(TenantRevisedConsumer)], ignoreOrder: true);

    [Fact]
    public async Task News_of_the_tenant()
    {
        string? expected = null;
        int[][] orders = [[0, 1, 2, 3], [0, 0, 1, 1, 2, 2, 3, 3], [3, 2, 1, 0], [2, 0, 3, 3, 1, 0, 2], [1, 3, 0, 2, 1]];
        foreach (var order in orders)
        {
            var tenant = fixture.NewTenant();
            TenantRevised[] told = [News(tenant, 1, "USD", "basic"), News(tenant, 2, "USD", "professional"), News(tenant, 3, "USD", "basic"), News(tenant, 4, "USD", "professional")];
            var ids = told.Select(_ => Guid.CreateVersion7()).ToArray();
            foreach (var n in order) await PublishAsync(told[n], ids[n]);

            var found = (await fixture.Database.ScalarAsync<string>($"""
                SELECT plan || version || '/' || (SELECT count(*) FROM projects WHERE tenant_id = '{tenant.Id}') || '/' || (SELECT count(*) FROM categories WHERE tenant_id = '{tenant.Id}')
                    || '/' || (SELECT sum(used) FROM usage_counters WHERE tenant_id = '{tenant.Id}')
                FROM known_tenants WHERE tenant_id = '{tenant.Id}'
                """)).ShouldNotBeNull();
            found.ShouldBe(expected ??= found, string.Join(' ', order));
        }
        expected.ShouldBe("professional4/1/8/2");
    }

    [Fact]
    public async Task The_first_news_and_the_first_requests_at_once_set_a_tenant_up_once()
    {
        for (var n = 0; n < 5; n++)
        {
            var tenant = fixture.NewTenant();
            var requests = Enumerable.Range(0, 8).Select(_ => tenant.Owner.ReadAsync("/categories")).ToList();
            await PublishAsync(News(tenant, 1, "USD", "professional"), Guid.CreateVersion7());

            foreach (var page in await Task.WhenAll(requests)) page.Items().Count.ShouldBe(8);
            (await tenant.Owner.ReadAsync("/projects?include=total"))["total"]!.GetValue<long>().ShouldBe(1);
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM tenant_defaults WHERE tenant_id = '{tenant.Id}'")).ShouldBe(1);
            (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM outbox_messages WHERE type LIKE '%CategoryRevised%' AND body LIKE '%{tenant.Id}%'")).ShouldBe(8);
        }
    }

    [Fact]
    public async Task The_end_of_a_tenant_leaves_nothing_of_it_and_late_news_begin_nothing()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        foreach (var one in new[] { tenant, other })
        {
            await one.Owner.PostAsync("/projects", new { name = "Second" });
            await one.Owner.PostAsync("/expenses", new { amount = "12.50", title = "Paper", expense_date = "2025-01-15", payment_method = "cash", tags = new[] { "office" } });
        }
        var others = await fixture.Database.RowsOfAsync(other.Id);
        (await fixture.Database.RowsOfAsync(tenant.Id)).ShouldBe(others);
        others.ShouldContain("audit_entries");
        var (told, id) = (new TenantErased(tenant.Id, ExpensesFixture.Start, 9), Guid.CreateVersion7());

        await PublishAsync(told, id);
        await PublishAsync(told, id);
        await PublishAsync(News(tenant, 2, "USD", "professional"), Guid.CreateVersion7());

        (await fixture.Database.RowsOfAsync(tenant.Id)).ShouldBe("");
        (await fixture.Database.RowsOfAsync(other.Id)).ShouldBe(others);
    }

    /// <summary>Waits until the message is dealt with; a repetition has a moment to do harm.</summary>
    private async Task PublishAsync<T>(T told, Guid id)
        where T : class
    {
        Task<long> HandledAsync() => fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{id}'");
        var repeated = await HandledAsync() > 0;
        await fixture.Services.GetRequiredService<IBus>().Publish(told, context => context.MessageId = id);
        if (repeated) await Task.Delay(100);
        for (var tries = 0; tries < 400 && await HandledAsync() == 0; tries++) await Task.Delay(20);
        (await HandledAsync()).ShouldBe(1);
    }

    private static TenantRevised News(TestTenant tenant, long version, string currency, string plan) => new(
        tenant.Id, ExpensesFixture.Start, version, "settings_changed", "Acme", "acme", "active", plan, new TenantSettingsFacts(currency, "UTC", "YYYY-MM-DD", "monday", 1, "en-US"));
}
