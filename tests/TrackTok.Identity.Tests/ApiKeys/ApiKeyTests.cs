using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Identity.Contracts;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ApiKeys;

public sealed class ApiKeyTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_key_is_told_once_and_exchanged_for_a_confined_token()
    {
        var person = await identity.SignInAsync("admin");
        var made = await MakeAsync(person);
        var key = Text(made, "key");
        key.ShouldStartWith("ttk_");

        var token = new JsonWebToken(await ExchangeAsync(key));
        (token.Subject, token.GetClaim(TokenClaims.TenantId).Value, token.GetClaim(TokenClaims.Role).Value, token.GetClaim(TokenClaims.Scope).Value)
            .ShouldBe((person.Person.Id.ToString(), person.TenantId.ToString(), "admin", "things.read"));
        (token.ValidTo - token.ValidFrom).ShouldBe(TimeSpan.FromMinutes(5));
        var listed = (await ListAsync(person)).ShouldHaveSingleItem();
        listed.GetRawText().ShouldNotContain(key);
        Text(listed, "ending").ShouldBe(key[^4..]);
        listed.GetProperty("last_used_at").ValueKind.ShouldBe(JsonValueKind.String);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM api_keys AS row WHERE row::text LIKE '%{key[4..]}%'")).ShouldBe(0);
        await identity.Mail.WaitAsync(person.Person.Email, "new API key");
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("api_key.created");
    }

    [Fact]
    public async Task A_new_keys_answer_says_where_it_is_and_is_kept_by_nobody()
    {
        var person = await identity.SignInAsync();
        using var client = identity.With(person.AccessToken);

        using var answer = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly import", scopes = (string[])["things.read"] });

        var made = await Json(answer, HttpStatusCode.Created);
        answer.Headers.Location!.ToString().ShouldBe("/api/v1/api-keys/" + Text(made, "id"));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_keys_token_reads_and_touches_neither_account_nor_keys()
    {
        var person = await identity.SignInAsync("owner");
        using var client = identity.With(await ExchangeAsync(Text(await MakeAsync(person), "key")));

        (await client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        Code(await Json(await client.PostAsJsonAsync("/api/v1/auth/change-password", new { current_password = Password, new_password = "Another-good-1" }), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        Code(await Json(await client.PostAsJsonAsync("/api/v1/auth/totp/setup", new { }), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        Code(await Json(await client.GetAsync("/api/v1/api-keys"), HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
    }

    [Fact]
    public async Task A_revoked_key_is_worth_nothing_at_once()
    {
        var person = await identity.SignInAsync();
        var made = await MakeAsync(person);
        var token = await ExchangeAsync(Text(made, "key"));
        using var client = identity.With(person.AccessToken);

        (await client.DeleteAsync($"/api/v1/api-keys/{Text(made, "id")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.Unauthorized);
        await ShouldBeRefusedAsync(Text(made, "key"), StatusCode.NotFound);
        (await ListAsync(person)).ShouldBeEmpty();
        (await identity.Database.ScalarAsync<string>($"SELECT changes ->> 'name' FROM audit_entries WHERE action = 'api_key.revoked' AND entity_id = '{Text(made, "id")}'"))
            .ShouldBe($"[\"{Text(made, "name")}\", \"{Text(made, "name")}\"]", "the trail names what is gone");
        (await CheckAsync(person.TenantId, Guid.Parse(Text(made, "id")))).ShouldBeFalse();
        (await client.DeleteAsync($"/api/v1/api-keys/{Text(made, "id")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task While_the_revocation_list_is_away_Identity_says_whether_a_key_stands()
    {
        var person = await identity.SignInAsync();
        var made = await MakeAsync(person);

        (await CheckAsync(person.TenantId, Guid.Parse(Text(made, "id")))).ShouldBeTrue();
        (await CheckAsync(identity.Tenants.AddTenant(), Guid.Parse(Text(made, "id")))).ShouldBeFalse();
    }

    [Fact]
    public async Task Altered_unknown_and_other_companies_keys_are_refused()
    {
        var person = await identity.SignInAsync();
        var key = Text(await MakeAsync(person), "key");

        await ShouldBeRefusedAsync(key[..^1] + (key[^1] == 'A' ? 'B' : 'A'), StatusCode.NotFound);
        await ShouldBeRefusedAsync("ttk_", StatusCode.NotFound);
        await ShouldBeRefusedAsync("ttk_nonsense", StatusCode.NotFound);
        await ShouldBeRefusedAsync("ttk_no sense at all!", StatusCode.NotFound);
        await ShouldBeRefusedAsync(key + key, StatusCode.NotFound);
    }

    [Fact]
    public async Task A_key_works_in_its_persons_present_role_and_not_after_they_are_out()
    {
        var person = await identity.SignInAsync("admin");
        var key = Text(await MakeAsync(person), "key");

        identity.Tenants.AddMember(person.TenantId, person.Person.Id, "member");
        new JsonWebToken(await ExchangeAsync(key)).GetClaim(TokenClaims.Role).Value.ShouldBe("member");
        identity.Tenants.AddMember(person.TenantId, person.Person.Id, "member", active: false);
        await ShouldBeRefusedAsync(key, StatusCode.PermissionDenied);
        identity.Tenants.RemoveMember(person.TenantId, person.Person.Id);
        await ShouldBeRefusedAsync(key, StatusCode.NotFound);
    }

    [Fact]
    public async Task Owners_and_admins_see_and_revoke_others_keys_and_members_only_their_own()
    {
        var member = await identity.SignInAsync();
        var (admin, other) = (await identity.AddPersonAsync(), await identity.AddPersonAsync());
        identity.Tenants.AddMember(member.TenantId, admin.Id, "admin");
        identity.Tenants.AddMember(member.TenantId, other.Id, "analyst");
        var id = Text(await MakeAsync(member), "id");
        var (asAdmin, asOther, elsewhere) = (await identity.SignInAsync(admin, member.TenantId), await identity.SignInAsync(other, member.TenantId), await identity.SignInAsync("owner"));

        (await ListAsync(asAdmin)).Count.ShouldBe(1);
        foreach (var stranger in (SignedInPerson[])[asOther, elsewhere])
        {
            (await ListAsync(stranger)).ShouldBeEmpty();
            using var client = identity.With(stranger.AccessToken);
            (await client.DeleteAsync($"/api/v1/api-keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        using var revoking = identity.With(asAdmin.AccessToken);
        (await revoking.DeleteAsync($"/api/v1/api-keys/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_repetition_under_one_key_tells_the_same_and_makes_no_other()
    {
        var person = await identity.SignInAsync("admin");
        using var client = identity.With(person.AccessToken);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "nightly");
        var first = await Json(await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly", scopes = (string[])["things.read"] }), HttpStatusCode.Created);
        using var repeated = await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly", scopes = (string[])["things.read"] });

        repeated.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        Text(await Json(repeated, HttpStatusCode.Created), "key").ShouldBe(Text(first, "key"));
        (await ListAsync(person)).Count.ShouldBe(1);
        Code(await Json(await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Other", scopes = (string[])["things.read"] }), HttpStatusCode.UnprocessableEntity)).ShouldBe("idempotency_key_reused");
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM idempotency_records AS row WHERE position('{Text(first, "key")[4..]}'::bytea IN row.body) > 0")).ShouldBe(0);
    }

    [Fact]
    public async Task Many_revocations_of_a_key_at_once_all_succeed()
    {
        var person = await identity.SignInAsync("admin");
        var id = Text(await MakeAsync(person), "id");
        using var client = identity.With(person.AccessToken);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => client.DeleteAsync($"/api/v1/api-keys/{id}"))));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent);
        (await identity.AuditedAsync(person.TenantId)).Count(action => action == "api_key.revoked").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"name":"K","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"K","scopes":["things.steal"]}""", "scopes")]
    [InlineData("""{"name":"K","scopes":["api"]}""", "scopes")]
    [InlineData("""{"name":"K","scopes":["api_keys.manage"]}""", "scopes")]
    [InlineData("""{"name":"K","scopes":["things.write"]}""", "scopes")]
    [InlineData("""{"scopes":["things.read"]}""", "name")]
    [InlineData("""{"name":"K","scopes":["things.read"],"expires_at":"2020-01-01T00:00:00Z"}""", "expires_at")]
    public async Task Refuses_an_unfit_body(string body, string member)
    {
        var person = await identity.SignInAsync();
        using var client = identity.With(person.AccessToken);
        using var answer = await client.PostAsync("/api/v1/api-keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        (await Json(answer, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(member);
    }

    [Fact]
    public async Task An_expired_key_is_refused_and_its_token_does_not_outlive_it()
    {
        var person = await identity.SignInAsync();
        using var client = identity.With(person.AccessToken);
        var made = await Json(await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "K", scopes = (string[])["things.read"], expires_at = TimeProvider.System.GetUtcNow().AddSeconds(30) }), HttpStatusCode.Created);
        (new JsonWebToken(await ExchangeAsync(Text(made, "key"))).ValidTo - TimeProvider.System.GetUtcNow().UtcDateTime).TotalSeconds.ShouldBeLessThan(31);

        await identity.Database.ExecuteAsync($"UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = '{Text(made, "id")}'");

        await ShouldBeRefusedAsync(Text(made, "key"), StatusCode.NotFound);
    }

    private async Task<JsonElement> MakeAsync(SignedInPerson person)
    {
        using var client = identity.With(person.AccessToken);
        return await Json(await client.PostAsJsonAsync("/api/v1/api-keys", new { name = "Nightly import", scopes = (string[])["things.read"] }), HttpStatusCode.Created);
    }

    private async Task<List<JsonElement>> ListAsync(SignedInPerson person)
    {
        using var client = identity.With(person.AccessToken);
        return [.. (await Json(await client.GetAsync("/api/v1/api-keys"), HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];
    }

    private async Task<string> ExchangeAsync(string key) =>
        (await Rpc.ExchangeApiKeyAsync(new ExchangeApiKeyRequest { Key = key, Address = "203.0.113.7" }, IdentityFixture.ServiceMetadata)).AccessToken;

    private async Task ShouldBeRefusedAsync(string key, StatusCode status) => (await Should.ThrowAsync<RpcException>(() => ExchangeAsync(key))).StatusCode.ShouldBe(status);

    private async Task<bool> CheckAsync(Guid tenantId, Guid keyId) =>
        (await Rpc.CheckSessionAsync(new CheckSessionRequest { SessionId = keyId.ToString(), TenantId = tenantId.ToString() }, IdentityFixture.ServiceMetadata)).Stands;

    private Contracts.Identity.IdentityClient Rpc => new(identity.Channel());
}
