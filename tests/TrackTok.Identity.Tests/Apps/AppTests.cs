using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Identity.Apps;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Apps;

public sealed class AppTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_confidential_app_gets_a_secret_that_is_told_once_and_kept_as_a_hash()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var secret = Text(made, "client_secret");
        secret.ShouldStartWith("tts_");
        Text(made, "client_id").ShouldBe(Text(made, "id"));

        using var client = identity.With(owner.AccessToken);
        (await client.GetStringAsync($"/api/v1/apps/{Text(made, "id")}")).ShouldNotContain("tts_");
        (await client.GetStringAsync("/api/v1/apps")).ShouldContain(Text(made, "id"));
        foreach (var table in new[] { "apps", "oauth_clients", "audit_entries" })
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%{secret[4..]}%'")).ShouldBe(0, table);
        (await identity.AuditedAsync(owner.TenantId)).ShouldContain("app.created");
    }

    [Fact]
    public async Task A_public_app_has_no_secret_and_gets_none()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Public());
        made.TryGetProperty("client_secret", out var secret).ShouldBeTrue();
        secret.ValueKind.ShouldBe(JsonValueKind.Null);
        using var client = identity.With(owner.AccessToken);
        Code(await Json(await client.PostAsync($"/api/v1/apps/{Text(made, "id")}/secret", null), HttpStatusCode.Conflict)).ShouldBe("app_has_no_secret");
    }

    [Theory]
    [InlineData("https://app.example.com/callback#part")]
    [InlineData("https://*.example.com/callback")]
    [InlineData("http://app.example.com/callback")]
    [InlineData("http://localhost.example.com/callback")]
    [InlineData("https://user:pass@app.example.com/callback")]
    [InlineData("https://app.example.com/a/../callback")]
    [InlineData("https://APP.example.com/callback")]
    [InlineData("https://app.example.com\\@evil.example.com/callback")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("myapp:/callback")]
    [InlineData("/callback")]
    [InlineData("https://app.example.com/call back")]
    [InlineData("ftp://app.example.com/callback")]
    public async Task Refuses_an_address_that_could_lead_astray(string uri)
    {
        var owner = await identity.SignInAsync("owner");
        await RefusedAsync(owner, Public() with { RedirectUris = [uri] }, "redirect_uris");
        await RefusedAsync(owner, Public() with { PostLogoutRedirectUris = [uri] }, "post_logout_redirect_uris");
    }

    [Theory]
    [InlineData("https://app.example.com/callback")]
    [InlineData("https://app.example.com:8443/callback?from=tracktok")]
    [InlineData("http://localhost:3000/callback")]
    [InlineData("http://127.0.0.1:3000/callback")]
    [InlineData("http://acme.localhost:5000/sign-in/external")]
    [InlineData("com.example.app:/callback")]
    public void Takes_https_the_device_itself_and_an_apps_own_scheme(string uri) => RedirectUri.Unfit(uri, AppKinds.Public).ShouldBeNull();

    [Fact]
    public async Task Refuses_what_does_not_go_together()
    {
        var owner = await identity.SignInAsync("owner");
        await RefusedAsync(owner, Public() with { Grants = ["client_credentials"] }, "grants");
        await RefusedAsync(owner, Public() with { Grants = ["password"] }, "grants");
        await RefusedAsync(owner, Public() with { Grants = ["refresh_token"] }, "grants");
        await RefusedAsync(owner, Public() with { RedirectUris = [] }, "redirect_uris");
        await RefusedAsync(owner, Public() with { Kind = "secretive" }, "kind");
        await RefusedAsync(owner, Confidential() with { RedirectUris = ["com.example.app:/callback"] }, "redirect_uris");
        foreach (var scope in new[] { "api", "internal", "platform", "api_keys.manage", "apps.manage", "nothing.such", "offline_access" }) await RefusedAsync(owner, Public() with { Scopes = [scope] }, "scopes");
    }

    [Fact]
    public async Task Nobody_gives_an_app_more_than_their_own_role_has_and_only_owners_and_admins_give_anything()
    {
        foreach (var (role, status) in new[] { ("owner", HttpStatusCode.Created), ("admin", HttpStatusCode.Created), ("analyst", HttpStatusCode.Forbidden), ("member", HttpStatusCode.Forbidden) })
        {
            using var client = identity.With((await identity.SignInAsync(role)).AccessToken);
            (await client.PostAsJsonAsync("/api/v1/apps", Body(Public()))).StatusCode.ShouldBe(status, role);
        }
    }

    [Fact]
    public async Task Asks_for_a_fresh_proof_to_make_an_app_or_a_secret_and_lets_no_key_do_it()
    {
        var owner = await identity.SignInAsync("owner");
        await identity.Database.ExecuteAsync($"UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = '{owner.Person.Id}'");
        using var stale = identity.With(Text(await identity.RefreshAsync(owner.RefreshToken, HttpStatusCode.OK), "access_token"));
        Code(await Json(await stale.PostAsJsonAsync("/api/v1/apps", Body(Public())), HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        Code(await Json(await stale.PostAsync($"/api/v1/apps/{Guid.CreateVersion7()}/secret", null), HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
    }

    [Fact]
    public async Task Another_companys_app_is_not_there()
    {
        var (owner, other) = (await identity.SignInAsync("owner"), await identity.SignInAsync("owner"));
        var id = Text(await MakeAsync(owner, Confidential()), "id");
        using var client = identity.With(other.AccessToken);
        foreach (var answer in new[]
                 {
                     await client.GetAsync($"/api/v1/apps/{id}"), await client.PatchAsJsonAsync($"/api/v1/apps/{id}", new { name = "Mine" }),
                     await client.DeleteAsync($"/api/v1/apps/{id}"), await client.PostAsync($"/api/v1/apps/{id}/secret", null),
                 })
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, answer.RequestMessage!.Method.Method);
        (await client.GetStringAsync("/api/v1/apps")).ShouldNotContain(id);
    }

    [Fact]
    public async Task Many_changes_of_an_app_at_once_follow_each_other_and_all_revoke_it()
    {
        var owner = await identity.SignInAsync("owner");
        var id = Text(await MakeAsync(owner, Confidential()), "id");
        using var client = identity.With(owner.AccessToken);

        var changed = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => client.PatchAsJsonAsync($"/api/v1/apps/{id}", new { name = $"Name {n}" }))));
        changed.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);

        var revoked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => client.DeleteAsync($"/api/v1/apps/{id}"))));
        revoked.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await identity.AuditedAsync(owner.TenantId)).Count(action => action == "app.revoked").ShouldBe(1);
    }

    [Fact]
    public async Task A_new_secret_voids_the_old_one_and_a_repetition_tells_the_same_again()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var id = Text(made, "id");
        using var client = identity.With(owner.AccessToken);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "new-secret");
        var renewed = await Json(await client.PostAsync($"/api/v1/apps/{id}/secret", null), HttpStatusCode.OK);
        var repeated = await Json(await client.PostAsync($"/api/v1/apps/{id}/secret", null), HttpStatusCode.OK);
        Text(repeated, "client_secret").ShouldBe(Text(renewed, "client_secret"));

        Text(await TokenAsync(HttpStatusCode.Unauthorized, id, Text(made, "client_secret")), "error").ShouldBe("invalid_client");
        await TokenAsync(HttpStatusCode.OK, id, Text(renewed, "client_secret"));
        (await identity.AuditedAsync(owner.TenantId)).ShouldContain("app.secret_renewed");
    }

    [Fact]
    public async Task An_app_works_for_itself_with_its_scopes_in_its_company()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var (id, secret) = (Text(made, "id"), Text(made, "client_secret"));
        var body = await TokenAsync(HttpStatusCode.OK, id, secret);
        var token = new JsonWebToken(Text(body, "access_token"));
        (token.Subject, token.Typ, token.GetClaim(TokenClaims.TenantId).Value, token.GetClaim(TokenClaims.Scope).Value, token.GetClaim("client_id").Value)
            .ShouldBe((id, "at+jwt", owner.TenantId.ToString(), "things.read things.write", id));
        token.Audiences.ShouldBe(["tracktok"]);
        Text(body, "scope").ShouldBe("things.read things.write");
        (body.TryGetProperty("refresh_token", out _), body.TryGetProperty("id_token", out _)).ShouldBe((false, false));

        var confined = await TokenAsync(HttpStatusCode.OK, id, secret, ("scope", "things.read"));
        Text(confined, "scope").ShouldBe("things.read");
        foreach (var scope in new[] { "things.read other.read", "openid", "api", "internal", "apps.manage" }) Text(await TokenAsync(HttpStatusCode.BadRequest, id, secret, ("scope", scope)), "error").ShouldBe("invalid_scope", scope);

        using var app = identity.With(Text(body, "access_token"));
        Code(await Json(await app.GetAsync("/api/v1/apps"), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        Code(await Json(await app.GetAsync("/api/v1/api-keys"), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        Code(await Json(await app.PostAsJsonAsync("/api/v1/auth/step-up", new { password = Password }), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        (await identity.AuditedAsync(owner.TenantId)).ShouldContain("app.signed_in");
    }

    [Fact]
    public async Task A_revoked_app_gets_nothing_and_its_tokens_are_dead_at_once()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var (id, secret) = (Text(made, "id"), Text(made, "client_secret"));
        var token = Text(await TokenAsync(HttpStatusCode.OK, id, secret), "access_token");
        (await identity.LivesAsync(token)).ShouldBeTrue();

        using var client = identity.With(owner.AccessToken);
        (await client.DeleteAsync($"/api/v1/apps/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await identity.LivesAsync(token)).ShouldBeFalse();
        Text(await TokenAsync(HttpStatusCode.Unauthorized, id, secret), "error").ShouldBe("invalid_client");
        (await client.GetAsync($"/api/v1/apps/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.DeleteAsync($"/api/v1/apps/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await StandsAsync(owner.TenantId, id)).ShouldBeFalse();
        (await identity.AuditedAsync(owner.TenantId)).ShouldContain("app.revoked");
    }

    [Fact]
    public async Task Taking_a_scope_away_ends_the_tokens_that_have_it()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var (id, secret) = (Text(made, "id"), Text(made, "client_secret"));
        var token = Text(await TokenAsync(HttpStatusCode.OK, id, secret), "access_token");
        using var client = identity.With(owner.AccessToken);
        var changed = await Json(await client.PatchAsJsonAsync($"/api/v1/apps/{id}", new { scopes = new[] { "things.read" }, name = "Reader" }), HttpStatusCode.OK);
        (Text(changed, "name"), changed.GetProperty("scopes").GetArrayLength()).ShouldBe(("Reader", 1));

        (await identity.LivesAsync(token)).ShouldBeFalse();
        Text(await TokenAsync(HttpStatusCode.OK, id, secret), "scope").ShouldBe("things.read");
        Text(await TokenAsync(HttpStatusCode.BadRequest, id, secret, ("scope", "things.write")), "error").ShouldBe("invalid_scope");
    }

    [Fact]
    public async Task A_suspended_companys_app_gets_nothing_and_an_erased_companys_is_unknown()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await MakeAsync(owner, Confidential());
        var (id, secret) = (Text(made, "id"), Text(made, "client_secret"));
        identity.Tenants.SetStatus(owner.TenantId, "suspended");
        Text(await TokenAsync(HttpStatusCode.BadRequest, id, secret), "error").ShouldBe("invalid_grant");
        await identity.ConsumeAsync(new Tenants.Contracts.TenantErased(owner.TenantId, TimeProvider.System.GetUtcNow(), 9), Guid.CreateVersion7());
        Text(await TokenAsync(HttpStatusCode.Unauthorized, id, secret), "error").ShouldBe("invalid_client");
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM oauth_clients WHERE client_id = '{id}'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_company_has_so_many_apps_and_no_more_however_many_ask_at_once()
    {
        var owner = await identity.SignInAsync("owner");
        var answers = await Task.WhenAll(Enumerable.Range(0, App.Most + 6).Select(async _ =>
        {
            using var client = identity.With(owner.AccessToken);
            using var answer = await client.PostAsJsonAsync("/api/v1/apps", Body(Public()));
            return answer.StatusCode;
        }));
        answers.Count(status => status == HttpStatusCode.Created).ShouldBe(App.Most);
        answers.Count(status => status == HttpStatusCode.Conflict).ShouldBe(6);
    }

    internal sealed record Wanted(string Name, string Kind, string[] RedirectUris, string[] Scopes, string[] Grants)
    {
        internal string[] PostLogoutRedirectUris { get; init; } = [];
    }

    internal static Wanted Public() => new("Phone", "public", ["https://phone.example.com/callback"], ["openid", "things.read"], ["authorization_code", "refresh_token"]);

    internal static Wanted Confidential() => new("Server", "confidential", ["https://server.example.com/callback"], ["openid", "email", "profile", "things.read", "things.write"], ["authorization_code", "refresh_token", "client_credentials"]);

    internal static object Body(Wanted wanted) => new { name = wanted.Name, kind = wanted.Kind, redirect_uris = wanted.RedirectUris, post_logout_redirect_uris = wanted.PostLogoutRedirectUris, scopes = wanted.Scopes, grants = wanted.Grants };

    private Task<JsonElement> MakeAsync(SignedInPerson person, Wanted wanted) => MakeAsync(identity, person, wanted);

    internal static async Task<JsonElement> MakeAsync(IdentityFixture identity, SignedInPerson person, Wanted wanted)
    {
        using var client = identity.With(person.AccessToken);
        return await Json(await client.PostAsJsonAsync("/api/v1/apps", Body(wanted)), HttpStatusCode.Created);
    }

    private async Task RefusedAsync(SignedInPerson person, Wanted wanted, string member)
    {
        using var client = identity.With(person.AccessToken);
        var problem = await Json(await client.PostAsJsonAsync("/api/v1/apps", Body(wanted)), HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue(problem.GetRawText());
    }

    private async Task<JsonElement> TokenAsync(HttpStatusCode expected, string id, string secret, params (string Name, string Value)[] more)
    {
        using var client = identity.Anonymous();
        using var form = new FormUrlEncodedContent(more.Append(("grant_type", "client_credentials")).Append(("client_id", id)).Append(("client_secret", secret)).Select(pair => KeyValuePair.Create(pair.Item1, pair.Item2)));
        using var answer = await client.PostAsync("/connect/token", form);
        return await Json(answer, expected);
    }

    private async Task<bool> StandsAsync(Guid tenantId, string id)
    {
        using var channel = identity.Channel();
        var request = new Contracts.CheckSessionRequest { SessionId = id, TenantId = tenantId.ToString(), TokenIssuedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() };
        return (await new Contracts.Identity.IdentityClient(channel).CheckSessionAsync(request, IdentityFixture.ServiceMetadata)).Stands;
    }
}
