using System.Net;

namespace TrackTok.Web.Tests.Design;

/// <summary>A dangerous act asks for a fresh proof in its own form, and is done once, with what was typed.</summary>
public sealed class StepUpTests : IAsyncDisposable
{
    private const string Path = "/settings/api-keys/new";
    private const string Refusal = """{"title": "Forbidden", "status": 403, "code": "step_up_required", "detail": "This asks for a fresh proof."}""";
    private const string Made = """{"id": "0190c0de-0000-7000-8000-000000000009", "key": "ttk_once", "name": "Nightly import", "scopes": ["expenses.read"], "expires_at": "2030-01-01T00:00:00Z"}""";
    private static readonly (string, string)[] Typed = [("name", "Nightly import"), ("expires_at", "2030-01-01"), ("scopes", "expenses.read")];
    private readonly WebHost _web = new();

    public StepUpTests()
    {
        _web.On("POST /api-keys", (request, _) => request.Headers.Authorization?.Parameter == "proved" ? (201, Made) : (403, Refusal));
        _web.On("POST /auth/step-up", (_, body) => body.Contains("SecurePass123!", StringComparison.Ordinal)
            ? (200, """{"access_token": "proved", "token_type": "Bearer", "expires_in": 3600}""")
            : (422, """{"title": "Invalid", "status": 422, "code": "wrong_password", "errors": {"password": ["This is not your password."]}}"""));
        _web.SignIn();
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task The_form_comes_back_with_what_was_typed_and_asks_who_sits_there()
    {
        var html = await AskedAsync();

        html.ShouldContain("value=\"Nightly import\"");
        html.ShouldContain("value=\"expenses.read\" checked");
        html.ShouldContain("name=\"_password\"");
        html.ShouldNotContain("name=\"_code\"");
        _web.CallsOf("POST /auth/step-up").ShouldBe(0);
    }

    [Fact]
    public async Task With_the_proof_the_act_is_done_once_and_the_session_goes_on_with_the_new_token()
    {
        var (status, html) = await _web.SubmitAsync(Path, await AskedAsync(), "api-key", [.. Typed, ("_password", "SecurePass123!")]);

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("ttk_once");
        _web.Calls.Where(call => call.Route == "POST /api-keys").Select(call => call.Token).ShouldBe(["token-0", "proved"]);
        // The next act needs no proof any more.
        await _web.SubmitAsync(Path, (await _web.GetAsync(Path)).Html, "api-key", Typed);
        _web.Calls.Last(call => call.Route == "POST /api-keys").Token.ShouldBe("proved");
        _web.CallsOf("POST /auth/step-up").ShouldBe(1);
    }

    [Fact]
    public async Task A_wrong_password_does_nothing_keeps_what_was_typed_and_says_so()
    {
        var (_, html) = await _web.SubmitAsync(Path, await AskedAsync(), "api-key", [.. Typed, ("_password", "a-guess")]);

        html.ShouldContain("This is not your password.");
        html.ShouldContain("value=\"Nightly import\"");
        html.ShouldNotContain("a-guess");
        _web.CallsOf("POST /api-keys").ShouldBe(1);
    }

    [Fact]
    public async Task Who_has_a_second_factor_is_asked_for_its_code_too()
    {
        _web.On("POST /auth/step-up", """{"title": "Unauthorized", "status": 401, "code": "two_factor_required"}""", 401);

        var (_, html) = await _web.SubmitAsync(Path, await AskedAsync(), "api-key", [.. Typed, ("_password", "SecurePass123!")]);

        html.ShouldContain("name=\"_code\"");
        _web.CallsOf("POST /api-keys").ShouldBe(1);
    }

    [Fact]
    public async Task A_passkey_is_proof_without_a_password()
    {
        _web.On("POST /auth/step-up/options", """{"challenge": "AAAA", "rpId": "acme.localhost"}""");
        _web.On("POST /auth/step-up", (_, body) => body == """{"passkey":{"id":"x"}}""" ? (200, """{"access_token": "proved", "token_type": "Bearer", "expires_in": 3600}""") : (422, """{"status": 422, "code": "invalid_passkey"}"""));
        var asked = await AskedAsync();
        (await _web.PostAsync("/step-up/passkey-options")).ShouldContain("acme.localhost");

        var (_, html) = await _web.SubmitAsync(Path, asked, "api-key", [.. Typed, ("_password", ""), ("_passkey", """{"id":"x"}""")]);

        html.ShouldContain("ttk_once");
    }

    private async Task<string> AskedAsync()
    {
        var (_, page) = await _web.GetAsync(Path);
        var (status, html) = await _web.SubmitAsync(Path, page, "api-key", Typed);
        status.ShouldBe(HttpStatusCode.OK);
        return html;
    }
}
