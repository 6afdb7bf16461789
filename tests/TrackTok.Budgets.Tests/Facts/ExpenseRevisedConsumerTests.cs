using CsCheck;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Budgets.Rebuild;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Tests.Facts;

public sealed class ExpenseRevisedConsumerTests(BudgetsFixture fixture)
{
    private static readonly string[] Statuses = ["approved", "approved", "reimbursed", "draft", "submitted", "rejected", "withdrawn"];
    private static readonly string[] Tags = ["travel", "office", "print"];
    private static readonly Guid[] Projects = [Guid.CreateVersion7(), Guid.CreateVersion7()];

    [Fact]
    public async Task A_later_state_replaces_an_earlier_one_wherever_it_counted()
    {
        var tenant = fixture.NewTenant();
        var january = await tenant.BudgetAsync(new { end_date = "2025-12-31", scope = new { project_id = Projects[0] } });
        var id = Guid.CreateVersion7();
        await tenant.TellAsync(tenant.Expense("10.00", project: Projects[0], expenseId: id));
        await tenant.TellAsync(tenant.Expense("12.00", "2025-02-10", project: Projects[0], expenseId: id, version: 2));
        (await tenant.StatusAsync(january)).Text("spent").ShouldBe("0.00");
        (await tenant.StatusAsync(january, "2025-02-01")).Text("spent").ShouldBe("12.00");
        await tenant.TellAsync(tenant.Expense("12.00", "2025-02-10", project: Projects[1], expenseId: id, version: 3));
        (await tenant.StatusAsync(january, "2025-02-01")).Text("spent").ShouldBe("0.00");
    }

    [Fact]
    public async Task Older_news_and_repetitions_change_nothing()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        var id = Guid.CreateVersion7();
        var (created, deleted) = (tenant.Expense("10.00", expenseId: id), tenant.Expense("10.00", expenseId: id, version: 2, deleted: true));
        var message = new Received<ExpenseRevised>(Guid.CreateVersion7(), created);
        await fixture.DeliverAsync(message, message);
        await fixture.DeliverAsync(message);
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("10.00");
        await tenant.TellAsync(deleted);
        await tenant.TellAsync(created);
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("0.00");
    }

    /// <summary>Random histories, each message once or twice, in random order and random groups, give the figures of the newest states.</summary>
    [Fact]
    public async Task Any_order_with_any_repetition_gives_the_same_figures()
    {
        var histories = Gen.Select(Gen.Int[0, 14], Gen.Int[1, 90_000], Gen.Int[0, 89], Gen.Int[0, 6], Gen.Int[0, 7]).Array[1, 60];
        await Gen.Select(histories, Gen.Int, Gen.Int[1, 30]).SampleAsync(async (changes, seed, groupSize) =>
        {
            var tenant = fixture.NewTenant();
            var all = await tenant.BudgetAsync(new { end_date = (string?)null, rollover = "both" });
            var scoped = await tenant.BudgetAsync(new { end_date = "2025-03-31", period = "quarterly", scope = new { project_id = Projects[0], tags = new[] { "travel", "print" } } });
            var news = News(tenant, changes);
            var messages = news.SelectMany((one, i) => Enumerable.Repeat(new Received<ExpenseRevised>(Guid.CreateVersion7(), one), 1 + i % 2)).ToArray();
            new Random(seed).Shuffle(messages);
            foreach (var group in messages.Chunk(groupSize)) await fixture.DeliverAsync(group);

            foreach (var (from, to) in new[] { ("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31") })
                (await tenant.StatusAsync(all, from)).ShouldAddUp(Ledger.Sum(news, _ => true, from, to));
            (await tenant.StatusAsync(scoped)).ShouldAddUp(Ledger.Sum(
                news, fact => fact.ProjectId == Projects[0] && (fact.Tags.Contains("travel") || fact.Tags.Contains("print")), "2025-01-01", "2025-03-31"));
            (await CheckAsync(tenant)).ShouldBe(new CheckOutcome(2, 0));
        }, iter: 12, threads: 2);
    }

    [Fact]
    public async Task Two_replicas_with_the_same_tenants_lose_and_double_nothing()
    {
        var tenants = Enumerable.Range(0, 5).Select(_ => fixture.NewTenant()).ToArray();
        var budgets = new Dictionary<TestTenant, System.Text.Json.JsonElement>();
        foreach (var tenant in tenants) budgets[tenant] = await tenant.BudgetAsync(new { end_date = "2025-03-31", amount = "900.00" });
        var news = tenants.ToDictionary(tenant => tenant, tenant => News(tenant, [.. Enumerable.Range(0, 120).Select(i => (i % 17, 100 + i, i % 85, i % 7, i % 8))]));
        var messages = news.Values.SelectMany(one => one).Select(one => new Received<ExpenseRevised>(Guid.CreateVersion7(), one)).ToArray();
        var (once, again) = (messages.ToArray(), messages.ToArray());
        new Random(1).Shuffle(once);
        new Random(2).Shuffle(again);

        await Task.WhenAll(ReplicaAsync(once), ReplicaAsync(again));

        foreach (var tenant in tenants)
        {
            foreach (var (from, to) in new[] { ("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31") })
                (await tenant.StatusAsync(budgets[tenant], from)).ShouldAddUp(Ledger.Sum(news[tenant], _ => true, from, to));
            (await CheckAsync(tenant)).Repaired.ShouldBe(0);
            await OneOpenAlertPerThresholdAsync(tenant);
        }
    }

    [Fact]
    public async Task A_budget_made_while_events_stream_in_holds_all_of_them()
    {
        var tenant = fixture.NewTenant();
        var news = News(tenant, [.. Enumerable.Range(0, 400).Select(i => (i % 50, 100 + i, i % 31, i % 7, i % 8))]);
        var streaming = ReplicaAsync([.. news.Select(one => new Received<ExpenseRevised>(Guid.CreateVersion7(), one))], groupSize: 5);
        var budgets = new List<System.Text.Json.JsonElement>();
        do budgets.Add(await tenant.BudgetAsync(new { amount = "300.00" }));
        while (!streaming.IsCompleted && budgets.Count < 40);
        await streaming;

        var sums = Ledger.Sum(news, _ => true, "2025-01-01", "2025-01-31");
        sums.Spent.ShouldBeGreaterThan(0);
        foreach (var budget in budgets) (await tenant.StatusAsync(budget)).ShouldAddUp(sums);
        (await CheckAsync(tenant)).ShouldBe(new CheckOutcome(budgets.Count, 0));
    }

    [Fact]
    public async Task After_two_thousand_random_changes_every_figure_is_the_sum()
    {
        var tenant = fixture.NewTenant();
        var random = new Random(7);
        await tenant.BudgetAsync(new { end_date = (string?)null, period = "daily", rollover = "unspent" });
        var weekly = await tenant.BudgetAsync(new { end_date = "2025-01-31", period = "weekly", start_date = "2025-01-08" });
        var monthly = await tenant.BudgetAsync(new { end_date = (string?)null });
        var news = News(tenant, [.. Enumerable.Range(0, 2000).Select(_ => (random.Next(150), random.Next(1, 100_000), random.Next(90), random.Next(7), random.Next(8)))]);
        foreach (var group in news.Chunk(100)) await tenant.TellAsync(group);

        (await tenant.StatusAsync(monthly)).ShouldAddUp(Ledger.Sum(news, _ => true, "2025-01-01", "2025-01-31"));
        (await tenant.StatusAsync(monthly, "2025-03-15")).ShouldAddUp(Ledger.Sum(news, _ => true, "2025-03-01", "2025-03-31"));
        (await tenant.StatusAsync(weekly, "2025-01-09")).ShouldAddUp(Ledger.Sum(news, _ => true, "2025-01-08", "2025-01-12"));
        (await CheckAsync(tenant)).ShouldBe(new CheckOutcome(3, 0));
    }

    [Fact]
    public async Task An_alert_is_raised_once_however_many_cross_at_the_same_moment()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => tenant.TellAsync(tenant.Expense("10.00"))));
        (await tenant.StatusAsync(budget)).Text("spent").ShouldBe("240.00");
        (await tenant.AlertsAsync()).Select(alert => alert.Text("kind")).Order().ShouldBe(["budget_exceeded", "budget_threshold"]);
    }

    [Fact]
    public async Task Tells_others_by_the_outbox_what_was_crossed_raised_and_resolved()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync(new { amount = "100.00" });
        var id = Guid.CreateVersion7();
        await tenant.TellAsync(tenant.Expense("85.00", expenseId: id));
        await tenant.TellAsync(tenant.Expense("5.00", expenseId: id, version: 2));
        (await ToldAsync(tenant, "BudgetRevised")).ShouldBe(1);
        (await ToldAsync(tenant, "BudgetThresholdCrossed")).ShouldBe(1);
        (await ToldAsync(tenant, "AlertRaised")).ShouldBe(1);
        (await ToldAsync(tenant, "AlertResolved")).ShouldBe(1);
        (await fixture.Database.ScalarAsync<string>($"SELECT body::jsonb->>'budgetId' FROM outbox_messages WHERE type LIKE '%BudgetThresholdCrossed,%' AND body::jsonb->>'tenantId' = '{tenant.Id}'"))
            .ShouldBe(budget.Id());
    }

    [Fact]
    public async Task Is_delivered_by_the_bus()
    {
        var tenant = fixture.NewTenant();
        var budget = await tenant.BudgetAsync();
        var message = Guid.CreateVersion7();
        await fixture.Services.GetRequiredService<IBus>().Publish(tenant.Expense("33.00"), context => context.MessageId = message);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/budgets/{budget.Id()}/status?at=2025-01-20");
        request.Headers.Add("TrackTok-Consistency", $"ExpenseRevised:{message:N}");
        var answer = await tenant.Owner.SendAsync(request);
        System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync()).Text("spent").ShouldBe("33.00");
    }

    private static List<ExpenseRevised> News(TestTenant tenant, (int Expense, int Amount, int Day, int Status, int Tags)[] changes)
    {
        var (ids, versions) = (new Dictionary<int, Guid>(), new Dictionary<int, long>());
        return [.. changes.Select(change =>
        {
            var id = ids.TryGetValue(change.Expense, out var known) ? known : ids[change.Expense] = Guid.CreateVersion7();
            var version = versions[change.Expense] = versions.GetValueOrDefault(change.Expense) + 1;
            var foreign = change.Amount % 5;
            return tenant.Expense(
                (change.Amount / 100m).ToString("F2", System.Globalization.CultureInfo.InvariantCulture), new DateOnly(2025, 1, 1).AddDays(change.Day).ToString("yyyy-MM-dd", null),
                Statuses[change.Status], id, version, deleted: change.Amount % 11 == 0, currency: foreign == 0 ? "EUR" : "USD",
                reportingAmount: change.Amount % 2 == 0 ? (change.Amount / 90m).ToString("F2", System.Globalization.CultureInfo.InvariantCulture) : null, project: Projects[change.Amount % 2],
                tags: [.. Tags.Where((_, i) => (change.Tags & (1 << i)) != 0)]);
        })];
    }

    /// <summary>A replica has a writer of its own; both write to the one database.</summary>
    private async Task ReplicaAsync(Received<ExpenseRevised>[] messages, int groupSize = 20)
    {
        var handler = ActivatorUtilities.CreateInstance<TrackTok.Budgets.Facts.ExpenseRevisedGroup>(
            fixture.Services, ActivatorUtilities.CreateInstance<TrackTok.Budgets.Facts.FactsWriter>(fixture.Services));
        foreach (var group in messages.Chunk(groupSize)) await handler.HandleAsync(group, CancellationToken.None);
    }

    private Task<CheckOutcome> CheckAsync(TestTenant tenant) => CheckCommand.CheckAsync(fixture.Services.GetRequiredService<IServiceScopeFactory>(), tenant.Id, CancellationToken.None);

    private async Task OneOpenAlertPerThresholdAsync(TestTenant tenant) => (await fixture.Database.ScalarAsync<long>($"""
        SELECT count(*) FROM (SELECT 1 FROM alerts WHERE tenant_id = '{tenant.Id}' AND resolved_at IS NULL GROUP BY entity_id, kind, percent, period_start HAVING count(*) > 1) AS doubled
        """)).ShouldBe(0);

    private Task<long> ToldAsync(TestTenant tenant, string type) => fixture.Database.ScalarAsync<long>(
        $"SELECT count(*) FROM outbox_messages WHERE type LIKE '%.{type},%' AND body::jsonb->>'tenantId' = '{tenant.Id}'");
}
