using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts;
using TrackTok.Reporting.Data;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Tests.Spending;

public sealed class ExpenseRevisedTests(ReportingFixture reporting) : IClassFixture<ReportingFixture>
{
    private static readonly string[] Days = ["2024-12-31", "2025-01-01", "2025-01-31", "2025-02-28", "2025-03-01"];
    private static readonly string?[] Vendors = [null, "Staples", "STAPLES", "Café Zoë", "CAFÉ ZOË"];
    private static readonly Guid?[] Choices = [null, Guid.CreateVersion7(), Guid.CreateVersion7()];

    [Fact]
    public async Task Keeps_an_expense_once_in_its_day_and_once_in_its_month()
    {
        var tenant = Guid.CreateVersion7();
        var lunch = News.Expense(tenant, 12.30m, "2025-01-15");
        await reporting.TakeAsync(lunch);
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals([lunch]));
    }

    [Fact]
    public async Task Loses_no_expense_however_large_its_worth_in_another_currency()
    {
        var tenant = Guid.CreateVersion7();
        // What 999,999,999,999,999 KRW are at a rate of 1000, and the largest worth that Expenses keeps.
        var large = News.Expense(tenant, 999_999_999_999_999m, currency: "KRW", reportingAmount: 999_999_999_999_999_000m, vendor: "Mint", project: Choices[1], projectAmount: 999_999_999_999_999_000m);
        var largest = News.Expense(tenant, 999_999_999_999_999m, currency: "KRW", reportingAmount: 99_999_999_999_999_999_999_999.9999m, vendor: "Mint", project: Choices[1], projectAmount: 99_999_999_999_999_999_999_999.9999m);

        await reporting.TakeAsync(large);
        (await reporting.ReadAsync(tenant, "summary?start_date=2025-01-01&end_date=2025-01-31")).GetProperty("total").GetString().ShouldBe("999999999999999000.00");
        var another = largest with { Expense = largest.Expense with { ExpenseId = Guid.CreateVersion7() } };
        await reporting.TakeAsync(largest, another);

        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals([large, largest, another]));
        (await reporting.FactsAsync(tenant)).Count.ShouldBe(3);
        await reporting.DashboardTotalsAsync(tenant);
    }

    [Fact]
    public async Task Deletes_the_rows_that_fall_to_zero()
    {
        var tenant = Guid.CreateVersion7();
        var id = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(tenant, 10m, id: id));
        await reporting.TakeAsync(News.Expense(tenant, 10m, id: id, version: 2, deleted: true));
        (await reporting.TotalsAsync(tenant)).ShouldBeEmpty();
        (await reporting.FactsAsync(tenant)).ShouldHaveSingleItem().Deleted.ShouldBeTrue();
    }

    [Fact]
    public async Task Ignores_news_older_than_a_tombstone()
    {
        var tenant = Guid.CreateVersion7();
        var id = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(tenant, 10m, id: id, version: 3, deleted: true));
        await reporting.TakeAsync(News.Expense(tenant, 10m, id: id, version: 2));
        (await reporting.TotalsAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Moves_an_expense_between_days_categories_and_states()
    {
        var tenant = Guid.CreateVersion7();
        var id = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(tenant, 10m, "2025-01-31", id, 1, ExpenseStatuses.Draft, Choices[1]));
        var moved = News.Expense(tenant, 99.99m, "2025-02-01", id, 2, ExpenseStatuses.Approved, Choices[2], Choices[1], Choices[2], currency: "NZD", reportingAmount: 60.01m);
        await reporting.TakeAsync(moved);
        Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals([moved]));
    }

    [Fact]
    public async Task Keeps_the_tenants_of_one_group_apart()
    {
        var tenants = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        var news = Enumerable.Range(0, 40).Select(i => News.Expense(tenants[i % 5], i + 1, Days[i % 3])).ToList();
        await reporting.TakeAsync(news);
        foreach (var tenant in tenants) Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news.Where(revised => revised.TenantId == tenant)));
    }

    [Fact]
    public async Task Notes_each_message_in_the_inbox_with_its_effect()
    {
        var tenant = Guid.CreateVersion7();
        var message = new Received<ExpenseRevised>(Guid.CreateVersion7(), News.Expense(tenant, 1m));
        await reporting.TakeAsync([message]);
        await reporting.TakeAsync([message]);
        (await reporting.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{message.MessageId}'")).ShouldBe(1);
        (await reporting.TotalsAsync(tenant)).ShouldAllBe(total => total.Count == 1);
    }

    [Fact]
    public async Task Writes_nothing_of_a_group_when_one_statement_fails()
    {
        var tenants = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() }.Order().ToArray();
        var group = new[] { News.Expense(tenants[0], 1m), News.Expense(tenants[1], 1_000_000_000_000_000_000m) }.Select(revised => new Received<ExpenseRevised>(Guid.CreateVersion7(), revised)).ToList();
        await Should.ThrowAsync<Npgsql.PostgresException>(() => reporting.TakeAsync(group));
        (await reporting.TotalsAsync(tenants[0])).ShouldBeEmpty();
        (await reporting.Database.ScalarAsync<long>($"SELECT count(*) FROM inbox_messages WHERE message_id = '{group[0].MessageId}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Comes_to_the_same_totals_in_any_order_with_any_repetition() =>
        await Histories(Guid.Empty).SelectMany(news => Gen.Shuffle(news.Concat(news.Take(news.Length / 2)).ToArray()).Select(shuffled => (news, shuffled)))
            .SampleAsync(async sample =>
            {
                var tenant = Guid.CreateVersion7();
                foreach (var group in sample.shuffled.Select(revised => revised with { TenantId = tenant }).Chunk(7)) await reporting.TakeAsync(group);
                Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(sample.news));
                (await reporting.DashboardTotalsAsync(tenant)).ShouldBe(Model.DashboardTotals(sample.news));
            }, iter: 25, threads: 2);

    [Fact]
    public async Task Agrees_with_its_facts_after_two_thousand_random_changes_by_two_handlers_at_once()
    {
        var tenants = new[] { Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7() };
        var random = new Random(1);
        var ids = Enumerable.Range(0, 300).Select(_ => Guid.CreateVersion7()).ToArray();
        var versions = new long[ids.Length];
        var news = Enumerable.Range(0, 2000).Select(_ =>
        {
            var which = random.Next(ids.Length);
            return Random(random, tenants[which % 3], ids[which], ++versions[which]);
        }).ToArray();
        // Each handler has every message once, in an order of its own.
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async handler =>
        {
            var order = news.ToArray();
            new Random(handler).Shuffle(order);
            foreach (var group in order.Chunk(50)) await reporting.TakeAsync(group);
        }));
        foreach (var tenant in tenants)
        {
            Model.Totals(await reporting.TotalsAsync(tenant)).ShouldBe(Model.Totals(news.Where(revised => revised.TenantId == tenant)));
            (await reporting.DashboardTotalsAsync(tenant)).ShouldBe(Model.DashboardTotals(news.Where(revised => revised.TenantId == tenant)));
        }
    }

    [Fact]
    public async Task Is_as_fresh_as_the_newest_change_it_contains()
    {
        var tenant = Guid.CreateVersion7();
        await reporting.TakeAsync(News.Expense(tenant, 1m, at: News.Noon.AddHours(2)));
        await reporting.TakeAsync(News.Expense(tenant, 1m, at: News.Noon));
        var asOf = await reporting.InTenantAsync(tenant, services => services.GetRequiredService<ReportingDbContext>().Freshness.Select(freshness => freshness.AsOf).SingleAsync());
        asOf.ShouldBe(News.Noon.AddHours(2));
    }

    /// <summary>Up to ten expenses with up to six versions each.</summary>
    private static Gen<ExpenseRevised[]> Histories(Guid tenant) => Gen.Select(Gen.Int[1, 10], Gen.Int[0, 1_000_000]).Select((expenses, seed) =>
    {
        var random = new Random(seed);
        return Enumerable.Range(0, expenses).SelectMany(_ =>
        {
            var id = Guid.CreateVersion7();
            return Enumerable.Range(1, random.Next(1, 7)).Select(version => Random(random, tenant, id, version));
        }).ToArray();
    });

    private static ExpenseRevised Random(Random random, Guid tenant, Guid id, long version)
    {
        var currency = random.Next(3) == 0 ? "NZD" : "USD";
        return News.Expense(
            tenant, random.Next(1, 100_000) / 100m, Days[random.Next(Days.Length)], id, version, ExpenseStatuses.All[random.Next(ExpenseStatuses.All.Count)],
            Choices[random.Next(3)], Choices[random.Next(3)], Choices[random.Next(3)], currency: currency,
            reportingAmount: random.Next(2) == 0 ? null : random.Next(1, 100_000) / 100m, deleted: random.Next(6) == 0,
            vendor: Vendors[random.Next(Vendors.Length)], projectAmount: random.Next(2) == 0 ? null : random.Next(1, 100_000) / 100m);
    }
}
