using System.Net;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ReviseExpenseTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Changes_what_is_given_clears_what_is_null_and_keeps_the_rest()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync(new { vendor = "Staples" });

        var response = await tenant.Owner.TryReviseAsync(expense, new { amount = "130.00", vendor = (string?)null, notes = "corrected", tags = new[] { "Ink" } });

        var revised = await response.ShouldBeAsync(HttpStatusCode.OK);
        response.Headers.ETag!.Tag.ShouldBe("\"2\"");
        (revised.Text("amount"), revised.Text("vendor"), revised.Text("notes"), revised.Text("title"), revised.Text("reporting_amount"), revised.GetProperty("version").GetInt64())
            .ShouldBe(("130.00", null, "corrected", "Office Supplies", "130.00", 2));
        revised.GetProperty("tags").EnumerateArray().Single().GetString().ShouldBe("ink");
        (await tenant.Owner.ReadAsync(expense)).ToString().ShouldBe(revised.ToString());
    }

    [Fact]
    public async Task Moves_balances_and_totals_by_the_difference()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        var (project, account) = (await fixture.AddProjectAsync(tenant), await fixture.AddAccountAsync(tenant));
        var (cash, general) = (expense.GetProperty("account_id").GetGuid(), expense.GetProperty("project_id").GetGuid());

        await tenant.Owner.ReviseAsync(expense, new { amount = "100.00" });
        (await fixture.BalanceAsync(cash), await fixture.EntriesSumAsync(cash), await fixture.SpentAsync(general)).ShouldBe((-100, -100, 100));

        await tenant.Owner.ReviseAsync(expense, new { account_id = account.Id, project_id = project.Id });
        (await fixture.BalanceAsync(cash), await fixture.BalanceAsync(account.Id), await fixture.SpentAsync(general), await fixture.SpentAsync(project.Id)).ShouldBe((0, -100, 0, 100));
        (await fixture.ExpensesOfAsync(general), await fixture.ExpensesOfAsync(project.Id), await fixture.UsedAsync(tenant)).ShouldBe((0, 1, 1));

        var cleared = await tenant.Owner.ReviseAsync(expense, new { account_id = (Guid?)null, project_id = (Guid?)null });
        (cleared.Text("account_id"), cleared.Text("project_id")).ShouldBe((null, null));
        (await fixture.BalanceAsync(account.Id), await fixture.SpentAsync(project.Id), await fixture.ExpensesOfAsync(project.Id)).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Refuses_a_change_to_an_outdated_version_and_names_what_differs()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await (await tenant.Owner.TryReviseAsync(expense, new { amount = "130.00" }, "\"1\"")).ShouldBeAsync(HttpStatusCode.OK);

        var refused = await (await tenant.Owner.TryReviseAsync(expense, new { amount = "1.00" }, "\"1\"")).ShouldRefuseAsync(HttpStatusCode.PreconditionFailed, "stale_version");

        refused.GetProperty("current_version").GetInt64().ShouldBe(2);
        refused.GetProperty("differing").EnumerateArray().Select(member => member.GetString()).ShouldContain("amount");
        var change = refused.GetProperty("changes").EnumerateArray().Single(change => change.Text("member") == "amount");
        (change.GetProperty("old").GetDecimal(), change.GetProperty("new").GetDecimal()).ShouldBe((125.50m, 130m));
        (await tenant.Owner.ReadAsync(expense)).Text("amount").ShouldBe("130.00");
        await (await tenant.Owner.TryReviseAsync(expense, new { amount = "1.00" }, "\"2\"")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Gives_what_had_no_worth_its_worth_once_a_rate_is_known_and_keeps_it_then()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync(new { amount = "117.00", currency = "NZD" });
        expense.Text("reporting_amount").ShouldBeNull();
        (await tenant.Owner.ReviseAsync(expense, new { })).ToString().ShouldBe(expense.ToString());

        await tenant.Owner.SendAsync(HttpMethod.Put, "/api/v1/rates?base=NZD&quote=USD&date=2025-01-15", new { value = "0.5" });
        var worth = await tenant.Owner.ReviseAsync(expense, new { });

        (worth.Text("reporting_amount"), worth.GetProperty("rate").Text("value"), worth.GetProperty("version").GetInt64()).ShouldBe(("58.50", "0.5", 2));
        var project = await fixture.Database.ScalarAsync<decimal>($"SELECT p.spent FROM projects p JOIN expenses e ON e.project_id = p.id WHERE e.id = '{expense.Id()}'");
        project.ShouldBe(58.50m);
        await tenant.Owner.SendAsync(HttpMethod.Put, "/api/v1/rates?base=NZD&quote=USD&date=2025-01-15", new { value = "0.9" });
        (await tenant.Owner.ReviseAsync(expense, new { notes = "checked" })).Text("reporting_amount").ShouldBe("58.50");
    }

    [Fact]
    public async Task Leaves_no_trace_of_a_change_that_changes_nothing()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        (await tenant.Owner.ReviseAsync(expense, new { amount = "125.5", tags = new[] { "Office", "supplies" } })).ToString().ShouldBe(expense.ToString());

        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expense_revisions WHERE expense_id = '{expense.Id()}'")).ShouldBe(1);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM ledger_entries WHERE expense_id = '{expense.Id()}'")).ShouldBe(1);
    }

    [Fact]
    public async Task Books_nothing_when_only_words_change()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        (await tenant.Owner.ReviseAsync(expense, new { title = "Paper" })).GetProperty("version").GetInt64().ShouldBe(2);

        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM ledger_entries WHERE expense_id = '{expense.Id()}'")).ShouldBe(1);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expense_revisions WHERE expense_id = '{expense.Id()}'")).ShouldBe(2);
    }

    [Fact]
    public async Task Keeps_the_rate_while_currency_and_date_stay_and_looks_anew_when_they_change()
    {
        var tenant = fixture.NewTenant();
        await SetRateAsync(tenant, "2025-01-10", "1.03");
        var expense = await tenant.Owner.RecordAsync(new { currency = "EUR", amount = "10.00" });
        await SetRateAsync(tenant, "2025-01-15", "1.50");

        (await tenant.Owner.ReviseAsync(expense, new { amount = "20.00" })).Text("reporting_amount").ShouldBe("20.60");
        (await tenant.Owner.ReviseAsync(expense, new { title = "Paper" })).Text("reporting_amount").ShouldBe("20.60");
        (await tenant.Owner.ReviseAsync(expense, new { expense_date = "2025-01-16" })).Text("reporting_amount").ShouldBe("30.00");
        (await tenant.Owner.ReviseAsync(expense, new { currency = "USD" })).Text("reporting_amount").ShouldBe("20.00");
        (await tenant.Owner.ReviseAsync(expense, new { currency = "GBP", account_id = (Guid?)null })).Text("reporting_amount").ShouldBeNull();
    }

    [Fact]
    public async Task Asks_anew_what_left_the_account_when_the_amount_changes()
    {
        var tenant = fixture.NewTenant();
        var account = await fixture.AddAccountAsync(tenant);
        var expense = await tenant.Owner.RecordAsync(new { currency = "JPY", amount = "1200", account_id = account.Id, account_amount = "7.81" });

        (await tenant.Owner.ReviseAsync(expense, new { title = "Sushi" })).Text("account_amount").ShouldBe("7.81");
        await (await tenant.Owner.TryReviseAsync(expense, new { amount = "2400" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "rate_missing", "account_id");
        (await tenant.Owner.ReviseAsync(expense, new { amount = "2400", account_amount = "15.60" })).Text("account_amount").ShouldBe("15.60");
        (await fixture.BalanceAsync(account.Id)).ShouldBe(-15.60m);
    }

    [Fact]
    public async Task Keeps_places_that_are_out_of_use_and_refuses_them_anew()
    {
        var tenant = fixture.NewTenant();
        var (category, other) = (await fixture.AddCategoryAsync(tenant), await fixture.AddCategoryAsync(tenant, "Tolls"));
        var expense = await tenant.Owner.RecordAsync(new { category_id = category.Id });
        await fixture.ChangeAsync("categories", category.Id, "active = false");

        (await tenant.Owner.ReviseAsync(expense, new { amount = "1.00" })).GetProperty("category_id").GetGuid().ShouldBe(category.Id);
        await tenant.Owner.ReviseAsync(expense, new { category_id = other.Id });
        await (await tenant.Owner.TryReviseAsync(expense, new { category_id = category.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "category_id");
    }

    [Theory]
    [InlineData("""{"amount": null}""", "amount")]
    [InlineData("""{"amount": "1e3"}""", "amount")]
    [InlineData("""{"title": " "}""", "title")]
    [InlineData("""{"expense_date": null}""", "expense_date")]
    [InlineData("""{"currency": "JPY"}""", "amount")]
    [InlineData("""{"status": "approved"}""", "status")]
    [InlineData("""{"created_by": "0190c0de-0000-7000-8000-000000000000"}""", "created_by")]
    public async Task Refuses_what_would_break_a_rule(string patch, string member)
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        await (await tenant.Owner.TryReviseAsync(expense, JsonElement.Parse(patch))).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", member);
    }

    [Fact]
    public async Task Lets_members_change_only_their_own_drafts()
    {
        var tenant = fixture.NewTenant();
        var draft = await tenant.Member.RecordAsync(new { status = "draft" });
        var filed = await tenant.Member.RecordAsync();
        var owners = await tenant.Owner.RecordAsync(new { status = "draft" });
        var colleague = tenant.Another(Role.Member).Client;

        await tenant.Member.ReviseAsync(draft, new { notes = "mine" });
        await (await tenant.Member.TryReviseAsync(filed, new { notes = "mine" })).ShouldRefuseAsync(HttpStatusCode.Forbidden, "expense_not_draft");
        await (await tenant.Member.TryReviseAsync(owners, new { notes = "mine" })).ShouldRefuseAsync(HttpStatusCode.NotFound, "not_found");
        await (await colleague.TryReviseAsync(draft, new { notes = "mine" })).ShouldRefuseAsync(HttpStatusCode.NotFound, "not_found");
        await (await tenant.Analyst.TryReviseAsync(draft, new { notes = "mine" })).ShouldRefuseAsync(HttpStatusCode.Forbidden, "permission_missing");
        await tenant.Admin.ReviseAsync(filed, new { notes = "checked" });
    }

    [Fact]
    public async Task Lets_many_changes_at_once_follow_each_other_and_keeps_the_books_right()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        var responses = await Task.WhenAll(Enumerable.Range(1, 8).Select(n => tenant.Owner.TryReviseAsync(expense, new { amount = $"{n}.00" })));

        responses.ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
        var now = await tenant.Owner.ReadAsync(expense);
        now.GetProperty("version").GetInt64().ShouldBe(1 + responses.Length);
        var account = now.GetProperty("account_id").GetGuid();
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account), await fixture.SpentAsync(now.GetProperty("project_id").GetGuid()))
            .ShouldBe((-decimal.Parse(now.Text("amount")!, System.Globalization.CultureInfo.InvariantCulture), await fixture.BalanceAsync(account), -await fixture.BalanceAsync(account)));
    }

    private static async Task SetRateAsync(TestTenant tenant, string date, string value) =>
        await (await tenant.Owner.SendAsync(HttpMethod.Put, $"/api/v1/rates?base=EUR&quote=USD&date={date}", new { value })).ShouldBeAsync(HttpStatusCode.OK);
}
