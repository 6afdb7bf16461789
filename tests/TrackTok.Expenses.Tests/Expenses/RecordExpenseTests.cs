using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class RecordExpenseTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Answers_the_documented_body_with_all_members_and_the_defaults()
    {
        var tenant = fixture.NewTenant();
        var response = await tenant.Owner.TryRecordAsync();

        var expense = await response.ShouldBeAsync(HttpStatusCode.Created);
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/expenses/{expense.Id()}");
        response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        response.Headers.Contains("TrackTok-Consistency").ShouldBeTrue();
        expense.EnumerateObject().Select(member => member.Name).ShouldBe(
        [
            "id", "amount", "currency", "reporting_amount", "reporting_currency", "rate", "title", "description", "vendor", "category_id", "project_id", "account_id", "account_amount",
            "expense_date", "payment_method", "payment_reference", "status", "rejection_reason", "tags", "notes", "billable", "tax_amount", "tax_rate", "splits", "receipts", "custom", "warnings",
            "created_by", "created_at", "updated_at", "deleted_at", "version",
        ], ignoreOrder: true);
        (expense.Text("amount"), expense.Text("currency"), expense.Text("reporting_amount"), expense.Text("account_amount"), expense.Text("status")).ShouldBe(("125.50", "USD", "125.50", "125.50", "approved"));
        expense.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["office", "supplies"]);
        expense.GetProperty("created_by").GetGuid().ShouldBe(tenant.Person(Role.Owner).UserId);
        expense.GetProperty("project_id").ValueKind.ShouldBe(JsonValueKind.String);
        expense.GetProperty("account_id").ValueKind.ShouldBe(JsonValueKind.String);
        (await tenant.Owner.ReadAsync(expense)).ToString().ShouldBe(expense.ToString());
    }

    [Fact]
    public async Task Moves_balance_total_and_counter_and_writes_revision_audit_entry_and_event()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();

        var (id, project, account) = (expense.Id(), expense.GetProperty("project_id").GetGuid(), expense.GetProperty("account_id").GetGuid());
        (await fixture.BalanceAsync(account), await fixture.EntriesSumAsync(account)).ShouldBe((-125.50m, -125.50m));
        (await fixture.SpentAsync(project), await fixture.ExpensesOfAsync(project), await fixture.UsedAsync(tenant)).ShouldBe((125.50m, 1, 1));
        (await fixture.Database.ScalarAsync<string>($"SELECT change || version || (content ->> 'amount') FROM expense_revisions WHERE expense_id = '{id}'")).ShouldBe("recorded1125.50");
        (await fixture.Database.ScalarAsync<string>($"SELECT action || entity_version FROM audit_entries WHERE entity_id = '{id}'")).ShouldBe("expense.recorded1");
        var told = JsonElement.Parse((await fixture.Database.ScalarAsync<string>($"SELECT body FROM outbox_messages WHERE type LIKE '%ExpenseRevised%' AND body LIKE '%{id}%'"))!);
        (told.Text("change"), told.GetProperty("version").GetInt64(), told.GetProperty("tenantId").GetGuid(), told.GetProperty("expense").GetProperty("amount").GetDecimal())
            .ShouldBe(("recorded", 1, tenant.Id, 125.50m));
    }

    [Fact]
    public async Task Keeps_a_draft_out_of_every_figure()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync(new { status = "draft" });

        expense.Text("status").ShouldBe("draft");
        (await fixture.BalanceAsync(expense.GetProperty("account_id").GetGuid())).ShouldBe(0);
        (await fixture.SpentAsync(expense.GetProperty("project_id").GetGuid()), await fixture.UsedAsync(tenant)).ShouldBe((0, 1));
    }

    [Theory]
    [InlineData("\"0\"")]
    [InlineData("\"-1.00\"")]
    [InlineData("\"1.001\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"\"")]
    [InlineData("\"1e3\"")]
    [InlineData("1e400")]
    [InlineData("\"NaN\"")]
    [InlineData("true")]
    [InlineData("{}")]
    public async Task Refuses_an_amount_that_is_not_one(string amount)
    {
        var body = ExpenseApi.Body();
        body["amount"] = JsonNode.Parse(amount);
        await (await fixture.NewTenant().Owner.SendAsync(HttpMethod.Post, ExpenseApi.Route, body)).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "amount");
    }

    [Fact]
    public async Task Takes_an_amount_given_as_a_number() => (await fixture.NewTenant().Owner.RecordAsync(new { amount = 19.9m })).Text("amount").ShouldBe("19.90");

    [Fact]
    public async Task Names_every_member_that_is_missing_or_wrong()
    {
        var owner = fixture.NewTenant().Owner;
        var missing = await (await owner.SendAsync(HttpMethod.Post, ExpenseApi.Route, new { amount = "1.00" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "title");
        missing.GetProperty("errors").TryGetProperty("expense_date", out _).ShouldBeTrue();
        await (await owner.TryRecordAsync(new { currency = "XXZ" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "currency");
        await (await owner.TryRecordAsync(new { currency = "JPY", amount = "12.5" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "amount");
        await (await owner.TryRecordAsync(new { status = "approved" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "status");
        await (await owner.TryRecordAsync(new { expense_date = "2025-02-30" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "expense_date");
        await (await owner.TryRecordAsync(new { expense_date = "2999-01-01" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "expense_date");
        await (await owner.TryRecordAsync(new { colour = "red" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "colour");
        await (await owner.TryRecordAsync(new { splits = Array.Empty<object>() })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "splits");
    }

    [Fact]
    public async Task Takes_tomorrow_where_the_tenant_is()
    {
        // It is 15:00 UTC on the 20th: 4:00 on the 21st in Auckland.
        await fixture.NewTenant(timeZone: "Pacific/Auckland").Owner.RecordAsync(new { expense_date = "2025-01-22" });
        await (await fixture.NewTenant(timeZone: "America/New_York").Owner.TryRecordAsync(new { expense_date = "2025-01-22" }))
            .ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "expense_date");
    }

    [Theory]
    [InlineData("category_id")]
    [InlineData("project_id")]
    [InlineData("account_id")]
    public async Task Refuses_what_belongs_to_another_tenant_or_is_not_there(string member)
    {
        var (other, tenant) = (fixture.NewTenant(), fixture.NewTenant());
        var category = await fixture.AddCategoryAsync(other);
        var theirs = await other.Owner.RecordAsync(new { category_id = category.Id });

        await (await tenant.Owner.TryRecordAsync(new Dictionary<string, Guid> { [member] = theirs.GetProperty(member).GetGuid() })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", member);
        await (await tenant.Owner.TryRecordAsync(new Dictionary<string, Guid> { [member] = Guid.CreateVersion7() })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", member);
        (await fixture.UsedAsync(tenant)).ShouldBe(0);
    }

    [Fact]
    public async Task Takes_the_project_of_the_category_before_the_tenants()
    {
        var tenant = fixture.NewTenant();
        var (project, category) = (await fixture.AddProjectAsync(tenant), await fixture.AddCategoryAsync(tenant));
        await fixture.ChangeAsync("categories", category.Id, $"project_id = '{project.Id}'");

        (await tenant.Owner.RecordAsync(new { category_id = category.Id })).GetProperty("project_id").GetGuid().ShouldBe(project.Id);

        var elsewhere = await fixture.AddProjectAsync(tenant, "Gemini");
        await (await tenant.Owner.TryRecordAsync(new { category_id = category.Id, project_id = elsewhere.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "category_id");
    }

    [Fact]
    public async Task Refuses_a_category_project_or_account_that_is_not_in_use()
    {
        var tenant = fixture.NewTenant();
        var (project, account, category) = (await fixture.AddProjectAsync(tenant), await fixture.AddAccountAsync(tenant), await fixture.AddCategoryAsync(tenant));
        await fixture.ChangeAsync("projects", project.Id, "status = 'archived'");
        await fixture.ChangeAsync("accounts", account.Id, "archived = true");
        await fixture.ChangeAsync("categories", category.Id, "active = false");

        await (await tenant.Owner.TryRecordAsync(new { project_id = project.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "project_id");
        await (await tenant.Owner.TryRecordAsync(new { account_id = account.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "account_id");
        await (await tenant.Owner.TryRecordAsync(new { category_id = category.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "category_id");
    }

    [Fact]
    public async Task Leaves_a_default_account_off_that_the_project_does_not_allow_and_refuses_a_named_one()
    {
        var tenant = fixture.NewTenant();
        var (project, card, other) = (await fixture.AddProjectAsync(tenant), await fixture.AddAccountAsync(tenant), await fixture.AddAccountAsync(tenant, "Other"));
        await fixture.ChangeAsync("projects", project.Id, $"allowed_account_ids = ARRAY['{card.Id}'::uuid]");

        (await tenant.Owner.RecordAsync(new { project_id = project.Id })).GetProperty("account_id").ValueKind.ShouldBe(JsonValueKind.Null);
        (await tenant.Owner.RecordAsync(new { project_id = project.Id, account_id = card.Id })).GetProperty("account_id").GetGuid().ShouldBe(card.Id);
        await (await tenant.Owner.TryRecordAsync(new { project_id = project.Id, account_id = other.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "account_id");
    }

    [Fact]
    public async Task Never_guesses_a_rate()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync(new { currency = "JPY", amount = "1200" });

        (expense.Text("amount"), expense.Text("reporting_amount"), expense.Text("reporting_currency"), expense.Text("account_id")).ShouldBe(("1200", null, "USD", null));
        expense.GetProperty("rate").ValueKind.ShouldBe(JsonValueKind.Null);
        var project = expense.GetProperty("project_id").GetGuid();
        (await fixture.SpentAsync(project)).ShouldBe(0);
        (await fixture.Database.ScalarAsync<long>($"SELECT unconverted_count FROM projects WHERE id = '{project}'")).ShouldBe(1);

        var account = await fixture.AddAccountAsync(tenant);
        await (await tenant.Owner.TryRecordAsync(new { currency = "JPY", amount = "1200", account_id = account.Id })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "rate_missing", "account_id");
        var paid = await tenant.Owner.RecordAsync(new { currency = "JPY", amount = "1200", account_id = account.Id, account_amount = "7.81" });
        paid.Text("account_amount").ShouldBe("7.81");
        (await fixture.BalanceAsync(account.Id)).ShouldBe(-7.81m);
    }

    [Fact]
    public async Task Fixes_its_worth_by_the_rate_of_its_day()
    {
        var tenant = fixture.NewTenant();
        await SetRateAsync(tenant, "2025-01-10", "1.0300");
        await SetRateAsync(tenant, "2025-01-16", "1.0500");

        var expense = await tenant.Owner.RecordAsync(new { currency = "EUR", amount = "10.00" });
        await SetRateAsync(tenant, "2025-01-15", "2");

        var rate = expense.GetProperty("rate");
        (expense.Text("reporting_amount"), rate.Text("value"), rate.Text("source"), rate.Text("date"), expense.Text("account_amount")).ShouldBe(("10.30", "1.03", "manual", "2025-01-10", "10.30"));
        (await tenant.Owner.ReadAsync(expense)).Text("reporting_amount").ShouldBe("10.30");
        (await fixture.SpentAsync(expense.GetProperty("project_id").GetGuid())).ShouldBe(10.30m);
    }

    [Fact]
    public async Task Takes_an_account_amount_only_where_it_makes_sense()
    {
        var tenant = fixture.NewTenant();
        var account = await fixture.AddAccountAsync(tenant);
        await (await tenant.Owner.TryRecordAsync(new { account_id = account.Id, account_amount = "1.00" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "account_amount");
        await (await tenant.Owner.TryRecordAsync(new { account_id = account.Id, currency = "EUR", account_amount = "1.001" })).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "validation_failed", "account_amount");
        (await tenant.Owner.RecordAsync(new { account_id = account.Id, account_amount = "125.50" })).Text("account_amount").ShouldBe("125.50");
    }

    [Fact]
    public async Task Stops_at_a_hard_limit_of_the_plan_and_only_warns_at_a_soft_one()
    {
        var tenant = fixture.NewTenant(plan: "basic");
        var first = await tenant.Owner.RecordAsync();
        await fixture.Database.ExecuteAsync($"UPDATE usage_counters SET used = 99998 WHERE tenant_id = '{tenant.Id}' AND name = 'expenses'");
        await fixture.ChangeAsync("projects", first.GetProperty("project_id").GetGuid(), "expense_count = 100");

        var response = await tenant.Owner.TryRecordAsync();
        await response.ShouldBeAsync(HttpStatusCode.Created);
        response.Headers.GetValues("TrackTok-Plan-Warning").Single().ShouldContain("101 expenses per project");
        await tenant.Owner.RecordAsync();

        var refused = await (await tenant.Owner.TryRecordAsync()).ShouldRefuseAsync(HttpStatusCode.Forbidden, "plan_limit_reached");
        (refused.Text("limit"), refused.GetProperty("used").GetInt64(), refused.GetProperty("max").GetInt64()).ShouldBe(("expenses", 100_000, 100_000));
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expenses WHERE tenant_id = '{tenant.Id}'")).ShouldBe(3);
    }

    [Fact]
    public async Task Does_nothing_twice_under_one_key_however_many_retries_race()
    {
        var tenant = fixture.NewTenant();
        var first = await tenant.Owner.TryRecordAsync(key: "once");
        var again = await tenant.Owner.TryRecordAsync(key: "once");
        (await again.ShouldBeAsync(HttpStatusCode.Created)).ToString().ShouldBe((await first.ShouldBeAsync(HttpStatusCode.Created)).ToString());
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        again.Headers.ETag.ShouldBe(first.Headers.ETag);
        await (await tenant.Owner.TryRecordAsync(new { amount = "9.99" }, key: "once")).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");

        var racing = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => tenant.Owner.TryRecordAsync(key: "race")));

        racing.ShouldAllBe(response => response.StatusCode == HttpStatusCode.Created || response.StatusCode == HttpStatusCode.Conflict);
        racing.Count(response => response.StatusCode == HttpStatusCode.Created && !response.Headers.Contains("Idempotency-Replayed")).ShouldBe(1);
        (await fixture.Database.ScalarAsync<long>($"SELECT count(*) FROM expenses WHERE tenant_id = '{tenant.Id}'")).ShouldBe(2);
        (await fixture.UsedAsync(tenant)).ShouldBe(2);
    }

    [Fact]
    public async Task Numbers_the_audit_trail_without_gaps_when_thirty_two_record_at_once()
    {
        var tenant = fixture.NewTenant();
        var project = (await tenant.Owner.RecordAsync(new { amount = "1.00" })).GetProperty("project_id").GetGuid();

        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(n => n % 8 == 7
            ? tenant.Owner.TryRecordAsync(new { category_id = Guid.CreateVersion7() })
            : tenant.Owner.TryRecordAsync(new { amount = "1.00" })));

        responses.Count(response => response.StatusCode == HttpStatusCode.Created).ShouldBe(28);
        (await fixture.Database.ScalarAsync<bool>($"SELECT max(sequence) = count(*) AND min(sequence) = 1 FROM audit_entries WHERE tenant_id = '{tenant.Id}'")).ShouldBeTrue();
        (await fixture.SpentAsync(project), await fixture.UsedAsync(tenant)).ShouldBe((29, 29));
    }

    [Fact]
    public async Task Costs_at_most_five_round_trips()
    {
        var tenant = fixture.NewTenant();
        // The first request begins to know the tenant, the second keeps it in memory.
        for (var n = 0; n < 2; n++) await tenant.Owner.RecordAsync();
        var trips = new ConcurrentQueue<string>();
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace) trips.Enqueue(activity.GetTagItem("db.query.text") + "");
            },
        };
        ActivitySource.AddActivityListener(listener);

        var request = new HttpRequestMessage(HttpMethod.Post, ExpenseApi.Route) { Content = JsonContent.Create(ExpenseApi.Body()) };
        request.Headers.Add("Idempotency-Key", "counted");
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await (await tenant.Owner.SendAsync(request)).ShouldBeAsync(HttpStatusCode.Created);

        trips.Count.ShouldBeInRange(1, 5, string.Join("\n---\n", trips));
    }

    [Fact]
    public async Task Lets_nobody_record_who_only_looks()
    {
        var tenant = fixture.NewTenant();
        await (await tenant.Analyst.TryRecordAsync()).ShouldRefuseAsync(HttpStatusCode.Forbidden, "permission_missing");
        await tenant.Member.RecordAsync();
    }

    private static async Task SetRateAsync(TestTenant tenant, string date, string value) =>
        await (await tenant.Owner.SendAsync(HttpMethod.Put, $"/api/v1/rates?base=EUR&quote=USD&date={date}", new { value })).ShouldBeAsync(HttpStatusCode.OK);
}
