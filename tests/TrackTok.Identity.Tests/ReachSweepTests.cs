using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Consents;
using TrackTok.Identity.Data;
using TrackTok.Identity.Passkeys;
using TrackTok.Identity.Providers;
using TrackTok.Identity.Tests.Apps;
using TrackTok.Identity.Tests.Sessions;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests;

/// <summary>Every route with an id × role × whose it is: one's own, another's of the company, or of somebody of another company.</summary>
public sealed class ReachSweepTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string OnlyOwn = "+0 +0 +0 +0";
    private const string Managers = "++ ++ -- --";
    private const string Owners = "++ -- -- --";

    /// <summary>
    /// Owner, admin, analyst, member, each for their own and for another's: <c>+</c> passes, <c>-</c> is refused (403), <c>0</c> is not there (404). Sessions, passkeys and consents are a
    /// person's, and no role reaches another's; an app is the company's, whoever registered it.
    /// </summary>
    private static readonly Dictionary<string, string> Table = new()
    {
        ["DELETE /api/v1/auth/sessions/{id}"] = OnlyOwn,
        ["PATCH /api/v1/auth/passkeys/{id:guid}"] = OnlyOwn,
        ["DELETE /api/v1/auth/passkeys/{id:guid}"] = OnlyOwn,
        ["DELETE /api/v1/auth/consents/{id}"] = OnlyOwn,
        ["DELETE /api/v1/api-keys/{id:guid}"] = "++ ++ +0 +0",
        ["GET /api/v1/apps/{id:guid}"] = Managers,
        ["PATCH /api/v1/apps/{id:guid}"] = Managers,
        ["POST /api/v1/apps/{id:guid}/secret"] = Managers,
        ["DELETE /api/v1/apps/{id:guid}"] = Managers,
        ["GET /api/v1/identity-providers/{id:guid}"] = Owners,
        ["PATCH /api/v1/identity-providers/{id:guid}"] = Owners,
        ["POST /api/v1/identity-providers/{id:guid}/check"] = Owners,
        ["DELETE /api/v1/identity-providers/{id:guid}"] = Owners,
    };

    /// <summary>A handle is no id: whoever's browser was sent with it brings it, and a stranger who has it is tested where it is made.</summary>
    private static readonly string[] ByHandle = ["GET /api/v1/auth/authorizations/{handle}", "POST /api/v1/auth/authorizations/{handle}"];

    [Fact]
    public void The_table_holds_every_route_with_an_id() => identity.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal) && endpoint.RoutePattern.Parameters.Count > 0)
        .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}"))
        .ShouldBe([.. Table.Keys, .. ByHandle], ignoreOrder: true);

    [Theory]
    [InlineData(Role.Owner, 0)]
    [InlineData(Role.Admin, 1)]
    [InlineData(Role.Analyst, 2)]
    [InlineData(Role.Member, 3)]
    public async Task Each_route_answers_each_role_by_whose_it_is(Role role, int column)
    {
        var me = await identity.SignInAsync(role.Text());
        var (colleague, stranger) = (await ColleagueAsync(me.TenantId), await identity.SignInAsync("owner"));
        using var client = identity.With(me.AccessToken);
        foreach (var (name, line) in Table)
        {
            var expected = line.Split(' ')[column];
            (await SendAsync(client, name, await MakeAsync(me, name))).ShouldBe(expected[0], $"{role}, own, {name}");
            (await SendAsync(client, name, await MakeAsync(colleague, name))).ShouldBe(expected[1], $"{role}, another's, {name}");
            (await SendAsync(client, name, await MakeAsync(stranger, name))).ShouldBe(expected[1] == '-' ? '-' : '0', $"{role}, another company's, {name}");
        }
    }

    [Theory]
    [InlineData(Role.Owner, true)]
    [InlineData(Role.Admin, true)]
    [InlineData(Role.Analyst, false)]
    [InlineData(Role.Member, false)]
    public async Task Lists_are_of_what_one_may_see(Role role, bool others)
    {
        var me = await identity.SignInAsync(role.Text());
        var (colleague, stranger) = (await ColleagueAsync(me.TenantId), await identity.SignInAsync("owner"));
        using var client = identity.With(me.AccessToken);
        foreach (var (path, route, seesOthers) in new[] { ("api-keys", "DELETE /api/v1/api-keys/{id:guid}", others), ("auth/sessions", "DELETE /api/v1/auth/sessions/{id}", false), ("auth/passkeys", "DELETE /api/v1/auth/passkeys/{id:guid}", false) })
        {
            var (mine, theirs, strangers) = (await MakeAsync(me, route), await MakeAsync(colleague, route), await MakeAsync(stranger, route));
            var text = await client.GetStringAsync("/api/v1/" + path);
            (text.Contains(mine.ToString(), StringComparison.Ordinal), text.Contains(theirs.ToString(), StringComparison.Ordinal), text.Contains(strangers.ToString(), StringComparison.Ordinal))
                .ShouldBe((true, seesOthers, false), path);
        }
    }

    private async Task<SignedInPerson> ColleagueAsync(Guid tenant)
    {
        var person = await identity.AddPersonAsync();
        identity.Tenants.AddMember(tenant, person.Id);
        return await identity.SignInAsync(person, tenant);
    }

    private async Task<Guid> MakeAsync(SignedInPerson by, string route) => route.Split('/')[^(route.EndsWith("/secret", StringComparison.Ordinal) || route.EndsWith("/check", StringComparison.Ordinal) ? 3 : 2)] switch
    {
        "sessions" => await OpenAsync(by),
        "passkeys" => await KeepAsync(by, db =>
        {
            var id = Guid.CreateVersion7();
            var passkey = Passkey.Add(by.Person.Id, new UserPasskeyInfo(id.ToByteArray(), [1], TimeProvider.System.GetUtcNow(), 0, null, true, false, false, [], []), "acme.localhost", "Laptop", TimeProvider.System.GetUtcNow());
            db.Add(passkey);
            return passkey.Id;
        }),
        "consents" => await AllowAsync(by, await RegisterAsync(by.TenantId)),
        "api-keys" => await MakeKeyAsync(by),
        "identity-providers" => await KeepAsync(by, db =>
        {
            var provider = IdentityProvider.Add("http://127.0.0.1:9", new ProviderTerms("Login", "client", Role.Member, [], true), TimeProvider.System.GetUtcNow());
            db.Add(provider).Property(IdentityProvider.Secret).CurrentValue = (byte[])[1];
            return provider.Id;
        }),
        _ => await RegisterAsync(by.TenantId),
    };

    /// <summary>Another session of the same person: passkeys may stand before the password by now.</summary>
    private async Task<Guid> OpenAsync(SignedInPerson by)
    {
        var elsewhere = await Json(await identity.PostAsync("switch-tenant", new { tenant_id = by.TenantId }, by.AccessToken), HttpStatusCode.OK);
        return Guid.Parse(RefreshSessionTests.Sid(Text(elsewhere, "access_token")));
    }

    private async Task<Guid> MakeKeyAsync(SignedInPerson by)
    {
        using var client = identity.With(by.AccessToken);
        return Guid.Parse(Text(await Json(await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly", scopes = new[] { "things.read" } }), HttpStatusCode.Created), "id"));
    }

    private Task<Guid> AllowAsync(SignedInPerson by, Guid app) => KeepAsync(by, db =>
    {
        var consent = Consent.Give(by.Person.Id, app, ["openid"], TimeProvider.System.GetUtcNow());
        db.Add(consent);
        return consent.Id;
    });

    private async Task<Guid> RegisterAsync(Guid tenant)
    {
        var owner = await identity.AddPersonAsync();
        identity.Tenants.AddMember(tenant, owner.Id, "owner");
        return Guid.Parse(Text(await AppTests.MakeAsync(identity, await identity.SignInAsync(owner, tenant), AppTests.Confidential()), "id"));
    }

    private Task<Guid> KeepAsync(SignedInPerson by, Func<IdentityDbContext, Guid> add) => identity.InTenantAsync(by.TenantId, async services =>
    {
        var db = services.GetRequiredService<IdentityDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        var id = add(db);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return id;
    });

    private static async Task<char> SendAsync(HttpClient client, string name, Guid id)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        using var request = new HttpRequestMessage(
            new HttpMethod(name[..space]), name[(space + 1)..].Replace("{id:guid}", id.ToString(), StringComparison.Ordinal).Replace("{id}", id.ToString(), StringComparison.Ordinal));
        if (name[..space] is "PATCH") request.Content = JsonContent.Create(new { name = "Another" });
        using var answer = await client.SendAsync(request);
        return answer.StatusCode switch { HttpStatusCode.Forbidden => '-', HttpStatusCode.NotFound => '0', _ => (int)answer.StatusCode < 500 ? '+' : '!' };
    }
}
