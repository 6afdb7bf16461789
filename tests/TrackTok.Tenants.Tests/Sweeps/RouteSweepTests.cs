using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Tenants.Tests.Sweeps;

public sealed class RouteSweepTests(TenantsFixture service)
{
    private static readonly string[] Public = ["GET /api/v1/plans"];
    private static readonly string[] SignedIn = ["GET /api/v1/tenant"];
    private static readonly string[] Operators =
    [
        "GET /api/v1/platform/tenants", "GET /api/v1/platform/tenants/{id:guid}", "PATCH /api/v1/platform/tenants/{id:guid}",
        "POST /api/v1/platform/tenants/{id:guid}/suspend", "POST /api/v1/platform/tenants/{id:guid}/reactivate",
    ];

    /// <summary>The table of SPEC 4.2 for this service, written down once more so that a slip in the permissions shows.</summary>
    private static readonly Dictionary<string, Role[]> Table = new()
    {
        ["PATCH /api/v1/tenant"] = [Role.Owner, Role.Admin],
        ["GET /api/v1/tenant/domains"] = [Role.Owner],
        ["POST /api/v1/tenant/domains"] = [Role.Owner],
        ["POST /api/v1/tenant/domains/{id:guid}/verify"] = [Role.Owner],
        ["DELETE /api/v1/tenant/domains/{id:guid}"] = [Role.Owner],
        ["PUT /api/v1/tenant/second-factor"] = [Role.Owner],
        ["POST /api/v1/tenant/close"] = [Role.Owner],
        ["POST /api/v1/tenant/reopen"] = [Role.Owner],
        ["GET /api/v1/usage"] = [Role.Owner, Role.Admin],
        ["GET /api/v1/members"] = [Role.Owner, Role.Admin],
        ["GET /api/v1/members/names"] = [Role.Owner, Role.Admin, Role.Analyst, Role.Member],
        ["GET /api/v1/members/{user_id:guid}"] = [Role.Owner, Role.Admin],
        ["PATCH /api/v1/members/{user_id:guid}"] = [Role.Owner, Role.Admin],
        // Of others; everyone may leave, see RemoveMemberTests.
        ["DELETE /api/v1/members/{user_id:guid}"] = [Role.Owner, Role.Admin],
        ["GET /api/v1/invitations"] = [Role.Owner, Role.Admin],
        ["POST /api/v1/invitations"] = [Role.Owner, Role.Admin],
        ["POST /api/v1/invitations/{id:guid}/resend"] = [Role.Owner, Role.Admin],
        ["DELETE /api/v1/invitations/{id:guid}"] = [Role.Owner, Role.Admin],
    };

    [Fact]
    public void Every_route_names_a_permission_or_is_on_a_short_list()
    {
        Routes().Where(route => route.Endpoint.Metadata.GetMetadata<PublicMetadata>() is not null).Select(route => route.Name).ShouldBe(Public);
        Routes().Where(route => route.Endpoint.Metadata.GetMetadata<SignedInMetadata>() is not null).Select(route => route.Name).ShouldBe(SignedIn);
        Routes().Where(route => route.Endpoint.Metadata.GetMetadata<PermissionMetadata>() is { } needed && Permissions.All.Contains(needed.Permission))
            .Select(route => route.Name).ShouldBe(Table.Keys, ignoreOrder: true);
        Routes().Where(route => route.Endpoint.Metadata.GetMetadata<OperatorMetadata>() is not null).Select(route => route.Name).ShouldBe(Operators, ignoreOrder: true);
        Routes().Count.ShouldBe(Public.Length + SignedIn.Length + Operators.Length + Table.Count);
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Analyst)]
    [InlineData(Role.Member)]
    public async Task Each_route_answers_each_role_as_the_table_says(Role role)
    {
        var company = await service.NewCompanyAsync("professional");
        using var client = company.As(await company.AddAsync(role), role);

        foreach (var (name, _) in Routes())
        {
            using var response = await SendAsync(client, name, company.OwnerId);
            var allowed = !Operators.Contains(name) && (!Table.TryGetValue(name, out var roles) || roles.Contains(role));
            (response.StatusCode != HttpStatusCode.Forbidden || await response.CodeAsync() != "permission_missing").ShouldBe(allowed, $"{role} {name} answered {response.StatusCode}");
        }
    }

    [Fact]
    public async Task Operators_pass_where_they_are_meant_and_into_no_company()
    {
        var company = await service.NewCompanyAsync();
        using var client = service.Operator();

        foreach (var (name, _) in Routes().Where(route => !Public.Contains(route.Name)))
        {
            using var response = await SendAsync(client, name, company.Id);
            (response.StatusCode == HttpStatusCode.Forbidden && await response.CodeAsync() == "permission_missing").ShouldBe(!Operators.Contains(name), $"{name} answered {response.StatusCode}");
        }
    }

    [Fact]
    public async Task Nobody_passes_without_a_token_but_on_public_routes()
    {
        foreach (var (name, _) in Routes())
        {
            using var response = await SendAsync(service.Anonymous(), name, Guid.CreateVersion7());
            (response.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(!Public.Contains(name), name);
        }
    }

    [Fact]
    public async Task For_every_route_with_an_id_another_tenant_gets_404()
    {
        var mine = await service.NewCompanyAsync();
        var other = await service.NewCompanyAsync();
        var withId = Routes().Where(route => route.Name.Contains('{', StringComparison.Ordinal) && !Operators.Contains(route.Name)).ToList();
        withId.Count.ShouldBe(7);

        foreach (var (name, _) in withId)
        {
            using var response = await SendAsync(other.Owner, name, mine.OwnerId);
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, name);
        }
    }

    private List<(string Name, RouteEndpoint Endpoint)> Routes() => [.. service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal))
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => ($"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}", endpoint)))];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string name, Guid id)
    {
        var (method, path) = (name[..name.IndexOf(' ', StringComparison.Ordinal)], name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{user_id:guid}", id.ToString(), StringComparison.Ordinal).Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        if (method is "PATCH" or "POST" or "PUT") request.Content = JsonContent.Create(new { });
        return client.SendAsync(request);
    }
}
