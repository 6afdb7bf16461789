using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Tests.Expenses;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Sweeps;

/// <summary>Every route with an id × role × whose it is: one's own, another's of the company, or another company's.</summary>
public sealed class ReachSweepTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    private const string Api = "/api/v1";
    private const string Everyone = "++ ++ ++ ++";
    private const string Managers = "++ ++ -- --";
    private const string OwnToo = "++ ++ ++ +0";

    /// <summary>
    /// Owner, admin, analyst, member, each for their own and for another's: <c>+</c> passes, <c>-</c> is refused (403), <c>0</c> is not there (404). Only expenses are somebody's;
    /// all else is the company's, whoever made it.
    /// </summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["GET /expenses/{id:guid}"] = OwnToo,
        ["GET /expenses/{id:guid}/revisions"] = OwnToo,
        ["GET /expenses/{id:guid}/activity"] = OwnToo,
        ["PATCH /expenses/{id:guid}"] = "++ ++ -- +0",
        ["DELETE /expenses/{id:guid}"] = "++ ++ -- +0",
        ["POST /expenses/{id:guid}/restore"] = "++ ++ -- +0",
        ["POST /expenses/{id:guid}/submit"] = "++ ++ -- +0",
        ["POST /expenses/{id:guid}/withdraw"] = "++ ++ -- +0",
        ["POST /expenses/{id:guid}/approve"] = Managers,
        ["POST /expenses/{id:guid}/reject"] = Managers,
        ["POST /expenses/{id:guid}/reimburse"] = Managers,
        ["GET /projects/{id:guid}"] = Everyone,
        ["PATCH /projects/{id:guid}"] = Managers,
        ["DELETE /projects/{id:guid}"] = Managers,
        ["POST /projects/{id:guid}/restore"] = Managers,
        ["GET /accounts/{id:guid}"] = Everyone,
        ["GET /accounts/{id:guid}/entries"] = "++ ++ ++ --",
        ["PATCH /accounts/{id:guid}"] = Managers,
        ["DELETE /accounts/{id:guid}"] = Managers,
        ["POST /accounts/{id:guid}/restore"] = Managers,
        ["POST /accounts/{id:guid}/deposits"] = Managers,
        ["POST /accounts/{id:guid}/withdrawals"] = Managers,
        ["POST /accounts/{id:guid}/adjustments"] = Managers,
        ["GET /categories/{id:guid}"] = Everyone,
        ["PATCH /categories/{id:guid}"] = Managers,
        ["DELETE /categories/{id:guid}"] = Managers,
        ["POST /categories/{id:guid}/restore"] = Managers,
    };

    [Fact]
    public void The_table_holds_every_route_with_an_id() => Routes().ShouldBe(Table.Keys, ignoreOrder: true);

    [Theory]
    [InlineData(Role.Owner, 0)]
    [InlineData(Role.Admin, 1)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 3)]
    public async Task Each_route_answers_each_role_by_whose_it_is(Role role, int column)
    {
        var (tenant, elsewhere) = (fixture.NewTenant(), fixture.NewTenant());
        var me = Guid.CreateVersion7();
        var client = fixture.Client(tenant.Id, me, role);
        // What one recorded stays one's own, in whatever role one is now.
        var (mine, others, strangers) = (fixture.Client(tenant.Id, me, Role.Owner), tenant.Owner, elsewhere.Owner);
        foreach (var (name, line) in Table)
        {
            var expected = line.Split(' ')[column];
            (await SendAsync(client, name, await MakeAsync(mine, name))).ShouldBe(expected[0], $"{role}, own, {name}");
            (await SendAsync(client, name, await MakeAsync(others, name))).ShouldBe(expected[1], $"{role}, another's, {name}");
            (await SendAsync(client, name, await MakeAsync(strangers, name))).ShouldBe(expected[1] == '-' ? '-' : '0', $"{role}, another company's, {name}");
        }
    }

    [Theory]
    [InlineData(Role.Owner, 2)]
    [InlineData(Role.Admin, 2)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 1)]
    public async Task Lists_totals_and_proposals_are_of_what_one_may_see(Role role, int seen)
    {
        var (tenant, elsewhere) = (fixture.NewTenant(), fixture.NewTenant());
        var me = Guid.CreateVersion7();
        await fixture.Client(tenant.Id, me, Role.Owner).RecordAsync(new { vendor = "Mine", tags = new[] { "mine" } });
        await tenant.Owner.RecordAsync(new { vendor = "Others", tags = new[] { "others" } });
        await elsewhere.Owner.RecordAsync(new { vendor = "Strangers", tags = new[] { "strangers" } });
        var client = fixture.Client(tenant.Id, me, role);

        (await client.ListAsync("include=total")).GetProperty("total").GetInt64().ShouldBe(seen);
        foreach (var path in new[] { "/expenses", "/expenses/tags", "/expenses/vendors" })
        {
            var text = (await client.ReadAsync(path)).ToJsonString();
            text.ShouldContain("mine", Case.Insensitive, path);
            text.Contains("others", StringComparison.OrdinalIgnoreCase).ShouldBe(seen == 2, path);
            text.ShouldNotContain("strangers", Case.Insensitive, path);
        }
        (await client.ReadAsync("/expenses/totals")).ToJsonString().ShouldContain(seen == 2 ? "251.00" : "125.50");
    }

    [Fact]
    public async Task Of_an_account_a_member_learns_its_name_and_no_more()
    {
        var tenant = fixture.NewTenant();
        var id = await MakeAsync(tenant.Owner, "GET /accounts/{id:guid}");

        (await tenant.Member.ReadAsync($"/accounts/{id}")).AsObject().Select(member => member.Key).ShouldBe(["id", "name"]);
        (await tenant.Analyst.ReadAsync($"/accounts/{id}")).AsObject().ContainsKey("balance").ShouldBeTrue();
    }

    /// <summary>Something for the route to work on: a draft, which whoever recorded it may change, deleted where it is to be restored.</summary>
    private static async Task<Guid> MakeAsync(HttpClient by, string route)
    {
        var noun = route.Split('/')[1];
        var word = Guid.CreateVersion7().ToString("N")[^12..];
        var id = noun switch
        {
            "expenses" => (await by.RecordAsync(new { status = "draft" })).Id(),
            "projects" => (await by.PostAsync("/projects", new { name = word }).ReadAsync(HttpStatusCode.Created)).Id(),
            "accounts" => (await by.PostAsync("/accounts", new { name = word, type = "checking" }).ReadAsync(HttpStatusCode.Created)).Id(),
            _ => (await by.PostAsync("/categories", new { name = word }).ReadAsync(HttpStatusCode.Created)).Id(),
        };
        if (route.EndsWith("/restore", StringComparison.Ordinal)) (await by.DeleteAsync($"{Api}/{noun}/{id}")).IsSuccessStatusCode.ShouldBeTrue(route);
        return id;
    }

    private static async Task<char> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(name[..space]), Api + name[(space + 1)..].Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        request.Content = name.Split('/')[^1] switch
        {
            "reject" => JsonContent.Create(new { reason = "No receipt" }),
            "deposits" or "withdrawals" => JsonContent.Create(new { amount = "1.00", note = "Cash" }),
            "adjustments" => JsonContent.Create(new { new_balance = "1.00", note = "Counted" }),
            "restore" or "submit" or "withdraw" or "approve" or "reimburse" => null,
            _ => name.StartsWith("PATCH", StringComparison.Ordinal) ? JsonContent.Create(new { }) : null,
        };
        using var answer = await client.SendAsync(request);
        return answer.StatusCode switch { HttpStatusCode.Forbidden => '-', HttpStatusCode.NotFound => '0', _ => (int)answer.StatusCode < 500 ? '+' : '!' };
    }

    private List<string> Routes() => [.. fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Api, StringComparison.Ordinal) && endpoint.RoutePattern.Parameters.Count > 0)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText![Api.Length..].TrimEnd('/')}"))];
}
