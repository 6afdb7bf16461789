using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>An app asks that its person sign out here (RP-Initiated Logout 1.0): only a person does so, and only registered addresses are led to.</summary>
public sealed class EndSessionTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Registered = "https://app.example.com/left?from=tracktok";

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    public async Task Leads_to_the_companys_page_and_from_there_back_with_the_state(bool hint, bool clientId, bool byForm)
    {
        var app = await AppUnderTest.RegisterLeavingAsync(identity, Registered);
        var tokens = await app.SignInAsync(app.Owner);
        var request = new Dictionary<string, string?> { ["post_logout_redirect_uri"] = Registered, ["state"] = "a b&c" };
        if (hint) request["id_token_hint"] = Text(tokens, "id_token");
        if (clientId) request["client_id"] = app.Id;

        var asked = await LookUpAsync(await PageAsync(app, request, byForm), HttpStatusCode.OK);

        (Text(asked, "app"), Text(asked.GetProperty("company"), "name"), Text(asked, "location")).ShouldBe(("Server", "Acme", Registered + "&state=a%20b%26c"));
        // To look is not to sign out.
        (await identity.LivesAsync(app.Owner.AccessToken)).ShouldBeTrue();
        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeTrue();
    }

    [Fact]
    public async Task Signing_out_ends_what_apps_may_do_while_one_is_here_and_not_what_they_may_do_meanwhile()
    {
        var app = await AppUnderTest.RegisterLeavingAsync(identity, Registered);
        var meanwhile = await app.SignInAsync(app.Owner);
        var here = await app.SignInAsync(app.Owner, request => request["scope"] = "openid things.read");

        (await identity.PostAsync("logout", new { }, app.Owner.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await identity.LivesAsync(Text(here, "access_token"))).ShouldBeFalse();
        (await identity.LivesAsync(Text(meanwhile, "access_token"))).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://app.example.com/left")]
    [InlineData("https://app.example.com/left?from=tracktok&more=1")]
    [InlineData("https://app.example.com/Left?from=tracktok")]
    [InlineData("https://APP.example.com/left?from=tracktok")]
    [InlineData("https://app.example.com:443/left?from=tracktok")]
    [InlineData("http://app.example.com/left?from=tracktok")]
    [InlineData("https://app.example.com.evil.example.com/left?from=tracktok")]
    [InlineData("https://app.example.com/left?from=tracktok#fragment")]
    [InlineData("https://server.example.com/callback")]
    [InlineData("https://another.example.com/left")]
    [InlineData("//app.example.com/left?from=tracktok")]
    [InlineData("javascript:alert(1)")]
    public async Task An_address_that_was_not_registered_for_this_letter_by_letter_is_never_led_to(string address)
    {
        await AppUnderTest.RegisterLeavingAsync(identity, "https://another.example.com/left");
        var app = await AppUnderTest.RegisterLeavingAsync(identity, Registered);

        await RefusedAsync(new() { ["client_id"] = app.Id, ["post_logout_redirect_uri"] = address });
    }

    [Fact]
    public async Task Says_nothing_of_whom_it_is_for_without_app_or_with_a_token_that_is_not_an_identity_token_of_the_app()
    {
        var (app, other) = (await AppUnderTest.RegisterLeavingAsync(identity, Registered), await AppUnderTest.RegisterLeavingAsync(identity, Registered));
        var tokens = await app.SignInAsync(app.Owner);
        var idToken = Text(tokens, "id_token");
        var none = Convert.ToBase64String("""{"alg":"none"}"""u8).TrimEnd('=') + "." + idToken.Split('.')[1] + ".";

        await RefusedAsync(new() { ["post_logout_redirect_uri"] = Registered });
        await RefusedAsync([]);
        await RefusedAsync(new() { ["client_id"] = "0190c0de-0000-7000-8000-000000000099" });
        await RefusedAsync(new() { ["client_id"] = "tracktok" });
        await RefusedAsync(new() { ["client_id"] = other.Id, ["id_token_hint"] = idToken });
        foreach (var forged in new[] { idToken[..^6] + "AAAAAA", none, Text(tokens, "access_token"), Text(tokens, "refresh_token"), "nonsense" })
            await RefusedAsync(new() { ["client_id"] = app.Id, ["id_token_hint"] = forged, ["post_logout_redirect_uri"] = Registered });
        await RefusedAsync(new() { ["client_id"] = app.Id, ["post_logout_redirect_uri"] = Registered, ["state"] = new string('s', 2001) });
    }

    [Fact]
    public async Task A_revoked_app_is_nobody()
    {
        var app = await AppUnderTest.RegisterLeavingAsync(identity, Registered);
        var idToken = Text(await app.SignInAsync(app.Owner), "id_token");
        using var client = identity.With(app.Owner.AccessToken);
        (await client.DeleteAsync($"/api/v1/apps/{app.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await RefusedAsync(new() { ["id_token_hint"] = idToken });
    }

    [Fact]
    public async Task What_was_asked_cannot_be_altered_and_ends_and_an_identity_token_says_whose_it_was_when_it_has_expired()
    {
        await using var timed = new TimedIdentityFixture();
        await timed.InitializeAsync();
        var there = new EndSessionTests(timed);
        var app = await AppUnderTest.RegisterLeavingAsync(timed, Registered);
        var idToken = Text(await app.SignInAsync(app.Owner), "id_token");
        var text = await there.PageAsync(app, new() { ["client_id"] = app.Id, ["post_logout_redirect_uri"] = Registered });
        foreach (var altered in new[] { text[..^2] + (text[^2..] == "AA" ? "BB" : "AA"), text[4..], "AAAA", "not base64!" }) await there.LookUpAsync(altered, HttpStatusCode.NotFound);
        await there.LookUpAsync(text, HttpStatusCode.OK);

        timed.Time.Advance(TimeSpan.FromMinutes(62));

        await there.LookUpAsync(text, HttpStatusCode.NotFound);
        var later = await there.LookUpAsync(await there.PageAsync(app, new() { ["id_token_hint"] = idToken }), HttpStatusCode.OK);
        later.GetProperty("location").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    /// <summary>The text in the address of the page that the browser is sent to.</summary>
    private async Task<string> PageAsync(AppUnderTest app, Dictionary<string, string?> request, bool byForm = false)
    {
        using var answer = await SendAsync(request, byForm);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        var page = answer.Headers.Location!;
        (page.Host, page.AbsolutePath, answer.Headers.CacheControl!.NoStore).ShouldBe(($"t{app.Owner.TenantId.ToString("N")[^12..]}.localhost", "/leave", true));
        return QueryHelpers.ParseQuery(page.Query)["request"].ToString();
    }

    private async Task RefusedAsync(Dictionary<string, string?> request)
    {
        using var answer = await SendAsync(request, byForm: false);
        answer.Headers.Location.ShouldBeNull();
        var problem = await Json(answer, HttpStatusCode.BadRequest);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (Code(problem), Text(problem, "error").Length).ShouldSatisfyAllConditions(it => it.Item1.ShouldBe("unreadable"), it => it.Item2.ShouldBeGreaterThan(0));
        problem.GetRawText().ShouldNotContain("openiddict", Case.Insensitive);
    }

    private async Task<HttpResponseMessage> SendAsync(Dictionary<string, string?> request, bool byForm)
    {
        using var client = identity.Anonymous();
        if (!byForm) return await client.GetAsync(QueryHelpers.AddQueryString("/connect/logout", request));
        using var form = new FormUrlEncodedContent(request!);
        return await client.PostAsync("/connect/logout", form);
    }

    private async Task<JsonElement> LookUpAsync(string text, HttpStatusCode expected) => await Json(await identity.PostAsync("sign-outs/look-up", new { request = text }), expected);
}
