using System.Diagnostics;
using Npgsql;

namespace TrackTok.Journeys;

/// <summary>A fault loses nothing that was acknowledged, and a retry does nothing twice.</summary>
public sealed class FaultTests(TrackTokSystem system)
{
    [Fact]
    public async Task The_broker_stops_for_half_a_minute_under_load_and_nothing_is_lost_or_doubled()
    {
        var company = await Company.SignUpAsync(system);
        var budget = await company.BudgetAsync(1_000_000m);
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => WriteAsync(company, enough.Token)).ToList();

        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await system.StopAsync("messaging");
        await Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var waiting = await system.ScalarAsync<long>("expenses", "SELECT count(*) FROM outbox_messages");
        await system.StartAsync("messaging");
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        var recorded = (await Task.WhenAll(writers)).Sum();

        waiting.ShouldBeGreaterThan(50);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (recorded, recorded), seconds: 60);
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == recorded, seconds: 60);
        (await system.ScalarAsync<long>("expenses", "SELECT count(*) FROM outbox_messages")).ShouldBe(0);
    }

    [Fact]
    public async Task A_service_killed_between_commit_and_publish_still_tells_its_event_once()
    {
        var company = await Company.SignUpAsync(system);
        var budget = await company.BudgetAsync(1000m);
        await company.SpendAsync(1m);
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 1m);
        await system.StopAsync("messaging");
        await company.SpendAsync(2m);
        await company.SpendAsync(4m);

        foreach (var process in system.Processes("expenses")) Kill(process);
        await system.StartAsync("messaging");

        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 7m, seconds: 60);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (7m, 3));
    }

    [Fact]
    public async Task With_one_of_two_replicas_killed_every_request_is_answered_and_no_write_is_doubled()
    {
        var company = await Company.SignUpAsync(system);
        await company.SpendAsync(1m);
        var replicas = system.Processes("expenses");
        replicas.Length.ShouldBe(2);

        Kill(replicas[0]);
        for (var i = 0; i < 40; i++)
        {
            (await company.StatusOfAsync("/expenses")).ShouldBe(System.Net.HttpStatusCode.OK);
            await company.SpendAsync(1m);
        }

        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (41m, 41));
        // The engine starts the lost one again, with another process number.
        await Eventually.HoldsAsync(() => Task.FromResult(system.Processes("expenses")), processes => processes.Length == 2 && !processes.Contains(replicas[0]));
    }

    [Fact]
    public async Task Figures_that_were_damaged_are_rebuilt_from_the_expenses()
    {
        var company = await Company.SignUpAsync(system);
        var budget = await company.BudgetAsync(1000m);
        for (var i = 0; i < 5; i++) await company.SpendAsync(10m);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (50m, 5));
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 50m);
        await ExecuteAsync("reporting", $"DELETE FROM spending_totals WHERE tenant_id = '{company.Id}'; DELETE FROM expense_facts WHERE tenant_id = '{company.Id}'");
        await ExecuteAsync("budgets", $"UPDATE budget_periods SET spent = 1 WHERE tenant_id = '{company.Id}'; DELETE FROM expense_facts WHERE tenant_id = '{company.Id}'");
        (await company.ReportedAsync()).Count.ShouldBe(0);

        using var enough = new CancellationTokenSource();
        var writer = WriteAsync(company, enough.Token);
        (await system.RunCommandAsync("reporting", "rebuild", company.Id)).ShouldBe(0);
        (await system.RunCommandAsync("budgets", "rebuild", company.Id)).ShouldBe(0);
        await enough.CancelAsync();
        var more = await writer;

        more.ShouldBeGreaterThan(0);
        await Eventually.HoldsAsync(company.ReportedAsync, reported => reported == (50m + more, 5 + more));
        await Eventually.HoldsAsync(() => company.SpentAsync(budget), spent => spent == 50m + more);
    }

    /// <summary>Records expenses of 1.00 one after another; answers how many were acknowledged.</summary>
    private static async Task<int> WriteAsync(Company company, CancellationToken enough)
    {
        var recorded = 0;
        while (!enough.IsCancellationRequested)
        {
            await company.SpendAsync(1m);
            recorded++;
            await Task.Delay(20, CancellationToken.None);
        }
        return recorded;
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await system.OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void Kill(int process)
    {
        using var victim = Process.GetProcessById(process);
        victim.Kill();
        victim.WaitForExit(5000);
    }
}
