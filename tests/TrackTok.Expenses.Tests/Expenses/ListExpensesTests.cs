using System.Net;
using System.Text.Json;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ListExpensesTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Narrows_by_every_filter()
    {
        var tenant = fixture.NewTenant();
        var (project, account, category) = (await fixture.AddProjectAsync(tenant), await fixture.AddAccountAsync(tenant), await fixture.AddCategoryAsync(tenant));
        var taxi = await tenant.Member.RecordAsync(new { title = "Taxi", amount = "10.00", expense_date = "2025-01-01", tags = new[] { "travel" }, payment_method = "cash" });
        await tenant.Owner.RecordAsync(new { title = "Paper", amount = "20.00", expense_date = "2025-01-15", tags = new[] { "office" }, project_id = project.Id, category_id = category.Id });
        await tenant.Owner.RecordAsync(new { title = "Ink", amount = "30.00", expense_date = "2025-01-20", tags = new[] { "office", "print" }, account_id = account.Id, status = "draft" });

        async Task Shows(string query, params string[] titles) => (await tenant.Owner.TitlesAsync(query)).ShouldBe(titles, ignoreOrder: true, query);
        await Shows("", "Taxi", "Paper", "Ink");
        await Shows("start_date=2025-01-01&end_date=2025-01-15", "Taxi", "Paper");
        await Shows("min_amount=20.00", "Paper", "Ink");
        await Shows("max_amount=20", "Paper", "Taxi");
        await Shows("tag=office", "Paper", "Ink");
        await Shows("tag=office&tag=PRINT", "Ink");
        await Shows("any_tag=travel&any_tag=print", "Taxi", "Ink");
        await Shows($"project_id={project.Id}", "Paper");
        await Shows($"category_id={category.Id}", "Paper");
        await Shows($"account_id={account.Id}", "Ink");
        await Shows($"created_by={taxi.GetProperty("created_by").GetGuid()}", "Taxi");
        await Shows("status=draft", "Ink");
        await Shows("payment_method=cash", "Taxi");
        await Shows("payment_method=credit_card&max_amount=20", "Paper");
    }

    [Fact]
    public async Task Finds_words_of_title_vendor_description_and_notes_the_last_one_unfinished()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Taxi to airport", description = (string?)null });
        await tenant.Owner.RecordAsync(new { title = "Dinner", vendor = "Café Zoë", description = "With the auditors", notes = "airport hotel" });
        await tenant.Owner.RecordAsync(new { title = "Paper", description = (string?)null });

        async Task Finds(string q, params string[] titles) => (await tenant.Owner.TitlesAsync("q=" + Uri.EscapeDataString(q))).ShouldBe(titles, ignoreOrder: true, q);
        await Finds("airp", "Taxi to airport", "Dinner");
        await Finds("taxi airp", "Taxi to airport");
        await Finds("\"to airport\"", "Taxi to airport");
        await Finds("airport -taxi", "Dinner");
        await Finds("paper or audit", "Paper", "Dinner");
        await Finds("zoë", "Dinner");
        await Finds("air & (", []);
        await Finds("!!!", []);
        await Finds("'; DROP TABLE expenses; --", []);
    }

    [Fact]
    public async Task Sorts_by_date_amount_and_creation_in_both_directions()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "A", amount = "20.00", expense_date = "2025-01-03" });
        await tenant.Owner.RecordAsync(new { title = "B", amount = "30.00", expense_date = "2025-01-01" });
        await tenant.Owner.RecordAsync(new { title = "C", amount = "10.00", expense_date = "2025-01-02" });

        (await tenant.Owner.TitlesAsync("")).ShouldBe(["A", "C", "B"]);
        (await tenant.Owner.TitlesAsync("order=asc")).ShouldBe(["B", "C", "A"]);
        (await tenant.Owner.TitlesAsync("sort=amount&order=asc")).ShouldBe(["C", "A", "B"]);
        (await tenant.Owner.TitlesAsync("sort=amount")).ShouldBe(["B", "A", "C"]);
        (await tenant.Owner.TitlesAsync("sort=created_at")).ShouldBe(["C", "B", "A"]);
        (await tenant.Owner.TitlesAsync("sort=created_at&order=asc")).ShouldBe(["A", "B", "C"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("order=asc")]
    [InlineData("sort=amount")]
    [InlineData("sort=amount&order=asc")]
    [InlineData("sort=created_at")]
    [InlineData("sort=created_at&order=asc")]
    [InlineData("tag=office&q=off")]
    public async Task Neither_repeats_nor_loses_while_others_write(string query)
    {
        var tenant = fixture.NewTenant();
        var made = await Task.WhenAll(Enumerable.Range(0, 17).Select(n => tenant.Owner.RecordAsync(new { amount = $"{1 + (n % 3)}.00", expense_date = $"2025-01-{10 + (n % 4):00}" })));
        var seen = new List<Guid>();
        string? cursor = null;
        var page = 0;
        do
        {
            var answer = await tenant.Owner.ListAsync($"{query}&limit=5" + (cursor is null ? "" : "&cursor=" + cursor));
            seen.AddRange(answer.Items().Select(item => item.Id()));
            // Writes before and behind the place where the reader stands.
            await tenant.Owner.RecordAsync(new { amount = "99.00", expense_date = "2025-01-19" });
            await tenant.Owner.RecordAsync(new { amount = "0.50", expense_date = "2025-01-01" });
            answer.GetProperty("has_more").GetBoolean().ShouldBe(answer.Text("next_cursor") is not null);
            cursor = answer.Text("next_cursor");
        }
        while (cursor is not null && ++page < 20);

        seen.ShouldBeUnique();
        made.Select(expense => expense.Id()).ShouldBeSubsetOf(seen);
    }

    /// <summary>The usual first page is written by hand, all others by the serializer.</summary>
    [Fact]
    public async Task Writes_the_usual_first_page_to_the_letter_as_any_other()
    {
        var tenant = fixture.NewTenant();
        var (project, account, category) = (await fixture.AddProjectAsync(tenant), await fixture.AddAccountAsync(tenant), await fixture.AddCategoryAsync(tenant));
        (await tenant.Owner.SendAsync(HttpMethod.Put, "/api/v1/rates?base=KWD&quote=USD&date=2025-01-01", new { value = "3.25" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        await tenant.Owner.RecordAsync();
        await tenant.Owner.RecordAsync(new { title = "Ünï \"quoted\" <&> \\ 😀", description = "One\u2028two", vendor = "O'Neill", notes = "two\nlines\tand a tab", tags = Array.Empty<string>(), expense_date = "2025-01-16" });
        await tenant.Owner.RecordAsync(new { amount = "1200", currency = "JPY", description = (string?)null, expense_date = "2025-01-17" });
        await tenant.Owner.RecordAsync(new { amount = "0.125", currency = "KWD", expense_date = "2025-01-18", status = "draft" });
        await tenant.Owner.RecordAsync(new
        {
            amount = "99999999999.99",
            project_id = project.Id,
            account_id = account.Id,
            category_id = category.Id,
            billable = true,
            tax_amount = "1.50",
            tax_rate = 19.5m,
            payment_reference = "Nr. 7",
            expense_date = "2025-01-19",
        });
        var rejected = await tenant.Owner.RecordAsync(new { status = "draft", expense_date = "2025-01-20" });
        await tenant.Owner.ReviseAsync(rejected, new { notes = "changed" });
        await tenant.Owner.ActAsync(await tenant.Owner.RecordAsync(new { expense_date = "2025-01-21" }), "reject", new { reason = "No receipt" });

        foreach (var limit in new[] { 2, 6, 7, 100 })
        {
            using var usual = await tenant.Owner.GetAsync($"{ExpenseApi.Route}?limit={limit}");
            using var other = await tenant.Owner.GetAsync($"{ExpenseApi.Route}?limit={limit}&end_date=2030-01-01");
            var (written, serialized) = (await usual.ShouldBeAsync(HttpStatusCode.OK), await other.ShouldBeAsync(HttpStatusCode.OK));
            written.GetProperty("items").GetRawText().ShouldBe(serialized.GetProperty("items").GetRawText());
            written.EnumerateObject().Select(member => member.Name).ShouldBe(serialized.EnumerateObject().Select(member => member.Name));
            written.GetProperty("has_more").GetBoolean().ShouldBe(limit < 7);
            usual.Content.Headers.ContentType.ShouldBe(other.Content.Headers.ContentType);
            usual.Headers.Contains("Link").ShouldBe(limit < 7);
            if (written.Text("next_cursor") is { } cursor) (await tenant.Owner.ListAsync($"limit=100&cursor={cursor}")).Items().Count().ShouldBe(7 - limit);
        }
    }

    [Fact]
    public async Task Counts_only_when_asked_and_links_the_next_page()
    {
        var tenant = fixture.NewTenant();
        for (var n = 0; n < 3; n++) await tenant.Owner.RecordAsync();

        var response = await tenant.Owner.GetAsync($"{ExpenseApi.Route}?include=total&limit=1&tag=office");
        var page = await response.ShouldBeAsync(HttpStatusCode.OK);
        page.GetProperty("total").GetInt64().ShouldBe(3);
        var link = response.Headers.GetValues("Link").Single();
        link.ShouldContain("cursor=" + page.Text("next_cursor"));
        link.ShouldContain("tag=office");
        (await tenant.Owner.ListAsync("limit=1")).TryGetProperty("total", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("limt=5", "limt")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("status=lost", "status")]
    [InlineData("sort=title", "sort")]
    [InlineData("order=up", "order")]
    [InlineData("min_amount=1e3", "min_amount")]
    [InlineData("max_amount=many", "max_amount")]
    [InlineData("start_date=2025-02-01&end_date=2025-01-01", "end_date")]
    [InlineData("start_date=yesterday", "start_date")]
    [InlineData("project_id=general", "project_id")]
    [InlineData("payment_method=shells", "payment_method")]
    [InlineData("cursor=garbage", "cursor")]
    [InlineData("include=everything", "include")]
    public async Task Refuses_what_it_does_not_know(string query, string member)
    {
        var response = await fixture.NewTenant().Owner.GetAsync($"{ExpenseApi.Route}?{query}");
        (await response.ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Refuses_a_cursor_of_other_filters()
    {
        var tenant = fixture.NewTenant();
        for (var n = 0; n < 2; n++) await tenant.Owner.RecordAsync();
        var cursor = (await tenant.Owner.ListAsync("limit=1")).Text("next_cursor");

        await (await tenant.Owner.GetAsync($"{ExpenseApi.Route}?limit=1&tag=office&cursor={cursor}")).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "cursor_mismatch");
        await (await tenant.Owner.GetAsync($"{ExpenseApi.Route}?limit=1&order=asc&cursor={cursor}")).ShouldRefuseAsync(HttpStatusCode.UnprocessableEntity, "cursor_mismatch");
        (await tenant.Owner.ListAsync($"limit=1&cursor={cursor}")).Items().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Shows_members_their_own_and_analysts_all()
    {
        var (tenant, other) = (fixture.NewTenant(), fixture.NewTenant());
        var mine = await tenant.Member.RecordAsync(new { title = "Mine" });
        var theirs = await tenant.Owner.RecordAsync(new { title = "Theirs" });

        (await tenant.Member.TitlesAsync("")).ShouldBe(["Mine"]);
        (await tenant.Member.ListAsync("include=total")).GetProperty("total").GetInt64().ShouldBe(1);
        (await tenant.Analyst.TitlesAsync("")).ShouldBe(["Mine", "Theirs"], ignoreOrder: true);
        (await other.Owner.TitlesAsync("")).ShouldBeEmpty();
        (await tenant.Member.GetAsync($"{ExpenseApi.Route}/{mine.Id()}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await tenant.Member.GetAsync($"{ExpenseApi.Route}/{theirs.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Owner.GetAsync($"{ExpenseApi.Route}/{mine.Id()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Spares_a_reader_what_it_has_already()
    {
        var tenant = fixture.NewTenant();
        var expense = await tenant.Owner.RecordAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, $"{ExpenseApi.Route}/{expense.Id()}");
        request.Headers.TryAddWithoutValidation("If-None-Match", "\"1\"");

        (await tenant.Owner.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }
}
