using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Currencies;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;
using TrackTok.TenantData;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tests.Accounts;

public sealed class LedgerTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    private static readonly DateOnly Day = new(2025, 1, 15);

    [Fact]
    public async Task Keeps_balance_and_entries_equal_when_sixty_four_write_at_once()
    {
        var (tenant, accounts, project) = await ArrangeAsync(accounts: 2);

        await Task.WhenAll(Enumerable.Range(1, 64).Select(n => BookAsync(tenant, new Booking()
            .Post(new Posting(accounts[n % 2], EntryKind.Expense, -n, Day))
            .Move(project, n, expenses: 1))));

        foreach (var account in accounts) await ShouldAddUpAsync(account, entries: 32);
        (await fixture.Database.ScalarAsync<decimal>($"SELECT spent FROM projects WHERE id = '{project}'")).ShouldBe(64 * 65 / 2);
        (await fixture.Database.ScalarAsync<long>($"SELECT expense_count FROM projects WHERE id = '{project}'")).ShouldBe(64);
    }

    [Fact]
    public async Task Never_deadlocks_when_money_moves_both_ways_at_once()
    {
        var (tenant, accounts, project) = await ArrangeAsync(accounts: 2);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(n => BookAsync(tenant, new Booking()
            .Post(new Posting(accounts[n % 2], EntryKind.Transfer, -1, Day))
            .Post(new Posting(accounts[1 - n % 2], EntryKind.Transfer, 1, Day))
            .Move(project, 1))));

        foreach (var account in accounts) (await ShouldAddUpAsync(account, entries: 64)).ShouldBe(0);
    }

    [Fact]
    public async Task Never_passes_a_hard_limit_when_many_take_at_once()
    {
        var (tenant, accounts, _) = await ArrangeAsync(accounts: 1);
        var limit = new PlanLimit("basic", "expenses", 10, LimitKind.Hard);

        var booked = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ =>
            BookAsync(tenant, new Booking().Post(new Posting(accounts[0], EntryKind.Expense, -1, Day)).Take(limit))));

        booked.Count(result => result.Refusal is null).ShouldBe(10);
        booked.Where(result => result.Refusal is not null).ShouldAllBe(result => result.Refusal!.Code == "plan_limit_reached" && (long)result.Refusal.More!["used"]! == 10);
        (await fixture.Database.ScalarAsync<long>($"SELECT used FROM usage_counters WHERE tenant_id = '{tenant}' AND name = 'expenses'")).ShouldBe(10);
        (await ShouldAddUpAsync(accounts[0], entries: 10)).ShouldBe(-10);
    }

    [Fact]
    public async Task Gives_room_back_even_above_the_limit()
    {
        var (tenant, _, _) = await ArrangeAsync(accounts: 0);
        await BookAsync(tenant, new Booking().Take(new PlanLimit("professional", "expenses", 100, LimitKind.Hard), 20));

        var released = await BookAsync(tenant, new Booking().Take(new PlanLimit("basic", "expenses", 10, LimitKind.Hard), -1));

        released.Refusal.ShouldBeNull();
        (await fixture.Database.ScalarAsync<long>($"SELECT used FROM usage_counters WHERE tenant_id = '{tenant}' AND name = 'expenses'")).ShouldBe(19);
    }

    [Fact]
    public async Task Refuses_to_post_to_an_account_that_was_deleted_but_takes_an_expense_back_from_it()
    {
        var (tenant, accounts, _) = await ArrangeAsync(accounts: 1);
        await fixture.Database.ExecuteAsync($"UPDATE accounts SET deleted_at = now() WHERE id = '{accounts[0]}'");

        (await BookAsync(tenant, new Booking().Post(new Posting(accounts[0], EntryKind.Expense, -1, Day)))).Refusal!.Code.ShouldBe("reference_gone");
        (await BookAsync(tenant, new Booking().Post(new Posting(accounts[0], EntryKind.Reversal, 1, Day)))).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Cannot_be_rewritten_by_the_application()
    {
        var (tenant, accounts, _) = await ArrangeAsync(accounts: 1);
        await BookAsync(tenant, new Booking().Post(new Posting(accounts[0], EntryKind.Deposit, 1, Day)));

        await Should.ThrowAsync<Npgsql.PostgresException>(() => fixture.InTenantAsync(tenant, async services =>
        {
            var db = services.GetRequiredService<ExpensesDbContext>();
            await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
            return await db.LedgerEntries.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Amount, 2));
        }));
    }

    [Fact]
    public async Task Numbers_entries_without_gaps_and_shows_the_balance_after_each_whatever_is_booked_together()
    {
        var (tenant, accounts, _) = await ArrangeAsync(accounts: 3);
        var posting = Gen.Select(Gen.Int[0, 2], Gen.Decimal[-1000, 1000].Select(amount => decimal.Round(amount, 2)));
        var bookings = posting.List[1, 6].List[1, 8];

        await bookings.SampleAsync(async all =>
        {
            var before = await BalancesAsync(accounts);
            foreach (var postings in all)
            {
                var booking = new Booking();
                foreach (var (account, amount) in postings) booking.Post(new Posting(accounts[account], EntryKind.Adjustment, amount, Day));
                (await BookAsync(tenant, booking)).Refusal.ShouldBeNull();
            }
            for (var n = 0; n < accounts.Length; n++)
            {
                var moved = all.SelectMany(postings => postings).Where(item => item.Item1 == n).Sum(item => item.Item2);
                (await ShouldAddUpAsync(accounts[n])).ShouldBe(before[n] + moved);
            }
        }, iter: 25, threads: 1);
    }

    private async Task<decimal[]> BalancesAsync(Guid[] accounts)
    {
        var balances = new decimal[accounts.Length];
        for (var n = 0; n < accounts.Length; n++) balances[n] = await fixture.Database.ScalarAsync<decimal>($"SELECT balance FROM accounts WHERE id = '{accounts[n]}'");
        return balances;
    }

    /// <summary>The balance is the sum of the entries, their numbers have no gap, and each shows the balance after it.</summary>
    private async Task<decimal> ShouldAddUpAsync(Guid account, long? entries = null)
    {
        var count = await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM ledger_entries WHERE account_id = '{account}'");
        if (entries is not null) count.ShouldBe(entries.Value);
        (await fixture.Database.ScalarAsync<long>($"SELECT coalesce(max(number), 0) FROM ledger_entries WHERE account_id = '{account}'")).ShouldBe(count);
        (await fixture.Database.ScalarAsync<long>($"""
            SELECT count(*) FROM (SELECT balance_after, sum(amount) OVER (ORDER BY number) AS expected FROM ledger_entries WHERE account_id = '{account}') AS e
            WHERE balance_after <> expected
            """)).ShouldBe(0);
        var balance = await fixture.Database.ScalarAsync<decimal>($"SELECT balance FROM accounts WHERE id = '{account}'");
        (await fixture.Database.ScalarAsync<decimal>($"SELECT coalesce(sum(amount), 0) FROM ledger_entries WHERE account_id = '{account}'")).ShouldBe(balance);
        return balance;
    }

    private Task<Booked> BookAsync(Guid tenantId, Booking booking) => fixture.BookAsync(tenantId, booking);

    private async Task<(Guid Tenant, Guid[] Accounts, Guid Project)> ArrangeAsync(int accounts)
    {
        var tenant = fixture.NewTenant();
        return await fixture.InTenantAsync(tenant.Id, async services =>
        {
            await services.GetRequiredService<KnownTenants>().GetAsync(CancellationToken.None);
            var db = services.GetRequiredService<ExpensesDbContext>();
            await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
            var made = Enumerable.Range(0, accounts).Select(n => Account.Create($"Account {n}", "checking", Currency.Of("USD"), fixture.Clock.GetUtcNow())).ToArray();
            var project = Project.Create("Ledger", Currency.Of("USD"), fixture.Clock.GetUtcNow());
            db.AddRange(made);
            db.Add(project);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return (tenant.Id, Array.ConvertAll(made, account => account.Id), project.Id);
        });
    }
}
