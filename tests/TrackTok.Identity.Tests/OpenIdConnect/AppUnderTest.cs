using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using TrackTok.Identity.Tests.Apps;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>An app as somebody else would write it, with the browser of a person in its hands: each step of the code flow by itself, so that a test can do one of them wrongly.</summary>
internal sealed class AppUnderTest
{
    internal const string Nonce = "n-0S6_WzA2Mj", State = "af0ifjsldkj";
    internal static readonly string[] Scopes = ["openid", "profile", "email", "offline_access", "things.read"];

    private readonly IdentityFixture _identity;

    private AppUnderTest(IdentityFixture identity, JsonElement made, SignedInPerson owner) =>
        (_identity, Id, Secret, RedirectUri, Owner) = (identity, Text(made, "id"), made.GetProperty("client_secret").GetString(), made.GetProperty("redirect_uris")[0].GetString()!, owner);

    internal string Id { get; }

    internal string? Secret { get; }

    internal string RedirectUri { get; }

    /// <summary>Who registered it; a member of its company.</summary>
    internal SignedInPerson Owner { get; }

    internal static async Task<AppUnderTest> RegisterAsync(IdentityFixture identity, bool confidential = true, params string[] redirectUris)
    {
        var owner = await identity.SignInAsync("owner");
        var wanted = confidential ? AppTests.Confidential() : AppTests.Public() with { Scopes = ["openid", "profile", "email", "things.read"] };
        return new AppUnderTest(identity, await AppTests.MakeAsync(identity, owner, redirectUris.Length == 0 ? wanted : wanted with { RedirectUris = redirectUris }), owner);
    }

    /// <summary>One that has its people sent to these addresses after they signed out.</summary>
    internal static async Task<AppUnderTest> RegisterLeavingAsync(IdentityFixture identity, params string[] postLogoutRedirectUris)
    {
        var owner = await identity.SignInAsync("owner");
        return new AppUnderTest(identity, await AppTests.MakeAsync(identity, owner, AppTests.Confidential() with { PostLogoutRedirectUris = postLogoutRedirectUris }), owner);
    }

    /// <summary>Another person of the app's company.</summary>
    internal async Task<SignedInPerson> ColleagueAsync(string role = "member")
    {
        var person = await _identity.AddPersonAsync();
        _identity.Tenants.AddMember(Owner.TenantId, person.Id, role);
        return await _identity.SignInAsync(person, Owner.TenantId);
    }

    /// <summary>The request of a flow in order.</summary>
    internal Dictionary<string, string?> Ask(string verifier) => new()
    {
        ["client_id"] = Id,
        ["response_type"] = "code",
        ["redirect_uri"] = RedirectUri,
        ["scope"] = string.Join(' ', Scopes),
        ["state"] = State,
        ["nonce"] = Nonce,
        ["code_challenge"] = Challenge(verifier),
        ["code_challenge_method"] = "S256",
    };

    internal static string NewVerifier() => Base64Url(RandomNumberGenerator.GetBytes(32));

    internal static string Challenge(string verifier) => Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>What the authorization endpoint answers a browser with.</summary>
    internal async Task<HttpResponseMessage> AuthorizeAsync(Dictionary<string, string?> request)
    {
        using var client = _identity.Anonymous();
        return await client.GetAsync(QueryHelpers.AddQueryString("/connect/authorize", request));
    }

    /// <summary>The handle of the question that the browser was sent to the consent page with.</summary>
    internal async Task<string> HandleAsync(Dictionary<string, string?> request)
    {
        using var answer = await AuthorizeAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var page = answer.Headers.Location!;
        (page.Host, page.AbsolutePath).ShouldBe(($"t{Owner.TenantId.ToString("N")[^12..]}.localhost", "/consent"));
        return QueryHelpers.ParseQuery(page.Query)["request"].ToString();
    }

    internal async Task<JsonElement> ShowAsync(string handle, string token, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = _identity.With(token);
        return await Json(await client.GetAsync("/api/v1/auth/authorizations/" + handle), expected);
    }

    internal async Task<JsonElement> DecideAsync(string handle, string token, string decision, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = _identity.With(token);
        return await Json(await client.PostAsJsonAsync("/api/v1/auth/authorizations/" + handle, new { decision }), expected);
    }

    /// <summary>Follows the decision back to the app: the query that arrives at its redirect address.</summary>
    internal async Task<Dictionary<string, string>> ReturnAsync(JsonElement decided)
    {
        using var client = _identity.Anonymous();
        using var answer = await client.GetAsync(new Uri(Text(decided, "location")).PathAndQuery);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var location = answer.Headers.Location!.AbsoluteUri;
        location.ShouldStartWith(RedirectUri + "?");
        location.ShouldNotContain('#');
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        return QueryHelpers.ParseQuery(new Uri(location).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }

    /// <summary>The whole way to a code, with a person who allows it.</summary>
    internal async Task<string> CodeAsync(string verifier, SignedInPerson person, Action<Dictionary<string, string?>>? change = null)
    {
        var request = Ask(verifier);
        change?.Invoke(request);
        var back = await ReturnAsync(await DecideAsync(await HandleAsync(request), person.AccessToken, "allow"));
        back["state"].ShouldBe(State);
        return back["code"];
    }

    /// <summary>The tokens at the end of a flow in order.</summary>
    internal async Task<JsonElement> SignInAsync(SignedInPerson person, Action<Dictionary<string, string?>>? change = null)
    {
        var verifier = NewVerifier();
        return await ExchangeAsync(await CodeAsync(verifier, person, change), verifier, HttpStatusCode.OK);
    }

    internal Task<JsonElement> ExchangeAsync(string code, string? verifier, HttpStatusCode expected, string? redirectUri = null) =>
        TokenAsync(expected, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri ?? RedirectUri), ("code_verifier", verifier));

    internal Task<JsonElement> RefreshAsync(string refreshToken, HttpStatusCode expected, string? scope = null) => TokenAsync(expected, ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("scope", scope));

    internal Task<JsonElement> TokenAsync(HttpStatusCode expected, params (string Name, string? Value)[] form) => SendAsync("token", expected, form);

    /// <summary>Sends a form with the app's own credentials.</summary>
    internal Task<JsonElement> SendAsync(string endpoint, HttpStatusCode expected, params (string Name, string? Value)[] form) => PostAsync(_identity, endpoint, expected, null, [("client_id", Id), ("client_secret", Secret), .. form]);

    internal static async Task<JsonElement> PostAsync(IdentityFixture identity, string endpoint, HttpStatusCode expected, string? authorization, params (string Name, string? Value)[] form)
    {
        using var client = identity.Anonymous();
        if (authorization is not null) client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        using var content = new FormUrlEncodedContent(form.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value!)));
        using var answer = await client.PostAsync("/connect/" + endpoint, content);
        return await Json(answer, expected);
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
