using System.Net;
using System.Text;
using System.Text.Json;
using TrackTok.Identity.Tests.Apps;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>Codes and credentials in the wrong hands, or in the right ones a second time.</summary>
public sealed class TokenEndpointTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task A_code_works_once_and_its_second_use_ends_what_the_first_got()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        var tokens = await app.ExchangeAsync(code, verifier, HttpStatusCode.OK);
        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeTrue();

        Text(await app.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        (await identity.LivesAsync(Text(tokens, "access_token"))).ShouldBeFalse();
        Text(await app.RefreshAsync(Text(tokens, "refresh_token"), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        (await identity.LivesAsync(app.Owner.AccessToken)).ShouldBeTrue();
        (await identity.AuditedAsync(app.Owner.TenantId)).ShouldContain("session.code_reused");
    }

    [Fact]
    public async Task Of_many_uses_at_once_at_most_one_succeeds_and_nothing_of_it_lives_on()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var client = identity.Anonymous();
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "authorization_code",
                ["code"] = code,
                ["redirect_uri"] = app.RedirectUri,
                ["code_verifier"] = verifier,
                ["client_id"] = app.Id,
                ["client_secret"] = app.Secret!,
            });
            using var answer = await client.PostAsync("/connect/token", form);
            return (answer.StatusCode, Body: JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
        }));
        var won = answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).ShouldHaveSingleItem();
        answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest).ShouldBe(7);
        (await identity.LivesAsync(Text(won.Body, "access_token"))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_code_of_another_app_is_worth_nothing_and_stays_good_for_its_own()
    {
        var (app, thief) = (await AppUnderTest.RegisterAsync(identity), await AppUnderTest.RegisterAsync(identity));
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        Text(await thief.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
        Text(await thief.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest, app.RedirectUri), "error").ShouldBe("invalid_grant");
        await app.ExchangeAsync(code, verifier, HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_verifier_must_be_there_and_be_the_one()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        Text(await app.ExchangeAsync(code, null, HttpStatusCode.BadRequest), "error").ShouldBeOneOf("invalid_request", "invalid_grant");
        foreach (var wrong in new[] { AppUnderTest.NewVerifier(), AppUnderTest.Challenge(verifier), verifier + "x", verifier[..^1], verifier.ToUpperInvariant() })
            Text(await app.ExchangeAsync(code, wrong, HttpStatusCode.BadRequest), "error").ShouldBeOneOf("invalid_request", "invalid_grant");
        await app.ExchangeAsync(code, verifier, HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_redirect_address_must_be_the_one_of_the_beginning()
    {
        var app = await AppUnderTest.RegisterAsync(identity, confidential: true, "https://server.example.com/callback", "https://server.example.com/other");
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        foreach (var other in new[] { "https://server.example.com/other", "https://server.example.com/callback/", "https://evil.example.com/callback", "" })
            Text(await app.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest, other), "error").ShouldBeOneOf("invalid_request", "invalid_grant");
        Text(await app.TokenAsync(HttpStatusCode.BadRequest, ("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier)), "error").ShouldBeOneOf("invalid_request", "invalid_grant");
        await app.ExchangeAsync(code, verifier, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_of_a_session_that_has_ended_since_is_worth_nothing()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var person = await app.ColleagueAsync();
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, person);
        await identity.PostAsync("logout", new { }, person.AccessToken);
        Text(await app.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Made_up_codes_are_refused_alike()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        foreach (var code in new[] { "made-up", new string('A', 64), "a.b.c", Text(await app.SignInAsync(app.Owner), "refresh_token"), "x y" })
            Text(await app.ExchangeAsync(code, AppUnderTest.NewVerifier(), HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant", code);
    }

    [Fact]
    public async Task A_confidential_app_must_prove_itself_and_in_one_way_only()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var basic = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{app.Id}:{app.Secret}"));
        (string, string?)[] grant = [("grant_type", "client_credentials")];

        await AppUnderTest.PostAsync(identity, "token", HttpStatusCode.OK, basic, grant);
        await AppUnderTest.PostAsync(identity, "token", HttpStatusCode.OK, null, [.. grant, ("client_id", app.Id), ("client_secret", app.Secret)]);

        Error(await AppUnderTest.PostAsync(identity, "token", HttpStatusCode.BadRequest, basic, [.. grant, ("client_id", app.Id), ("client_secret", app.Secret)])).ShouldBe("invalid_request");
        var other = await AppUnderTest.RegisterAsync(identity);
        foreach (var secret in new[] { null, "", "wrong", app.Secret + "x", app.Secret!.ToUpperInvariant(), other.Secret })
            Error(await SendAsync("token", [.. grant, ("client_id", app.Id), ("client_secret", secret)])).ShouldBeOneOf("invalid_client", "invalid_request");
        Error(await AppUnderTest.PostAsync(identity, "token", HttpStatusCode.Unauthorized, "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(app.Id + ":wrong")), grant)).ShouldBe("invalid_client");
        foreach (var broken in new[] { "Basic !!!", "Basic " + Convert.ToBase64String("no-colon"u8) }) Error(await SendAsync("token", grant, broken)).ShouldBeOneOf("invalid_client", "invalid_request");
    }

    [Fact]
    public async Task A_public_app_has_no_credentials_to_work_with()
    {
        var app = await AppUnderTest.RegisterAsync(identity, confidential: false);
        Error(await SendAsync("token", [("grant_type", "client_credentials"), ("client_id", app.Id)])).ShouldBeOneOf("unauthorized_client", "invalid_request");
        Error(await SendAsync("token", [("grant_type", "client_credentials"), ("client_id", app.Id), ("client_secret", "made-up")])).ShouldBeOneOf("unauthorized_client", "invalid_request", "invalid_client");
        Error(await SendAsync("token", [("grant_type", "password"), ("client_id", app.Id), ("username", app.Owner.Person.Email), ("password", Password)])).ShouldBe("unauthorized_client");
        Error(await SendAsync("introspect", [("client_id", app.Id), ("token", app.Owner.AccessToken)])).ShouldBeOneOf("unauthorized_client", "invalid_client", "invalid_request");
    }

    [Fact]
    public async Task An_app_without_the_grant_gets_nothing_by_it()
    {
        var owner = await identity.SignInAsync("owner");
        var made = await AppTests.MakeAsync(identity, owner, AppTests.Confidential() with { Grants = ["authorization_code"] });
        (string, string?)[] credentials = [("client_id", Text(made, "id")), ("client_secret", Text(made, "client_secret"))];
        Error(await SendAsync("token", [.. credentials, ("grant_type", "client_credentials")])).ShouldBe("unauthorized_client");
        Error(await SendAsync("token", [.. credentials, ("grant_type", "refresh_token"), ("refresh_token", owner.RefreshToken)])).ShouldBeOneOf("unauthorized_client", "invalid_grant");
        foreach (var grant in new[] { "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange", "implicit", "made-up" })
            Error(await SendAsync("token", [.. credentials, ("grant_type", grant), ("device_code", "x"), ("subject_token", "x"), ("subject_token_type", "x")])).ShouldBeOneOf("unsupported_grant_type", "unauthorized_client", "invalid_request");
    }

    [Fact]
    public async Task Nothing_is_taken_from_an_address_and_no_answer_is_kept()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        using var client = identity.Anonymous();
        using var read = await client.GetAsync($"/connect/token?grant_type=client_credentials&client_id={app.Id}&client_secret={app.Secret}");
        read.IsSuccessStatusCode.ShouldBeFalse();
        using var empty = new FormUrlEncodedContent([]);
        using var mixed = await client.PostAsync($"/connect/token?grant_type=client_credentials&client_id={app.Id}&client_secret={app.Secret}", empty);
        mixed.IsSuccessStatusCode.ShouldBeFalse();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = app.Id, ["client_secret"] = app.Secret! });
        using var answer = await client.PostAsync("/connect/token", form);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    private async Task<JsonElement> SendAsync(string endpoint, (string Name, string? Value)[] form, string? authorization = null)
    {
        using var client = identity.Anonymous();
        if (authorization is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var content = new FormUrlEncodedContent(form.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Name, pair.Value!)));
        using var answer = await client.PostAsync("/connect/" + endpoint, content);
        ((int)answer.StatusCode).ShouldBeOneOf(400, 401);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
    }

    private static string Error(JsonElement body) => Text(body, "error");
}

/// <summary>Codes and questions as time passes.</summary>
public sealed class CodeExpiryTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task A_code_lives_a_minute_a_decision_two_and_a_question_half_an_hour()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        var verifier = AppUnderTest.NewVerifier();
        var code = await app.CodeAsync(verifier, app.Owner);
        identity.Time.Advance(TimeSpan.FromSeconds(61));
        Text(await app.ExchangeAsync(code, verifier, HttpStatusCode.BadRequest), "error").ShouldBe("invalid_grant");

        var handle = await app.HandleAsync(app.Ask(verifier));
        var decided = await app.DecideAsync(handle, app.Owner.AccessToken, "allow");
        identity.Time.Advance(TimeSpan.FromSeconds(121));
        using var client = identity.Anonymous();
        (await client.GetAsync(new Uri(Text(decided, "location")).PathAndQuery)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var late = await app.HandleAsync(app.Ask(verifier));
        identity.Time.Advance(TimeSpan.FromMinutes(31));
        await app.ShowAsync(late, app.Owner.AccessToken, HttpStatusCode.NotFound);
        await app.DecideAsync(late, app.Owner.AccessToken, "allow", HttpStatusCode.NotFound);

        // What was asked long ago is tidied up by who asks next.
        identity.Time.Advance(TimeSpan.FromHours(25));
        await app.HandleAsync(app.Ask(AppUnderTest.NewVerifier()));
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM authorizations WHERE app_id = '{app.Id}'")).ShouldBe(1);
    }
}
