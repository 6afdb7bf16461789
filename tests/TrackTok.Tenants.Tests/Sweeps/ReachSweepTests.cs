using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Tenants.Tests.Sweeps;

/// <summary>Every route with an id × role × whose it is: oneself (of memberships), another's of the company, or another company's.</summary>
public sealed class ReachSweepTests(TenantsFixture service)
{
    /// <summary>
    /// Owner, admin, analyst, member, each for their own and for another's: <c>+</c> passes, <c>-</c> is refused (403), <c>0</c> is not there (404). A domain and an invitation are the
    /// company's, whoever made them.
    /// </summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["GET /api/v1/members/{user_id:guid}"] = "++ ++ -- --",
        ["PATCH /api/v1/members/{user_id:guid}"] = "++ ++ -- --",
        ["DELETE /api/v1/members/{user_id:guid}"] = "++ ++ +- +-",
        ["POST /api/v1/invitations/{id:guid}/resend"] = "++ ++ -- --",
        ["DELETE /api/v1/invitations/{id:guid}"] = "++ ++ -- --",
        ["POST /api/v1/tenant/domains/{id:guid}/verify"] = "++ -- -- --",
        ["DELETE /api/v1/tenant/domains/{id:guid}"] = "++ -- -- --",
    };

    [Fact]
    public void The_table_holds_every_route_with_an_id_that_is_not_for_operators() => service.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && endpoint.RoutePattern.Parameters.Count > 0 && endpoint.Metadata.GetMetadata<OperatorMetadata>() is null)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
        .ShouldBe(Table.Keys, ignoreOrder: true);

    [Theory]
    [InlineData(Role.Owner, 0)]
    [InlineData(Role.Admin, 1)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 3)]
    public async Task Each_route_answers_each_role_by_whose_it_is(Role role, int column)
    {
        foreach (var (name, line) in Table)
        {
            var (company, elsewhere) = (await service.NewCompanyAsync("professional"), await service.NewCompanyAsync("professional"));
            var me = await company.AddAsync(role);
            using var client = company.As(me, role);
            var expected = line.Split(' ')[column];
            // Others first: leaving comes last.
            (await SendAsync(client, name, await MakeAsync(company, name, null))).ShouldBe(expected[1], $"{role}, another's, {name}");
            (await SendAsync(client, name, await MakeAsync(elsewhere, name, null))).ShouldBe(expected[1] == '-' ? Elsewhere(name) : '0', $"{role}, another company's, {name}");
            (await SendAsync(client, name, await MakeAsync(company, name, me))).ShouldBe(expected[0], $"{role}, own, {name}");
        }
    }

    /// <summary>Who may leave, and nothing more, learns of nobody else whether they are there.</summary>
    private static char Elsewhere(string name) => name == "DELETE /api/v1/members/{user_id:guid}" ? '0' : '-';

    private static async Task<Guid> MakeAsync(Company company, string route, Guid? me)
    {
        if (route.Contains("/members/", StringComparison.Ordinal)) return me ?? await company.AddAsync(Role.Member);
        var word = Guid.CreateVersion7().ToString("N")[^12..];
        var (path, body) = route.Contains("/domains/", StringComparison.Ordinal)
            ? ("/api/v1/tenant/domains", (object)new { domain = $"d{word}.example.com" })
            : ("/api/v1/invitations", new { email = $"{word}@example.com", role = "member" });
        using var made = await company.Owner.PostAsJsonAsync(path, body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created, await made.Content.ReadAsStringAsync());
        return (await made.JsonAsync()).GetProperty("id").GetGuid();
    }

    private static async Task<char> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            new HttpMethod(name[..space]), name[(space + 1)..].Replace("{user_id:guid}", id.ToString(), StringComparison.Ordinal).Replace("{id:guid}", id.ToString(), StringComparison.Ordinal));
        if (name[..space] is "PATCH") request.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(request);
        return answer.StatusCode switch { HttpStatusCode.Forbidden => '-', HttpStatusCode.NotFound => '0', _ => (int)answer.StatusCode < 500 ? '+' : '!' };
    }
}
