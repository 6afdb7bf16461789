using System.Net;
using System.Text.Json;
using TrackTok.Identity.Contracts;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Introspection and revocation: each app for its own tokens, our services for all, and nobody for more.</summary>
public sealed class OwnTokensTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task An_app_introspects_its_own_tokens()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var tokens = await app.SignInAsync(app.Owner);
        var access = await app.SendAsync("introspect", HttpStatusCode.OK, ("token", Text(tokens, "access_token")));
        (access.GetProperty("active").GetBoolean(), Text(access, "sub"), Text(access, "client_id"), Text(access, "tenant_id"), Text(access, "role"))
            .ShouldBe((true, app.Owner.Person.Id.ToString(), app.Id, app.Owner.TenantId.ToString(), "owner"));
        Text(access, "scope").Split(' ').ShouldBe(AppUnderTest.Scopes, ignoreOrder: true);
        (access.TryGetProperty("exp", out _), access.TryGetProperty("iat", out _), Text(access, "iss")).ShouldBe((true, true, "http://localhost:5000/"));
        (await ActiveAsync(app, Text(tokens, "refresh_token"))).ShouldBeTrue();
        (await ActiveAsync(app, await ItselfAsync(app))).ShouldBeTrue();
    }

    [Fact]
    public async Task Of_any_other_token_an_app_hears_what_it_hears_of_none()
    {
        var (app, other) = (await AppUnderTest.RegisterAsync(identity), await AppUnderTest.RegisterAsync(identity));
        var others = await other.SignInAsync(other.Owner);
        var foreign = new[]
        {
            Text(others, "access_token"), Text(others, "refresh_token"), Text(others, "id_token"), await ItselfAsync(other), app.Owner.AccessToken, app.Owner.RefreshToken, await KeyTokenAsync(app), "made-up", "a.b.c",
        };
        foreach (var token in foreign)
        {
            var heard = await app.SendAsync("introspect", HttpStatusCode.OK, ("token", token));
            (heard.GetProperty("active").GetBoolean(), heard.EnumerateObject().Count()).ShouldBe((false, 1));
        }
    }

    [Fact]
    public async Task Our_services_hear_of_every_token_that_lives_keys_tokens_too()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var tokens = await app.SignInAsync(app.Owner);
        var (key, itself) = (await KeyTokenAsync(app), await ItselfAsync(app));
        foreach (var token in new[] { Text(tokens, "access_token"), Text(tokens, "refresh_token"), itself, app.Owner.AccessToken, key }) (await AsServiceAsync(token)).ShouldBeTrue();
        using var client = identity.With(app.Owner.AccessToken);
        await client.DeleteAsync($"/api/v1/apps/{app.Id}");
        foreach (var token in new[] { Text(tokens, "access_token"), Text(tokens, "refresh_token"), itself }) (await AsServiceAsync(token)).ShouldBeFalse();
        (await AsServiceAsync(key)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("refresh_token")]
    public async Task Revoking_either_token_ends_the_apps_session_and_no_other(string which)
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var (tokens, kept) = (await app.SignInAsync(app.Owner), await app.SignInAsync(app.Owner));
        await app.SendAsync("revoke", HttpStatusCode.OK, ("token", Text(tokens, which)));
        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeFalse();
        await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.BadRequest);
        (await identity.LivesAsync(Text(kept, "access_token"))).ShouldBeTrue();
        (await identity.LivesAsync(app.Owner.AccessToken)).ShouldBeTrue();
        // Once more, and of what is none: nobody learns anything from it.
        await app.SendAsync("revoke", HttpStatusCode.OK, ("token", Text(tokens, which)));
        await app.SendAsync("revoke", HttpStatusCode.OK, ("token", "made-up"));
    }

    [Fact]
    public async Task Nobody_revokes_the_tokens_of_others()
    {
        var (app, other) = (await AppUnderTest.RegisterAsync(identity), await AppUnderTest.RegisterAsync(identity));
        var (others, itself) = (await other.SignInAsync(other.Owner), await ItselfAsync(other));
        foreach (var token in new[] { Text(others, "access_token"), Text(others, "refresh_token"), itself, app.Owner.AccessToken, app.Owner.RefreshToken }) await app.SendAsync("revoke", HttpStatusCode.OK, ("token", token));
        await AppUnderTest.PostAsync(identity, "revoke", HttpStatusCode.OK, null, ("client_id", "tracktok"), ("token", Text(others, "access_token")));
        foreach (var token in new[] { Text(others, "access_token"), itself, app.Owner.AccessToken }) (await identity.LivesAsync(token)).ShouldBeTrue();
        await other.RefreshAsync(Text(others, "refresh_token"), HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_app_revokes_what_it_got_for_itself_and_may_get_it_anew()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var (token, persons) = (await ItselfAsync(app), Text(await app.SignInAsync(app.Owner), "access_token"));
        await app.SendAsync("revoke", HttpStatusCode.OK, ("token", token));
        (await identity.LivesAsync(token)).ShouldBeFalse();
        (await ActiveAsync(app, token)).ShouldBeFalse();
        (await identity.LivesAsync(persons)).ShouldBeTrue();
        await Task.Delay(5);
        (await identity.LivesAsync(await ItselfAsync(app))).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_credentials_nobody_hears_anything()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var token = Text(await app.SignInAsync(app.Owner), "access_token");
        foreach (var endpoint in new[] { "introspect", "revoke" })
            Text(await AppUnderTest.PostAsync(identity, endpoint, HttpStatusCode.Unauthorized, null, ("client_id", app.Id), ("client_secret", "wrong"), ("token", token)), "error").ShouldBe("invalid_client");
        (await identity.LivesAsync(token)).ShouldBeTrue();
    }

    private static async Task<string> ItselfAsync(AppUnderTest app) => Text(await app.TokenAsync(HttpStatusCode.OK, ("grant_type", "client_credentials")), "access_token");

    private static async Task<bool> ActiveAsync(AppUnderTest app, string token) => (await app.SendAsync("introspect", HttpStatusCode.OK, ("token", token))).GetProperty("active").GetBoolean();

    private async Task<bool> AsServiceAsync(string token) =>
        (await AppUnderTest.PostAsync(identity, "introspect", HttpStatusCode.OK, null, ("client_id", "gateway"), ("client_secret", ClientSecret), ("token", token))).GetProperty("active").GetBoolean();

    /// <summary>What the gateway gets for an API key of the owner's.</summary>
    private async Task<string> KeyTokenAsync(AppUnderTest app)
    {
        using var client = identity.With(app.Owner.AccessToken);
        var made = await Json(await System.Net.Http.Json.HttpClientJsonExtensions.PostAsJsonAsync(client, "/api/v1/api-keys", new { name = "Key", scopes = new[] { "things.read" } }), HttpStatusCode.Created);
        using var channel = identity.Channel();
        return (await new Contracts.Identity.IdentityClient(channel).ExchangeApiKeyAsync(new ExchangeApiKeyRequest { Key = Text(made, "key") }, IdentityFixture.ServiceMetadata)).AccessToken;
    }
}
