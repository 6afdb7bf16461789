using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Reporting.Data;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Reporting.Tests.Knowledge;

public sealed class KnowledgeTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    [Fact]
    public async Task A_category_is_called_as_the_newest_news_say_in_whatever_order_they_come()
    {
        var tenant = Guid.CreateVersion7();
        var category = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Category(tenant, category, "Trips", 3), News.Category(tenant, category, "Travel", 2));
        await reporting.TakeAsync(News.Category(tenant, category, "Journeys", 1));
        await reporting.TakeAsync(News.Category(tenant, category, "Trips", 3));
        var known = await reporting.InTenantAsync(tenant, services => services.GetRequiredService<ReportingDbContext>().Categories.SingleAsync());
        (known.Name, known.Version).ShouldBe(("Trips", 3));
    }

    [Fact]
    public async Task A_tenant_that_is_told_of_has_its_currency_and_is_fresh_from_then()
    {
        var tenant = Guid.CreateVersion7();
        var message = Guid.CreateVersion7();
        var bus = reporting.Services.GetRequiredService<IBus>();
        var news = new TenantRevised(tenant, News.Noon, 2, "created", "Acme", "acme", "active", "basic", new("JPY", "UTC", "YYYY-MM-DD", "monday", 1, "ja-JP"));
        await bus.Publish(news, context => context.MessageId = message);
        await bus.Publish(news, context => context.MessageId = message);
        await bus.Publish(news with { Version = 1, Settings = news.Settings with { Currency = "EUR" } });
        await HandledAsync(message);
        (await reporting.ReadAsync(tenant, "summary")).GetProperty("currency").GetString().ShouldBe("JPY");
        (await reporting.Database.ScalarAsync<long>($"SELECT count(*) FROM report_freshness WHERE tenant_id = '{tenant}'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_project_and_an_account_are_as_the_newest_news_say_in_whatever_order_they_come()
    {
        var (tenant, project, account) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var projects = new[] { News.Project(tenant, project, "Old", 1), News.Project(tenant, project, "New", 3, "on_hold", "2025-01-01", "2025-02-01", 12.5m), News.Project(tenant, project, "Older", 2) };
        var accounts = new[] { News.Account(tenant, account, "Old", 1), News.Account(tenant, account, "New", 3, -1.25m, 10m, archived: true), News.Account(tenant, account, "Older", 2, 99m) };
        await reporting.TakeAsync(projects);
        await reporting.TakeAsync(accounts);
        foreach (var revised in projects) await reporting.TakeAsync(revised);
        foreach (var revised in accounts) await reporting.TakeAsync(revised);

        var known = await reporting.InTenantAsync(tenant, services => services.GetRequiredService<ReportingDbContext>().Projects.AsNoTracking().SingleAsync());
        (known.Name, known.Version, known.Status, known.StartDate, known.EndDate, known.StartingBudget).ShouldBe(("New", 3, "on_hold", News.Day("2025-01-01"), News.Day("2025-02-01"), 12.5m));
        var held = await reporting.InTenantAsync(tenant, services => services.GetRequiredService<ReportingDbContext>().Accounts.AsNoTracking().SingleAsync());
        (held.Name, held.Version, held.Balance, held.LowBalanceThreshold, held.Archived, held.Deleted).ShouldBe(("New", 3, -1.25m, 10m, true, false));
    }

    private async Task HandledAsync(Guid message)
    {
        for (var tries = 0; tries < 100; tries++)
        {
            if (await reporting.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{message}'") > 0) return;
            await Task.Delay(20);
        }
        throw new TimeoutException("The message was not handled.");
    }
}
