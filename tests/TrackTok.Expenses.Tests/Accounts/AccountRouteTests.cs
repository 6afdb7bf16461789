using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Tests.Expenses;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Accounts;

public sealed class AccountRouteTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Ledger_names_the_expense_that_moved_the_balance()
    {
        var tenant = fixture.NewTenant();
        var account = await Json.PostAsync(tenant.Owner, "/accounts", new { name = "Bank", type = "checking", opening_balance = "1.00" }).ReadAsync(HttpStatusCode.Created);
        await Json.PostAsync(tenant.Owner, "/expenses", new { amount = "5.00", title = "Taxi", expense_date = "2025-01-15", account_id = account.Id() }).ReadAsync(HttpStatusCode.Created);

        (await tenant.Owner.ReadAsync($"/accounts/{account.Id()}/entries")).Items().Select(entry => (entry!.Text("kind"), (string?)entry!["expense_title"])).ShouldBe([("expense", "Taxi"), ("opening", null)]);
    }

    [Fact]
    public async Task Makes_an_account_whose_ledger_begins_with_its_opening_balance()
    {
        var tenant = fixture.NewTenant(currency: "EUR");

        var made = await tenant.Owner.PostAsync("/accounts", new { name = "Bank", type = "checking", opening_balance = "100.50", low_balance_threshold = "150", last4 = "0042" }).ReadAsync(HttpStatusCode.Created);

        (made.Text("name"), made.Text("type"), made.Text("currency"), made.Text("balance"), (bool)made["low_balance"]!, made.Text("last4")).ShouldBe(("Bank", "checking", "EUR", "100.50", true, "0042"));
        var entry = (await tenant.Owner.ReadAsync($"/accounts/{made.Id()}/entries")).Items().ShouldHaveSingleItem()!;
        (entry.Text("kind"), entry.Text("amount"), entry.Text("balance_after"), entry.Text("occurred_on"), entry.Id("recorded_by")).ShouldBe(("opening", "100.50", "100.50", "2025-01-20", tenant.Person(Role.Owner).UserId));
    }

    [Fact]
    public async Task Shows_members_the_names_and_nothing_of_the_money()
    {
        var tenant = fixture.NewTenant();
        var id = await OpenAsync(tenant, "Bank", "100.00");

        (await tenant.Member.ReadAsync($"/accounts/{id}")).AsObject().Select(member => member.Key).ShouldBe(["id", "name"]);
        (await tenant.Member.ReadAsync("/accounts")).Items().ShouldAllBe(item => item!.AsObject().Select(member => member.Key).SequenceEqual(new[] { "id", "name" }));
        await tenant.Member.ReadAsync($"/accounts/{id}/entries", HttpStatusCode.Forbidden);
        (await tenant.Analyst.ReadAsync($"/accounts/{id}")).Text("balance").ShouldBe("100.00");
    }

    [Fact]
    public async Task Names_everything_that_is_wrong_at_once()
    {
        var problem = await fixture.NewTenant().Owner.PostAsync("/accounts", new { type = "vault", currency = "JPY", opening_balance = "1.5", low_balance_threshold = "0.1", last4 = "12" })
            .ReadAsync(HttpStatusCode.UnprocessableEntity);

        problem["errors"]!.AsObject().Select(member => member.Key).ShouldBe(["name", "type", "opening_balance", "low_balance_threshold", "last4"], ignoreOrder: true);
    }

    [Fact]
    public async Task Moves_its_balance_by_deposits_withdrawals_and_adjustments_that_are_audited_and_told()
    {
        var tenant = fixture.NewTenant();
        var id = await OpenAsync(tenant, "Bank", "100.00");

        var deposit = await tenant.Admin.PostAsync($"/accounts/{id}/deposits", new { amount = "50.25", note = "Salary", date = "2025-01-21" }).ReadAsync(HttpStatusCode.Created);
        (deposit.Text("kind"), deposit.Text("amount"), deposit.Text("balance_after"), deposit.Text("note"), deposit.Text("occurred_on")).ShouldBe(("deposit", "50.25", "150.25", "Salary", "2025-01-21"));
        var withdrawal = await tenant.Admin.PostAsync($"/accounts/{id}/withdrawals", new { amount = 200.25 }).ReadAsync(HttpStatusCode.Created);
        (withdrawal.Text("amount"), withdrawal.Text("balance_after")).ShouldBe(("-200.25", "-50.00"));
        var adjustment = await tenant.Admin.PostAsync($"/accounts/{id}/adjustments", new { new_balance = "10.00", note = "Counted" }).ReadAsync(HttpStatusCode.Created);
        (adjustment.Text("kind"), adjustment.Text("amount"), adjustment.Text("balance_after")).ShouldBe(("adjustment", "60.00", "10.00"));

        (await tenant.Owner.ReadAsync($"/accounts/{id}")).Text("balance").ShouldBe("10.00");
        var entries = (await tenant.Owner.ReadAsync($"/accounts/{id}/entries?include=total&limit=3"));
        entries.Items().Select(entry => (long)entry!["number"]!).ShouldBe([4, 3, 2]);
        ((long)entries["total"]!, (bool)entries["has_more"]!).ShouldBe((4, true));
        (await tenant.Owner.ReadAsync($"/accounts/{id}/entries?limit=3&cursor={(string)entries["next_cursor"]!}")).Items().Select(entry => (long)entry!["number"]!).ShouldBe([1]);

        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE entity_id = '{id}' AND action IN ('account.deposited', 'account.withdrawn', 'account.adjusted')")).ShouldBe(3);
        (await fixture.Database.ScalarAsync<string>($"SELECT body FROM outbox_messages WHERE body LIKE '%{id}%' ORDER BY id DESC LIMIT 1"))!.ShouldContain("\"balance\":10.0");
    }

    [Fact]
    public async Task Refuses_movements_that_make_no_sense()
    {
        var tenant = fixture.NewTenant();
        var id = await OpenAsync(tenant, "Bank", "100.00");

        foreach (var amount in new[] { "0", "-1", "1.001", "x" }) await tenant.Owner.PostAsync($"/accounts/{id}/deposits", new { amount }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.PostAsync($"/accounts/{id}/deposits", new { amount = "1", date = "2025-01-22" }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await tenant.Owner.PostAsync($"/accounts/{id}/adjustments", new { new_balance = "1.00" }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        (await tenant.Owner.PostAsync($"/accounts/{id}/adjustments", new { new_balance = "100", note = "Same" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("nothing_to_adjust");
        await tenant.Owner.PatchAsync($"/accounts/{id}", new { archived = true }).ReadAsync();
        (await tenant.Owner.PostAsync($"/accounts/{id}/deposits", new { amount = "1" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("account_archived");
        (await tenant.Owner.ReadAsync($"/accounts/{id}")).Text("balance").ShouldBe("100.00");
    }

    [Fact]
    public async Task Keeps_its_currency_once_it_has_entries()
    {
        var tenant = fixture.NewTenant();
        var (empty, used) = (await OpenAsync(tenant, "Empty", "0"), await OpenAsync(tenant, "Used", "1.00"));

        (await tenant.Owner.PatchAsync($"/accounts/{empty}", new { currency = "EUR" }).ReadAsync()).Text("currency").ShouldBe("EUR");
        (await tenant.Owner.PatchAsync($"/accounts/{used}", new { currency = "EUR" }).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("currency_fixed");
    }

    [Fact]
    public async Task Loses_no_movement_to_a_change_of_its_name_at_the_same_moment()
    {
        var tenant = fixture.NewTenant();
        var id = await OpenAsync(tenant, "Bank", "0");

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(n => n % 3 == 0
            ? tenant.Owner.PatchAsync($"/accounts/{id}", new { name = $"Bank {n}" })
            : tenant.Owner.PostAsync($"/accounts/{id}/deposits", new { amount = "1" })));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode);
        var account = await tenant.Owner.ReadAsync($"/accounts/{id}");
        (account.Text("balance"), (long)account["version"]!).ShouldBe(("16.00", 25));
        var versions = await fixture.Database.ScalarAsync<long>($"SELECT count(DISTINCT (body::jsonb ->> 'version')) FROM outbox_messages WHERE type LIKE '%AccountRevised%' AND body LIKE '%{id}%'");
        versions.ShouldBe(25);
    }

    [Fact]
    public async Task Tells_of_the_balance_with_each_expense_only_while_it_is_low()
    {
        var tenant = fixture.NewTenant();
        var made = await tenant.Owner.PostAsync("/accounts", new { name = "Bank", type = "checking", opening_balance = "100", low_balance_threshold = "50" }).ReadAsync(HttpStatusCode.Created);
        var id = made.Text("id");
        var told = new List<string?>();
        foreach (var amount in new[] { "40", "30", "5" })
        {
            await tenant.Owner.PostAsync("/expenses", new { amount, title = "Paper", expense_date = "2025-01-15", account_id = id }).ReadAsync(HttpStatusCode.Created);
            told.Add(await fixture.Database.ScalarAsync<string>(
                $"SELECT string_agg(body::jsonb ->> 'balance', ' ' ORDER BY id) FROM outbox_messages WHERE type LIKE '%AccountRevised%' AND body LIKE '%{id}%' AND body::jsonb ->> 'version' <> '1'"));
        }

        told.ShouldBe([null, "30.0000", "30.0000 25.0000"]);
    }

    [Fact]
    public async Task Deletes_restores_and_gives_room_and_name_back()
    {
        var tenant = fixture.NewTenant(plan: "basic");
        var first = await OpenAsync(tenant, "One", "5.00");
        await OpenAsync(tenant, "Two", "0");
        (await tenant.Owner.PostAsync("/accounts", new { name = "Three", type = "cash" }).ProblemAsync(HttpStatusCode.Forbidden)).ShouldBe("plan_limit_reached");

        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{first}").ReadAsync(HttpStatusCode.NoContent);
        await tenant.Owner.ReadAsync($"/accounts/{first}", HttpStatusCode.NotFound);
        await tenant.Owner.ReadAsync($"/accounts/{first}/entries", HttpStatusCode.NotFound);
        await tenant.Owner.PostAsync($"/accounts/{first}/deposits", new { amount = "1" }).ProblemAsync(HttpStatusCode.NotFound);
        var other = await OpenAsync(tenant, "ONE", "0");
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/accounts/{first}/restore").ProblemAsync(HttpStatusCode.Forbidden)).ShouldBe("plan_limit_reached");
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{other}").ReadAsync(HttpStatusCode.NoContent);
        (await tenant.Owner.SendAsync(HttpMethod.Post, $"/accounts/{first}/restore").ReadAsync()).Text("balance").ShouldBe("5.00");
    }

    [Fact]
    public async Task Stays_when_it_pays_by_default_or_a_project_is_bound_to_it()
    {
        var tenant = fixture.NewTenant();
        var cash = (await tenant.Owner.ReadAsync("/accounts")).Items().ShouldHaveSingleItem()!.Id();
        var bound = await OpenAsync(tenant, "Bound", "0");
        await tenant.Owner.PostAsync("/projects", new { name = "Office", allowed_account_ids = new[] { bound } }).ReadAsync(HttpStatusCode.Created);

        var paying = await OpenAsync(tenant, "Paying", "0");
        var expense = await tenant.Owner.RecordAsync(new { account_id = paying, status = "draft" });
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{paying}", idempotencyKey: null).ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("account_in_use");
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/expenses/{expense.Id()}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);
        await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{paying}", idempotencyKey: null).ReadAsync(HttpStatusCode.NoContent);
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{cash}").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("account_is_default");
        (await tenant.Owner.SendAsync(HttpMethod.Delete, $"/accounts/{bound}").ProblemAsync(HttpStatusCode.Conflict)).ShouldBe("account_in_use");
    }

    [Fact]
    public async Task Transfers_in_one_piece()
    {
        var tenant = fixture.NewTenant();
        var (from, to) = (await OpenAsync(tenant, "From", "100.00"), await OpenAsync(tenant, "To", "0"));

        var transfer = await tenant.Owner.PostAsync("/transfers", new { from_account_id = from, to_account_id = to, amount = "30.00", note = "Petty cash" }).ReadAsync(HttpStatusCode.Created);

        (transfer["sent"]!.Text("amount"), transfer["sent"]!.Text("balance_after"), transfer["received"]!.Text("amount"), transfer["received"]!.Text("balance_after")).ShouldBe(("-30.00", "70.00", "30.00", "30.00"));
        transfer["sent"]!.Text("transfer_id").ShouldBe(transfer["received"]!.Text("transfer_id"));
        (await tenant.Owner.PostAsync("/transfers", new { from_account_id = from, to_account_id = from, amount = "1" }).ProblemAsync(HttpStatusCode.UnprocessableEntity)).ShouldBe("validation_failed");
        (await tenant.Owner.PostAsync("/transfers", new { from_account_id = from, to_account_id = Guid.CreateVersion7(), amount = "1" }).ProblemAsync(HttpStatusCode.UnprocessableEntity)).ShouldBe("validation_failed");
        await tenant.Owner.PostAsync("/transfers", new { from_account_id = from, to_account_id = to, amount = "1", received_amount = "2" }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Transfers_between_currencies_by_what_arrived_or_by_the_rate_and_never_at_one_to_one()
    {
        var tenant = fixture.NewTenant();
        var (dollars, euros) = (await OpenAsync(tenant, "Dollars", "100.00"), await OpenAsync(tenant, "Euros", "0", "EUR"));

        (await tenant.Owner.PostAsync("/transfers", new { from_account_id = dollars, to_account_id = euros, amount = "10" }).ProblemAsync(HttpStatusCode.UnprocessableEntity)).ShouldBe("rate_missing");
        var given = await tenant.Owner.PostAsync("/transfers", new { from_account_id = dollars, to_account_id = euros, amount = "10", received_amount = "9.10" }).ReadAsync(HttpStatusCode.Created);
        given.Text("received_amount").ShouldBe("9.10");
        await tenant.Owner.SendAsync(HttpMethod.Put, "/rates?base=USD&quote=EUR&date=2025-01-01", new { value = "0.9" }).ReadAsync();
        (await tenant.Owner.PostAsync("/transfers", new { from_account_id = dollars, to_account_id = euros, amount = "10" }).ReadAsync(HttpStatusCode.Created)).Text("received_amount").ShouldBe("9.00");
        (await tenant.Owner.ReadAsync($"/accounts/{euros}")).Text("balance").ShouldBe("18.10");
    }

    [Fact]
    public async Task Survives_sixty_four_transfers_both_ways_at_once()
    {
        var tenant = fixture.NewTenant();
        Guid[] accounts = [await OpenAsync(tenant, "One", "100.00"), await OpenAsync(tenant, "Two", "100.00")];

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(n =>
            tenant.Owner.PostAsync("/transfers", new { from_account_id = accounts[n % 2], to_account_id = accounts[1 - n % 2], amount = n % 2 == 0 ? "2" : "1" })));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        (await tenant.Owner.ReadAsync($"/accounts/{accounts[0]}")).Text("balance").ShouldBe("68.00");
        (await tenant.Owner.ReadAsync($"/accounts/{accounts[1]}")).Text("balance").ShouldBe("132.00");
        foreach (var account in accounts) (await fixture.Database.ScalarAsync<decimal>($"SELECT a.balance - sum(e.amount) FROM accounts a JOIN ledger_entries e ON e.account_id = a.id WHERE a.id = '{account}' GROUP BY a.balance")).ShouldBe(0);
    }

    [Fact]
    public async Task Deposits_once_when_the_request_comes_twice()
    {
        var tenant = fixture.NewTenant();
        var id = await OpenAsync(tenant, "Bank", "0");
        var key = Guid.CreateVersion7().ToString();

        var first = await tenant.Owner.SendAsync(HttpMethod.Post, $"/accounts/{id}/deposits", new { amount = "5" }, idempotencyKey: key).ReadAsync(HttpStatusCode.Created);
        var second = await tenant.Owner.SendAsync(HttpMethod.Post, $"/accounts/{id}/deposits", new { amount = "5" }, idempotencyKey: key).ReadAsync(HttpStatusCode.Created);

        second.Id().ShouldBe(first.Id());
        (await tenant.Owner.ReadAsync($"/accounts/{id}")).Text("balance").ShouldBe("5.00");
    }

    private static async Task<Guid> OpenAsync(TestTenant tenant, string name, string balance, string currency = "USD") =>
        (await tenant.Owner.PostAsync("/accounts", new { name, type = "checking", opening_balance = balance, currency }).ReadAsync(HttpStatusCode.Created)).Id();
}
