using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;
using static TrackTok.Identity.Tests.Sessions.RefreshSessionTests;

namespace TrackTok.Identity.Tests.OpenId;

public sealed class OpenIdServerTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    /// <summary>It would be made and written to the disk of each machine, in clear, for cookies that there are none of.</summary>
    [Fact]
    public void No_ring_of_keys_for_cookies_is_loaded() => identity.Services.GetServices<IHostedService>().ShouldNotContain(service => service.GetType().Namespace == "Microsoft.AspNetCore.DataProtection.Internal");

    [Fact]
    public async Task Discovery_names_the_public_addresses_whoever_asks_from_wherever()
    {
        foreach (var host in new[] { "http://localhost:5000", "http://identity", "http://127.0.0.1:41234" })
        {
            using var client = identity.Anonymous();
            var document = await Json(await client.GetAsync(host + "/.well-known/openid-configuration"), HttpStatusCode.OK);
            Text(document, "issuer").ShouldBe("http://localhost:5000/");
            Text(document, "token_endpoint").ShouldBe("http://localhost:5000/connect/token");
            Text(document, "jwks_uri").ShouldBe("http://localhost:5000/.well-known/jwks");
            Text(document, "revocation_endpoint").ShouldBe("http://localhost:5000/connect/revoke");
            Text(document, "introspection_endpoint").ShouldBe("http://localhost:5000/connect/introspect");
            Text(document, "userinfo_endpoint").ShouldBe("http://localhost:5000/connect/userinfo");
            document.GetProperty("grant_types_supported").EnumerateArray().Select(type => type.GetString()).ShouldBe(["authorization_code", "password", "refresh_token", "client_credentials"], ignoreOrder: true);
            Text(document, "authorization_endpoint").ShouldBe("http://localhost:5000/connect/authorize");
        }
    }

    [Fact]
    public async Task Publishes_public_halves_of_keys_only()
    {
        using var client = identity.Anonymous();
        var keys = (await Json(await client.GetAsync("/.well-known/jwks"), HttpStatusCode.OK)).GetProperty("keys").EnumerateArray().ToList();
        var person = await identity.SignInAsync();
        keys.Select(key => Text(key, "kid")).ShouldContain(new JsonWebToken(person.AccessToken).Kid);
        foreach (var key in keys)
        {
            (Text(key, "kty"), Text(key, "alg"), Text(key, "use")).ShouldBe(("RSA", "RS256", "sig"));
            foreach (var secret in new[] { "d", "p", "q", "dp", "dq", "qi", "k" }) key.TryGetProperty(secret, out _).ShouldBeFalse(secret);
        }
    }

    [Theory]
    [InlineData("expenses")]
    [InlineData("gateway")]
    [InlineData("identity")]
    public async Task Gives_a_service_its_token(string service)
    {
        var body = await TokenAsync(HttpStatusCode.OK, ("grant_type", "client_credentials"), ("client_id", service), ("client_secret", ClientSecret), ("scope", "internal"));
        var token = new JsonWebToken(Text(body, "access_token"));
        (token.Subject, token.Typ, token.Alg, token.GetClaim("scope").Value, token.Issuer).ShouldBe((service, "at+jwt", "RS256", "internal", "http://localhost:5000/"));
        token.Audiences.ShouldBe(["tracktok"]);
        token.Claims.Select(claim => claim.Type).ShouldNotContain(type => type.StartsWith("oi_", StringComparison.Ordinal));
        token.TryGetClaim(TokenClaims.IssuedAtMilliseconds, out _).ShouldBeTrue();
        body.GetProperty("expires_in").GetInt32().ShouldBeInRange(3590, 3600);
        body.TryGetProperty("refresh_token", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_services_token_opens_what_is_internal_and_a_persons_does_not()
    {
        var token = Text(await TokenAsync(HttpStatusCode.OK, ("grant_type", "client_credentials"), ("client_id", "tenants"), ("client_secret", ClientSecret), ("scope", "internal")), "access_token");
        var person = await identity.SignInAsync();
        using var channel = identity.Channel();
        var client = new Contracts.Identity.IdentityClient(channel);
        var request = new Contracts.FindPersonByEmailRequest { Email = person.Person.Email.ToUpperInvariant() };
        (await client.FindPersonByEmailAsync(request, new Grpc.Core.Metadata { { "Authorization", "Bearer " + token } })).Id.ShouldBe(person.Person.Id.ToString());
        foreach (var other in new[] { person.AccessToken, "nonsense" })
            await Should.ThrowAsync<Grpc.Core.RpcException>(async () => await client.FindPersonByEmailAsync(request, new Grpc.Core.Metadata { { "Authorization", "Bearer " + other } }));
    }

    [Fact]
    public async Task Refuses_a_service_with_a_wrong_secret_and_scopes_that_a_client_may_not_have()
    {
        Text(await TokenAsync(HttpStatusCode.Unauthorized, ("grant_type", "client_credentials"), ("client_id", "expenses"), ("client_secret", "wrong"), ("scope", "internal")), "error").ShouldBe("invalid_client");
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "client_credentials"), ("client_id", "tracktok"), ("scope", "internal")), "error").ShouldBeOneOf("invalid_request", "unauthorized_client");
        var (person, _) = await identity.AddMemberAsync();
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "password"), ("client_id", "tracktok"), ("username", person.Email), ("password", Password), ("scope", "internal")), "error").ShouldBe("invalid_scope");
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "password"), ("client_id", "expenses"), ("client_secret", ClientSecret), ("username", person.Email), ("password", Password)), "error").ShouldBe("unauthorized_client");
    }

    [Fact]
    public async Task Signs_in_by_password_and_shares_the_session_with_the_JSON_routes()
    {
        var (person, tenantId) = await identity.AddMemberAsync("analyst");
        var body = await TokenAsync(HttpStatusCode.OK, ("grant_type", "password"), ("client_id", "tracktok"), ("username", person.Email), ("password", Password));
        var token = new JsonWebToken(Text(body, "access_token"));
        (token.Subject, token.GetClaim(TokenClaims.TenantId).Value, token.GetClaim(TokenClaims.Role).Value, token.GetClaim(TokenClaims.Scope).Value)
            .ShouldBe((person.Id.ToString(), tenantId.ToString(), "analyst", "api"));
        (await identity.TryAsync(Text(body, "access_token"))).ShouldBe(HttpStatusCode.OK);
        var next = await identity.RefreshAsync(Text(body, "refresh_token"), HttpStatusCode.OK);
        var third = await TokenAsync(HttpStatusCode.OK, ("grant_type", "refresh_token"), ("client_id", "tracktok"), ("refresh_token", Text(next, "refresh_token")));
        Sid(Text(third, "access_token")).ShouldBe(Sid(Text(body, "access_token")));
        Text(third, "refresh_token").ShouldNotBe(Text(next, "refresh_token"));
        await identity.RefreshAsync(Text(third, "refresh_token"), HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_refresh_token_used_twice_here_ends_the_session_everywhere()
    {
        var person = await identity.SignInAsync();
        var next = await TokenAsync(HttpStatusCode.OK, ("grant_type", "refresh_token"), ("client_id", "tracktok"), ("refresh_token", person.RefreshToken));
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "refresh_token"), ("client_id", "tracktok"), ("refresh_token", person.RefreshToken)), "error").ShouldBe("invalid_grant");
        await identity.RefreshAsync(Text(next, "refresh_token"), HttpStatusCode.Unauthorized);
        (await identity.TryAsync(Text(next, "access_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("session.refresh_token_reused");
    }

    [Fact]
    public async Task Refuses_wrong_passwords_and_made_up_refresh_tokens()
    {
        var (person, _) = await identity.AddMemberAsync();
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "password"), ("client_id", "tracktok"), ("username", person.Email), ("password", "Wrong-pass-123")), "error").ShouldBe("invalid_grant");
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "refresh_token"), ("client_id", "tracktok"), ("refresh_token", "made-up")), "error").ShouldBe("invalid_grant");
        Text(await TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "authorization_code"), ("client_id", "tracktok"), ("code", "x"), ("code_verifier", new string('v', 43))), "error").ShouldBe("invalid_grant");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Revoking_either_token_ends_the_session(bool refreshToken)
    {
        var person = await identity.SignInAsync();
        await SendAsync("revoke", HttpStatusCode.OK, null, ("client_id", "tracktok"), ("token", refreshToken ? person.RefreshToken : person.AccessToken));
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
        await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Introspection_tells_services_of_living_tokens_and_nobody_else()
    {
        var person = await identity.SignInAsync("admin");
        (string, string)[] As(string token) => [("client_id", "gateway"), ("client_secret", ClientSecret), ("token", token)];
        var living = await SendAsync("introspect", HttpStatusCode.OK, null, As(person.AccessToken));
        (living.GetProperty("active").GetBoolean(), Text(living, "sub"), Text(living, "tenant_id"), Text(living, "role")).ShouldBe((true, person.Person.Id.ToString(), person.TenantId.ToString(), "admin"));
        (await SendAsync("introspect", HttpStatusCode.OK, null, As(person.RefreshToken))).GetProperty("active").GetBoolean().ShouldBeTrue();
        Text(await SendAsync("introspect", HttpStatusCode.BadRequest, null, ("client_id", "tracktok"), ("token", person.AccessToken)), "error").ShouldBe("unauthorized_client");
        await identity.PostAsync("logout", new { }, person.AccessToken);
        foreach (var dead in new[] { person.AccessToken, person.RefreshToken, "made-up" })
            (await SendAsync("introspect", HttpStatusCode.OK, null, As(dead))).GetProperty("active").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Userinfo_tells_the_holder_of_a_living_token_who_they_are()
    {
        var person = await identity.SignInAsync();
        var body = await SendAsync("userinfo", HttpStatusCode.OK, person.AccessToken);
        (Text(body, "sub"), Text(body, "email"), Text(body, "given_name"), Text(body, "family_name")).ShouldBe((person.Person.Id.ToString(), person.Person.Email, "Jane", "Doe"));
        await identity.PostAsync("logout", new { }, person.AccessToken);
        await SendAsync("userinfo", HttpStatusCode.Unauthorized, person.AccessToken);
    }

    private Task<JsonElement> TokenAsync(HttpStatusCode expected, params (string Name, string Value)[] form) => SendAsync("token", expected, null, form);

    private async Task<JsonElement> SendAsync(string endpoint, HttpStatusCode expected, string? bearer, params (string Name, string Value)[] form)
    {
        using var client = identity.Anonymous();
        if (bearer is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var answer = await client.PostAsync("/connect/" + endpoint, content);
        // Nobody needs to know which server this is.
        (answer.Headers.ToString() + await answer.Content.ReadAsStringAsync()).ShouldNotContain("openiddict", Case.Insensitive);
        return await Json(answer, expected);
    }
}
