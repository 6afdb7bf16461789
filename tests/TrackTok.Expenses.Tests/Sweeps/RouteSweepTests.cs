using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Tests.Expenses;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Tests.Sweeps;

public sealed class RouteSweepTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    private const string Api = "/api/v1";

    /// <summary>The table of SPEC 4.2 for this service, written down once more so that a slip in the permissions shows: who may call each route.</summary>
    private static readonly (string[] Routes, Role[] May)[] Table =
    [
        (["GET /projects", "GET /projects/{id:guid}", "GET /categories", "GET /categories/{id:guid}", "GET /accounts", "GET /accounts/{id:guid}", "GET /rates"],
            [Role.Owner, Role.Admin, Role.Analyst, Role.Member]),
        (["GET /accounts/{id:guid}/entries"], [Role.Owner, Role.Admin, Role.Analyst]),
        (["POST /projects", "PATCH /projects/{id:guid}", "DELETE /projects/{id:guid}", "POST /projects/{id:guid}/restore"], [Role.Owner, Role.Admin]),
        (["POST /accounts", "PATCH /accounts/{id:guid}", "DELETE /accounts/{id:guid}", "POST /accounts/{id:guid}/restore", "POST /transfers"], [Role.Owner, Role.Admin]),
        (["POST /accounts/{id:guid}/deposits", "POST /accounts/{id:guid}/withdrawals", "POST /accounts/{id:guid}/adjustments", "PUT /rates"], [Role.Owner, Role.Admin]),
        (["POST /categories", "PATCH /categories/{id:guid}", "DELETE /categories/{id:guid}", "POST /categories/{id:guid}/restore"], [Role.Owner, Role.Admin]),
        (["GET /expenses", "GET /exports/expenses", "GET /expenses/totals", "GET /expenses/tags", "GET /expenses/vendors", "GET /expenses/{id:guid}", "GET /expenses/{id:guid}/revisions", "GET /expenses/{id:guid}/activity"], [Role.Owner, Role.Admin, Role.Analyst, Role.Member]),
        (["POST /expenses", "PATCH /expenses/{id:guid}", "DELETE /expenses/{id:guid}", "POST /expenses/{id:guid}/restore", "POST /expenses/{id:guid}/submit", "POST /expenses/{id:guid}/withdraw"],
            [Role.Owner, Role.Admin, Role.Member]),
        (["POST /expenses/{id:guid}/approve", "POST /expenses/{id:guid}/reject", "POST /expenses/{id:guid}/reimburse"], [Role.Owner, Role.Admin]),
    ];

    [Fact]
    public void Every_route_names_a_permission_and_none_is_open()
    {
        Routes().ConvertAll(route => route.Name).ShouldBe(Table.SelectMany(line => line.Routes), ignoreOrder: true);
        Routes().ShouldAllBe(route => Permissions.All.Contains(route.Endpoint.Metadata.GetMetadata<PermissionMetadata>()!.Permission));
        Routes().ShouldAllBe(route => route.Endpoint.Metadata.GetMetadata<PublicMetadata>() == null && route.Endpoint.Metadata.GetMetadata<SignedInMetadata>() == null);
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Member)]
    public async Task Each_route_answers_each_role_as_the_table_says(Role role)
    {
        var client = fixture.NewTenant().Person(role).Client;
        foreach (var (routes, may) in Table)
        {
            foreach (var name in routes)
            {
                using var answer = await SendAsync(client, name, Guid.CreateVersion7());
                (answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(!may.Contains(role), $"{role} {name} answered {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task Nobody_passes_without_a_token()
    {
        foreach (var (name, _) in Routes())
        {
            using var answer = await SendAsync(fixture.Anonymous(), name, Guid.CreateVersion7());
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, name);
        }
    }

    [Fact]
    public async Task For_every_route_with_an_id_another_tenant_gets_404_and_changes_nothing()
    {
        var (mine, other) = (fixture.NewTenant(), fixture.NewTenant());
        await other.Owner.ReadAsync("/categories");
        var rows = new Dictionary<string, Guid>
        {
            ["/projects/"] = (await mine.Owner.PostAsync("/projects", new { name = "Office" }).ReadAsync(HttpStatusCode.Created)).Id(),
            ["/accounts/"] = (await mine.Owner.PostAsync("/accounts", new { name = "Bank", type = "checking" }).ReadAsync(HttpStatusCode.Created)).Id(),
            ["/categories/"] = (await mine.Owner.PostAsync("/categories", new { name = "Fuel" }).ReadAsync(HttpStatusCode.Created)).Id(),
            ["/expenses/"] = (await mine.Owner.RecordAsync()).Id(),
        };
        var before = await StateAsync(mine, rows);

        var withId = Routes().Where(route => route.Name.Contains('{', StringComparison.Ordinal)).ToList();
        withId.Count.ShouldBe(27);
        foreach (var (name, _) in withId)
        {
            using var refused = await SendAsync(other.Owner, name, rows.Single(row => name.Contains(row.Key, StringComparison.Ordinal)).Value);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
            JsonNode.Parse(await refused.Content.ReadAsStringAsync())!.Text("code").ShouldBe("not_found");
        }

        (await StateAsync(mine, rows)).ShouldBe(before);
    }

    [Fact]
    public async Task Another_tenants_ids_are_unknown_in_bodies_too()
    {
        var (mine, other) = (fixture.NewTenant(), fixture.NewTenant());
        var project = (await mine.Owner.ReadAsync("/projects")).Items()[0]!.Id();
        var account = (await mine.Owner.ReadAsync("/accounts")).Items()[0]!.Id();
        var category = (await mine.Owner.ReadAsync("/categories")).Items()[0]!.Id();
        var own = (await other.Owner.ReadAsync("/accounts")).Items()[0]!.Id();

        await other.Owner.PostAsync("/transfers", new { from_account_id = own, to_account_id = account, amount = "1" }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await other.Owner.PostAsync("/projects", new { name = "x", allowed_account_ids = new[] { account } }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await other.Owner.PostAsync("/categories", new { name = "x", project_id = project }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        await other.Owner.PostAsync("/categories", new { name = "x", parent_id = category }).ProblemAsync(HttpStatusCode.UnprocessableEntity);
        foreach (var body in new object[] { new { project_id = project }, new { account_id = account }, new { category_id = category } })
            (await other.Owner.TryRecordAsync(body)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<string> StateAsync(TestTenant tenant, Dictionary<string, Guid> rows)
    {
        var states = new List<string>();
        foreach (var (noun, id) in rows) states.Add((await tenant.Owner.ReadAsync(noun + id)).ToJsonString());
        return string.Join('\n', states);
    }

    private List<(string Name, RouteEndpoint Endpoint)> Routes() => [.. fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(Api, StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => ($"{method} {endpoint.RoutePattern.RawText![Api.Length..].TrimEnd('/')}", endpoint)))];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(name[..space]), Api + name[(space + 1)..].Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        if (name[..space] is "PATCH" or "PUT" || (name[..space] is "POST" && !TakesNoBody(name)))
            request.Content = name.EndsWith("/reject", StringComparison.Ordinal) ? JsonContent.Create(new { reason = "No receipt" }) : JsonContent.Create(new { });
        return client.SendAsync(request);
    }

    private static bool TakesNoBody(string name) => name.Split('/')[^1] is "restore" or "submit" or "withdraw" or "approve" or "reimburse";
}
