using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Tests.Sweeps;

/// <summary>Every route with an id × role × whose budget it is: set for oneself, for another of the company, or another company's.</summary>
public sealed class ReachSweepTests(BudgetsFixture fixture)
{
    private const string Managers = "++ ++ -- --";
    private const string OwnToo = "++ ++ ++ +0";

    /// <summary>Owner, admin, analyst, member, each for their own and for another's: <c>+</c> passes, <c>-</c> is refused (403), <c>0</c> is not there (404).</summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["GET /api/v1/budgets/{id:guid}"] = OwnToo,
        ["GET /api/v1/budgets/{id:guid}/status"] = OwnToo,
        ["GET /api/v1/budgets/{id:guid}/periods"] = OwnToo,
        ["GET /api/v1/budgets/{id:guid}/expenses"] = OwnToo,
        ["PATCH /api/v1/budgets/{id:guid}"] = Managers,
        ["DELETE /api/v1/budgets/{id:guid}"] = Managers,
        ["GET /api/v1/alerts/{id:guid}"] = OwnToo,
        ["PATCH /api/v1/alerts/{id:guid}"] = OwnToo,
    };

    [Fact]
    public void The_table_holds_every_route_with_an_id() => fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && endpoint.RoutePattern.Parameters.Count > 0)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
        .ShouldBe(Table.Keys, ignoreOrder: true);

    [Theory]
    [InlineData(Role.Owner, 0)]
    [InlineData(Role.Admin, 1)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 3)]
    public async Task Each_route_answers_each_role_by_whose_it_is(Role role, int column)
    {
        var (tenant, elsewhere, me) = (fixture.NewTenant(), fixture.NewTenant(), Guid.CreateVersion7());
        using var client = tenant.As(role, me);
        foreach (var (name, line) in Table)
        {
            var expected = line.Split(' ')[column];
            (await SendAsync(client, name, await MakeAsync(tenant, me, name))).ShouldBe(expected[0], $"{role}, own, {name}");
            (await SendAsync(client, name, await MakeAsync(tenant, Guid.CreateVersion7(), name))).ShouldBe(expected[1], $"{role}, another's, {name}");
            (await SendAsync(client, name, await MakeAsync(elsewhere, me, name))).ShouldBe(expected[1] == '-' ? '-' : '0', $"{role}, another company's, {name}");
        }
    }

    [Theory]
    [InlineData(Role.Owner, 2)]
    [InlineData(Role.Admin, 2)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 1)]
    public async Task Lists_and_counts_are_of_what_one_may_see(Role role, int seen)
    {
        var (tenant, elsewhere, me) = (fixture.NewTenant(), fixture.NewTenant(), Guid.CreateVersion7());
        foreach (var (where, whose) in new[] { (tenant, me), (tenant, Guid.CreateVersion7()), (elsewhere, me) }) await MakeAsync(where, whose, "/alerts/");
        using var client = tenant.As(role, me);

        (await tenant.GetAsync("/budgets", client)).GetProperty("items").GetArrayLength().ShouldBe(seen);
        var alerts = (await tenant.AlertsAsync("?limit=100", client)).Count;
        alerts.ShouldBe((await tenant.AlertsAsync("?limit=100")).Count * seen / 2);
        using (var marked = await client.PostAsync("/api/v1/alerts/mark-all-read", null)) marked.IsSuccessStatusCode.ShouldBeTrue();
        (await tenant.AlertsAsync("?limit=100&read=true", client)).Count.ShouldBe(alerts);
        (await tenant.GetAsync("/alerts/stats", client)).GetRawText().ShouldContain(alerts.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>A budget set for this person, and overspent by them; or the alert that says so.</summary>
    private static async Task<Guid> MakeAsync(TestTenant tenant, Guid whose, string route)
    {
        var budget = await tenant.BudgetAsync(new { amount = "1.00", scope = new { user_id = whose } });
        if (!route.Contains("/alerts/", StringComparison.Ordinal)) return Guid.Parse(budget.Id());
        await tenant.TellAsync(tenant.Expense("5.00", by: whose));
        return Guid.Parse((await tenant.AlertsAsync("?limit=100")).First(alert => alert.Text("entity_id") == budget.Id()).Id());
    }

    private static async Task<char> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(name[..space]), name[(space + 1)..].Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        if (name[..space] is "PATCH") request.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(request);
        return answer.StatusCode switch { HttpStatusCode.Forbidden => '-', HttpStatusCode.NotFound => '0', _ => (int)answer.StatusCode < 500 ? '+' : '!' };
    }
}
