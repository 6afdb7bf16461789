using System.Net;
using System.Text.Json;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Discovery promises what there is and nothing else.</summary>
public sealed class DiscoveryTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Tells_the_truth()
    {
        using var client = identity.Anonymous();
        var document = await Json(await client.GetAsync("/.well-known/openid-configuration"), HttpStatusCode.OK);
        Words(document, "response_types_supported").ShouldBe(["code"]);
        Words(document, "response_modes_supported").ShouldBe(["query"]);
        Words(document, "grant_types_supported").ShouldBe(["authorization_code", "client_credentials", "password", "refresh_token"]);
        Words(document, "code_challenge_methods_supported").ShouldBe(["S256"]);
        Words(document, "id_token_signing_alg_values_supported").ShouldBe(["RS256"]);
        Words(document, "subject_types_supported").ShouldBe(["public"]);
        Words(document, "prompt_values_supported").ShouldBe(["consent", "login", "none"]);
        Words(document, "token_endpoint_auth_methods_supported").ShouldBe(["client_secret_basic", "client_secret_post", "none"]);
        Words(document, "introspection_endpoint_auth_methods_supported").ShouldBe(["client_secret_basic", "client_secret_post"]);
        Words(document, "revocation_endpoint_auth_methods_supported").ShouldBe(["client_secret_basic", "client_secret_post", "none"]);
        Words(document, "claims_supported").ShouldBe(["aud", "auth_time", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name", "sub"]);
        Words(document, "scopes_supported").ShouldBe(["email", "offline_access", "openid", "profile", "things.read", "things.write"]);
        foreach (var unsupported in new[] { "request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported" }) document.GetProperty(unsupported).GetBoolean().ShouldBeFalse(unsupported);
        Text(document, "end_session_endpoint").ShouldBe("http://localhost:5000/connect/logout");
        foreach (var endpoint in new[] { "authorization_endpoint", "token_endpoint", "revocation_endpoint", "introspection_endpoint", "userinfo_endpoint", "jwks_uri" }) Text(document, endpoint).ShouldStartWith("http://localhost:5000/", Case.Sensitive, endpoint);
        document.GetProperty("authorization_response_iss_parameter_supported").GetBoolean().ShouldBeTrue();
        foreach (var absent in new[] { "device_authorization_endpoint", "pushed_authorization_request_endpoint", "registration_endpoint" }) document.TryGetProperty(absent, out _).ShouldBeFalse(absent);
        document.GetRawText().ShouldNotContain("openiddict", Case.Insensitive);
    }

    private static List<string> Words(JsonElement document, string member) => [.. document.GetProperty(member).EnumerateArray().Select(word => word.GetString()!).Order(StringComparer.Ordinal)];
}
