using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Tests.Sweeps;

public sealed class RouteSweepTests(BudgetsFixture fixture)
{
    private static readonly Role[] Everyone = [Role.Owner, Role.Admin, Role.Analyst, Role.Member];
    private static readonly Role[] Managers = [Role.Owner, Role.Admin];

    /// <summary>The table of SPEC 4.2 for this service, written down once more so that a slip in the permissions shows.</summary>
    private static readonly Dictionary<string, Role[]> Table = new()
    {
        ["GET /api/v1/budgets"] = Everyone,
        ["POST /api/v1/budgets"] = Managers,
        ["GET /api/v1/budgets/{id:guid}"] = Everyone,
        ["PATCH /api/v1/budgets/{id:guid}"] = Managers,
        ["DELETE /api/v1/budgets/{id:guid}"] = Managers,
        ["GET /api/v1/budgets/{id:guid}/status"] = Everyone,
        ["GET /api/v1/budgets/{id:guid}/periods"] = Everyone,
        ["GET /api/v1/budgets/{id:guid}/expenses"] = Everyone,
        ["GET /api/v1/alerts"] = Everyone,
        ["GET /api/v1/alerts/stats"] = Everyone,
        ["POST /api/v1/alerts/mark-all-read"] = Everyone,
        ["GET /api/v1/alerts/{id:guid}"] = Everyone,
        ["PATCH /api/v1/alerts/{id:guid}"] = Everyone,
    };

    [Fact]
    public void Every_route_names_a_permission_and_none_is_open()
    {
        Routes().ConvertAll(route => route.Name).ShouldBe(Table.Keys, ignoreOrder: true);
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
        var tenant = fixture.NewTenant();
        var client = tenant.As(role);
        var id = Guid.CreateVersion7();
        foreach (var (name, _) in Routes())
        {
            using var answer = await SendAsync(client, name, id);
            (answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(!Table[name].Contains(role), $"{role} {name} answered {answer.StatusCode}");
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
    public async Task For_every_route_with_an_id_another_tenant_gets_404()
    {
        var (mine, other) = (fixture.NewTenant(), fixture.NewTenant());
        var budget = await mine.BudgetAsync(new { amount = "1.00" });
        await mine.TellAsync(mine.Expense("5.00"));
        var alert = (await mine.AlertsAsync()).First();
        var withId = Routes().Where(route => route.Name.Contains('{', StringComparison.Ordinal)).ToList();
        withId.Count.ShouldBe(8);
        foreach (var (name, _) in withId)
        {
            var id = Guid.Parse((name.Contains("/alerts/", StringComparison.Ordinal) ? alert : budget).Id());
            using var refused = await SendAsync(other.Owner, name, id);
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
            JsonElement.Parse(await refused.Content.ReadAsStringAsync()).Text("code").ShouldBe("not_found");
        }
        (await other.AlertsAsync()).ShouldBeEmpty();
        (await mine.GetAsync("/budgets/" + budget.Id())).GetProperty("version").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Every_route_stands_in_the_services_document_with_its_permission()
    {
        var paths = JsonElement.Parse(await fixture.Anonymous().GetStringAsync("/openapi/v1.json")).GetProperty("paths");
        foreach (var (name, endpoint) in Routes())
        {
            var (method, path) = (name[..name.IndexOf(' ', StringComparison.Ordinal)], name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..].Replace(":guid", "", StringComparison.Ordinal));
            var operation = paths.EnumerateObject().Single(known => known.Name.TrimEnd('/') == path).Value.GetProperty(method.ToLowerInvariant());
            operation.Text("x-permission").ShouldBe(endpoint.Metadata.GetMetadata<PermissionMetadata>()!.Permission.Name);
            operation.Text("summary").ShouldNotBeEmpty();
        }
    }

    private List<(string Name, RouteEndpoint Endpoint)> Routes() => [.. fixture.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => ($"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}", endpoint)))];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(name[..space]), name[(space + 1)..].Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        if (name[..space] is "PATCH" or "POST") request.Content = JsonContent.Create(new { });
        return client.SendAsync(request);
    }
}
