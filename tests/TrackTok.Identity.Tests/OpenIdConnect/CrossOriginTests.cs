using System.Net;
using TrackTok.Identity.Tests.Apps;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Which pages may speak to the endpoints of apps from a browser: those of public apps, at the origins of their redirect addresses, and nobody with credentials.</summary>
public sealed class CrossOriginTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Page = "https://phone.example.com";

    [Theory]
    [InlineData("/connect/token", "POST")]
    [InlineData("/connect/revoke", "POST")]
    [InlineData("/connect/userinfo", "GET")]
    public async Task A_public_apps_page_may(string path, string method)
    {
        await AppUnderTest.RegisterAsync(identity, confidential: false);
        // A no stands for a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        using var asked = await SendAsync(HttpMethod.Options, path, Page, method);
        (asked.StatusCode, Of(asked, "Access-Control-Allow-Origin"), Of(asked, "Access-Control-Allow-Headers"), Of(asked, "Vary")).ShouldBe((HttpStatusCode.NoContent, Page, "Authorization, Content-Type", "Origin"));
        Of(asked, "Access-Control-Allow-Methods")!.ShouldContain(method);
        Of(asked, "Access-Control-Allow-Credentials").ShouldBeNull();

        // Refused, but the page can read why.
        using var sent = await SendAsync(new HttpMethod(method), path, Page);
        ((int)sent.StatusCode / 100, Of(sent, "Access-Control-Allow-Origin"), Of(sent, "Access-Control-Allow-Credentials")).ShouldBe((4, Page, null));
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("http://phone.example.com")]
    [InlineData("https://phone.example.com:8443")]
    [InlineData("https://phone.example.com.evil.example.com")]
    [InlineData("https://phone.example.com/")]
    [InlineData("https://PHONE.example.com")]
    [InlineData("https://server.example.com")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task No_other_page_may_and_a_confidential_apps_neither(string origin)
    {
        await AppUnderTest.RegisterAsync(identity, confidential: false);
        await AppUnderTest.RegisterAsync(identity);
        foreach (var path in new[] { "/connect/token", "/connect/revoke", "/connect/userinfo" })
        {
            using var asked = await SendAsync(HttpMethod.Options, path, origin, "POST");
            Of(asked, "Access-Control-Allow-Origin").ShouldBeNull(path);
            Of(asked, "Access-Control-Allow-Methods").ShouldBeNull(path);
            using var sent = await SendAsync(HttpMethod.Post, path, origin);
            Of(sent, "Access-Control-Allow-Origin").ShouldBeNull(path);
        }
    }

    [Fact]
    public async Task Discovery_and_keys_are_for_every_page_and_where_people_are_sent_for_none()
    {
        foreach (var path in new[] { "/.well-known/openid-configuration", "/.well-known/jwks" })
        {
            using var read = await SendAsync(HttpMethod.Get, path, "https://anybody.example.com");
            (read.StatusCode, Of(read, "Access-Control-Allow-Origin"), Of(read, "Access-Control-Allow-Credentials")).ShouldBe((HttpStatusCode.OK, "*", null), path);
        }
        foreach (var path in new[] { "/connect/authorize", "/connect/logout", "/connect/introspect", "/api/v1/auth/login" })
        {
            using var read = await SendAsync(HttpMethod.Post, path, Page);
            Of(read, "Access-Control-Allow-Origin").ShouldBeNull(path);
        }
    }

    [Fact]
    public async Task An_app_is_welcome_when_it_is_registered_and_no_longer_when_it_was_revoked()
    {
        await using var timed = new TimedIdentityFixture();
        await timed.InitializeAsync();
        var owner = await timed.SignInAsync("owner");
        const string origin = "http://localhost:4321";
        async Task<string?> AllowedAsync()
        {
            using var asked = await new CrossOriginTests(timed).SendAsync(HttpMethod.Options, "/connect/token", origin, "POST");
            return Of(asked, "Access-Control-Allow-Origin");
        }

        (await AllowedAsync()).ShouldBeNull();
        var made = await AppTests.MakeAsync(timed, owner, AppTests.Public() with { RedirectUris = [origin + "/callback", "com.example.phone:/callback"] });
        timed.Time.Advance(TimeSpan.FromSeconds(2));
        (await AllowedAsync()).ShouldBe(origin);

        using var client = timed.With(owner.AccessToken);
        (await client.DeleteAsync("/api/v1/apps/" + Text(made, "id"))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        timed.Time.Advance(TimeSpan.FromSeconds(31));
        (await AllowedAsync()).ShouldBeNull();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string origin, string? asksFor = null)
    {
        using var client = identity.Anonymous();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        if (asksFor is not null) request.Headers.Add("Access-Control-Request-Method", asksFor);
        if (method == HttpMethod.Post) request.Content = new FormUrlEncodedContent([]);
        return await client.SendAsync(request);
    }

    private static string? Of(HttpResponseMessage answer, string header) => answer.Headers.TryGetValues(header, out var values) ? string.Join(", ", values) : null;
}
