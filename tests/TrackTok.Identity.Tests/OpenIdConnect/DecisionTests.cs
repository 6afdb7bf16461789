using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Who decides what about an app, and what is remembered.</summary>
public sealed class DecisionTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Who_says_no_sends_the_app_away()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        var back = await app.ReturnAsync(await app.DecideAsync(handle, app.Owner.AccessToken, "deny"));
        (back["error"], back["state"], back["iss"], back.ContainsKey("code")).ShouldBe(("access_denied", AppUnderTest.State, "http://localhost:5000/", false));
        await app.DecideAsync(handle, app.Owner.AccessToken, "allow", HttpStatusCode.NotFound);
        (await ConsentsAsync(app.Owner)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_companys_person_is_told_of_nothing_and_decides_nothing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var stranger = await identity.SignInAsync("owner");
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        await app.ShowAsync(handle, stranger.AccessToken, HttpStatusCode.NotFound);
        await app.DecideAsync(handle, stranger.AccessToken, "allow", HttpStatusCode.NotFound);
        await app.DecideAsync(handle, app.Owner.AccessToken, "allow");
    }

    [Fact]
    public async Task Neither_an_app_nor_a_key_decides_for_a_person()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var token = Text(await app.SignInAsync(app.Owner), "access_token");
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        Code(await app.ShowAsync(handle, token, HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        Code(await app.DecideAsync(handle, token, "allow", HttpStatusCode.Forbidden)).ShouldBe("not_for_keys");
        using var client = identity.With(token);
        (await client.GetAsync("/api/v1/auth/consents")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostAsJsonAsync("/api/v1/auth/switch-tenant", new { tenant_id = app.Owner.TenantId })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_deactivated_person_lets_nobody_in_and_a_code_of_before_is_worth_nothing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync();
        var verifier = AppUnderTest.NewVerifier();
        var (code, handle) = (await app.CodeAsync(verifier, person), await app.HandleAsync(app.Ask(verifier)));
        identity.Tenants.AddMember(person.TenantId, person.Person.Id, "member", active: false);
        Code(await app.DecideAsync(handle, person.AccessToken, "allow", HttpStatusCode.Forbidden)).ShouldBe("account_inactive");
        Text(await app.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task A_deactivation_a_change_of_role_a_new_password_and_a_suspension_reach_the_app()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync("member");
        var tokens = await app.SignInAsync(person);
        identity.Tenants.AddMember(person.TenantId, person.Person.Id, "admin");
        var promoted = await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.OK);
        new JsonWebToken(Text(promoted, "access_token")).GetClaim("role").Value.ShouldBe("admin");

        identity.Tenants.SetStatus(person.TenantId, "suspended");
        Text(await app.RefreshAsync(Text(promoted, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        identity.Tenants.SetStatus(person.TenantId, "active");

        await identity.PostAsync("change-password", new { current_password = Password, new_password = "Another-good-one-1" }, person.AccessToken);
        (await identity.LivesAsync(Text(promoted, "access_token"))).ShouldBeFalse();
        Text(await app.RefreshAsync(Text(promoted, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task What_was_allowed_is_not_asked_again_unless_the_app_wants_more_or_wants_it_asked()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        await app.SignInAsync(app.Owner, request => request["scope"] = "openid things.read");
        (await StepAsync(app, request => request["scope"] = "openid")).ShouldBe("none");
        (await StepAsync(app, request => request["scope"] = "openid things.read")).ShouldBe("none");
        (await StepAsync(app, request => request["scope"] = "openid things.read things.write")).ShouldBe("decide");
        (await StepAsync(app, request => request["scope"] = "openid things.read offline_access")).ShouldBe("decide");
        (await StepAsync(app, request => (request["scope"], request["prompt"]) = ("openid", "consent"))).ShouldBe("decide");

        var request = app.Ask(AppUnderTest.NewVerifier());
        request["scope"] = "openid";
        (await app.ReturnAsync(await app.DecideAsync(await app.HandleAsync(request), app.Owner.AccessToken, "continue"))).ShouldContainKey("code");
        Code(await app.DecideAsync(await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier())), app.Owner.AccessToken, "continue", HttpStatusCode.Conflict)).ShouldBe("decision_needed");
    }

    [Fact]
    public async Task Consents_are_each_persons_own_and_withdrawing_one_ends_what_the_app_holds()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync();
        var tokens = await app.SignInAsync(person);
        var ownersTokens = await app.SignInAsync(app.Owner);
        var consent = (await ConsentsAsync(person)).ShouldHaveSingleItem();
        (Text(consent, "app"), Text(consent, "app_id")).ShouldBe(("Server", app.Id));

        using (var owner = identity.With(app.Owner.AccessToken)) (await owner.DeleteAsync($"/api/v1/auth/consents/{Text(consent, "id")}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var client = identity.With(person.AccessToken);
        (await client.DeleteAsync($"/api/v1/auth/consents/{Text(consent, "id")}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeFalse();
        await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.BadRequest);
        (await identity.LivesAsync(Text(ownersTokens, "access_token"))).ShouldBeTrue();
        (await identity.LivesAsync(person.AccessToken)).ShouldBeTrue();
        (await app.ShowAsync(await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier())), person.AccessToken)).GetProperty("step").GetString().ShouldBe("decide");
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("consent.withdrawn");
    }

    [Fact]
    public async Task Prompt_none_asks_nothing_and_says_what_is_missing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        (await QuietlyAsync(app, app.Owner))["error"].ShouldBe("consent_required");
        await app.SignInAsync(app.Owner);
        (await QuietlyAsync(app, app.Owner)).ShouldContainKey("code");
        (await QuietlyAsync(app, app.Owner, request => request["max_age"] = "0"))["error"].ShouldBe("login_required");

        // Nobody is signed in: the page finds out that nothing may be asked, and sends the browser back.
        var request = app.Ask(AppUnderTest.NewVerifier());
        request["prompt"] = "none";
        var handle = await app.HandleAsync(request);
        (await LookUpAsync(handle)).GetProperty("quiet").GetBoolean().ShouldBeTrue();
        (await app.ReturnAsync(await AbandonAsync(handle)))["error"].ShouldBe("login_required");
    }

    [Fact]
    public async Task Prompt_login_and_max_age_ask_for_a_fresh_proof_that_the_identity_token_tells()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        await app.SignInAsync(app.Owner);
        await identity.Database.ExecuteAsync($"UPDATE sessions SET proved_at = now() - interval '5 minutes' WHERE person_id = '{app.Owner.Person.Id}' AND app_id IS NULL");
        (await StepAsync(app, request => request["max_age"] = "600")).ShouldBe("none");
        (await StepAsync(app, request => request["max_age"] = "60")).ShouldBe("prove");

        var verifier = AppUnderTest.NewVerifier();
        var request = app.Ask(verifier);
        request["prompt"] = "login";
        var handle = await app.HandleAsync(request);
        (await app.ShowAsync(handle, app.Owner.AccessToken)).GetProperty("step").GetString().ShouldBe("prove");
        foreach (var decision in new[] { "allow", "continue" }) Code(await app.DecideAsync(handle, app.Owner.AccessToken, decision, HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        await Task.Delay(1100);
        await Json(await identity.PostAsync("step-up", new { password = Password }, app.Owner.AccessToken), HttpStatusCode.OK);
        var back = await app.ReturnAsync(await app.DecideAsync(handle, app.Owner.AccessToken, "continue"));
        var token = new JsonWebToken(Text(await app.ExchangeAsync(back["code"], verifier, HttpStatusCode.OK), "id_token"));
        var provedAt = DateTimeOffset.FromUnixTimeSeconds(long.Parse(token.GetClaim("auth_time").Value, System.Globalization.CultureInfo.InvariantCulture));
        (TimeProvider.System.GetUtcNow() - provedAt).ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_stranger_with_the_handle_learns_which_app_it_is_and_can_only_send_the_browser_away()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        Text(await LookUpAsync(handle), "app").ShouldBe("Server");
        var back = await app.ReturnAsync(await AbandonAsync(handle));
        (back["error"], back.ContainsKey("code")).ShouldBe(("access_denied", false));
        foreach (var route in new[] { "authorizations/look-up", "authorizations/abandon" })
            foreach (var gone in new[] { handle, "nonsense!", new string('A', 64) })
                await Json(await identity.PostAsync(route, new { request = gone }), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Two_tabs_decide_one_thing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var handle = await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var client = identity.With(app.Owner.AccessToken);
            using var answer = await client.PostAsJsonAsync("/api/v1/auth/authorizations/" + handle, new { decision = "allow" });
            return answer.StatusCode;
        }));
        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.NotFound).ShouldBe(5);
        (await ConsentsAsync(app.Owner)).Count.ShouldBe(1);
    }

    private static async Task<string> StepAsync(AppUnderTest app, Action<Dictionary<string, string?>> change)
    {
        var request = app.Ask(AppUnderTest.NewVerifier());
        change(request);
        return Text(await app.ShowAsync(await app.HandleAsync(request), app.Owner.AccessToken), "step");
    }

    private static async Task<Dictionary<string, string>> QuietlyAsync(AppUnderTest app, SignedInPerson person, Action<Dictionary<string, string?>>? change = null)
    {
        var request = app.Ask(AppUnderTest.NewVerifier());
        request["prompt"] = "none";
        change?.Invoke(request);
        return await app.ReturnAsync(await app.DecideAsync(await app.HandleAsync(request), person.AccessToken, "continue"));
    }

    private async Task<JsonElement> LookUpAsync(string handle) => await Json(await identity.PostAsync("authorizations/look-up", new { request = handle }), HttpStatusCode.OK);

    private async Task<JsonElement> AbandonAsync(string handle) => await Json(await identity.PostAsync("authorizations/abandon", new { request = handle }), HttpStatusCode.OK);

    private async Task<List<JsonElement>> ConsentsAsync(SignedInPerson person)
    {
        using var client = identity.With(person.AccessToken);
        return [.. (await Json(await client.GetAsync("/api/v1/auth/consents"), HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];
    }
}
