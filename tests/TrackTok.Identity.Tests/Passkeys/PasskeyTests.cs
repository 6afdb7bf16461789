using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Passkeys;
using TrackTok.ServiceDefaults;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Passkeys;

public sealed class PasskeyTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    private const string Host = "acme.localhost:5000";
    private const string Origin = "http://acme.localhost:5000";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_has_one_signs_in_by_it_alone_and_its_proof_is_fresh(bool signsItsMaking)
    {
        var (person, device, added) = await AddAsync(device => device.SignsItsMaking = signsItsMaking);
        (Text(added, "name"), Text(added, "domain"), added.GetProperty("recovery_codes").GetArrayLength()).ShouldBe(("Laptop", "acme.localhost", 10));

        var signedIn = await SignInAsync(device, HttpStatusCode.OK, person.TenantId);

        Text(signedIn.GetProperty("user"), "email").ShouldBe(person.Person.Email);
        Text(signedIn.GetProperty("second_factor"), "state").ShouldBe("enrolled");
        (await identity.PostAsync("totp/setup", new { }, Text(signedIn, "access_token"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("person.passkey_added");
        await identity.Mail.WaitAsync(person.Person.Email, "passkey was added");
        var listed = (await GetAsync("passkeys", person.AccessToken)).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("last_used_at").ValueKind.ShouldNotBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_options_are_the_browsers_own_and_ask_for_a_discoverable_verified_key()
    {
        var person = await identity.SignInAsync();
        var made = await OfferAsync(person.AccessToken);
        Text(made.GetProperty("rp"), "id").ShouldBe("acme.localhost");
        Encoded(Text(made.GetProperty("user"), "id")).ShouldBe(person.Person.Id.ToString());
        var asked = made.GetProperty("authenticatorSelection");
        (Text(asked, "residentKey"), Text(asked, "userVerification"), Text(made, "attestation")).ShouldBe(("required", "required", "none"));
        Base64Url.DecodeFromChars(Text(made, "challenge")).Length.ShouldBeGreaterThanOrEqualTo(16);

        var shown = await AskAsync(person.TenantId);
        (Text(shown, "rpId"), Text(shown, "userVerification"), shown.TryGetProperty("allowCredentials", out var allowed) ? allowed.GetArrayLength() : 0).ShouldBe(("acme.localhost", "required", 0));
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another port")]
    [InlineData("another scheme")]
    [InlineData("another domain")]
    [InlineData("in a frame")]
    [InlineData("not verified")]
    [InlineData("another's handle")]
    [InlineData("no handle")]
    [InlineData("tampered signature")]
    [InlineData("tampered data")]
    [InlineData("another type")]
    [InlineData("counter back")]
    [InlineData("counter the same")]
    [InlineData("unknown credential")]
    [InlineData("nonsense")]
    public async Task A_sign_in_is_refused_when_anything_about_it_is_not_right(string flaw)
    {
        var (person, device, _) = await AddAsync();
        await SignInAsync(device, HttpStatusCode.OK, person.TenantId);
        var options = await AskAsync(person.TenantId);
        var stranger = new SoftwareAuthenticator(Origin);
        _ = flaw switch
        {
            "another origin" => device.Origin = "http://evil.localhost:5000",
            "another port" => device.Origin = "http://acme.localhost:6000",
            "another scheme" => device.Origin = "https://acme.localhost:5000",
            "another domain" => device.Domain = "evil.localhost",
            "another's handle" => device.ClaimedUserHandle = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes((await identity.AddPersonAsync()).Id.ToString())),
            _ => null,
        };
        device.IsInFrame = flaw == "in a frame";
        device.VerifiesUser = flaw != "not verified";
        device.Counter = flaw switch { "counter back" => device.Counter - 2, "counter the same" => device.Counter - 1, _ => device.Counter };
        var credential = flaw == "unknown credential" ? stranger.Show(options) : device.Show(options);
        var response = credential["response"]!.AsObject();
        if (flaw == "no handle") response.Remove("userHandle");
        if (flaw == "tampered signature") Flip(response, "signature");
        if (flaw == "tampered data") Flip(response, "authenticatorData");
        if (flaw == "another type") response["clientDataJSON"] = Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(Encoded(response["clientDataJSON"]!.GetValue<string>()).Replace("webauthn.get", "webauthn.create", StringComparison.Ordinal)));
        if (flaw == "nonsense") credential["response"] = new JsonObject { ["clientDataJSON"] = "!!" };

        Code(await PostSignInAsync(credential, HttpStatusCode.Unauthorized, person.TenantId)).ShouldBe("invalid_passkey");
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("person.sign_in_failed");
    }

    [Fact]
    public async Task A_challenge_is_good_once_also_for_two_at_once_and_for_five_minutes()
    {
        var (person, device, _) = await AddAsync();
        var credential = device.Show(await AskAsync(person.TenantId));
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TryAsync(credential, person.TenantId)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);

        Code(await PostSignInAsync(credential, HttpStatusCode.Unauthorized, person.TenantId)).ShouldBe("invalid_passkey");
        var late = device.Show(await AskAsync(person.TenantId));
        await identity.Database.ExecuteAsync("UPDATE passkey_challenges SET expires_at = '2020-01-01'");
        await PostSignInAsync(late, HttpStatusCode.Unauthorized, person.TenantId);
    }

    [Fact]
    public async Task A_challenge_is_good_for_its_purpose_person_and_session_only()
    {
        var (person, device, _) = await AddAsync();
        var other = await identity.SignInAsync();
        var second = await identity.SignInAsync(other.Person, other.TenantId);
        var forStepUp = await Json(await PostAsync("step-up/options", new { }, person.AccessToken), HttpStatusCode.OK);

        await PostSignInAsync(device.Show(forStepUp), HttpStatusCode.Unauthorized, person.TenantId);
        Code(await Json(await PostAsync("step-up", new { passkey = device.Show(await AskAsync(person.TenantId)) }, person.AccessToken), HttpStatusCode.Unauthorized)).ShouldBe("invalid_passkey");
        // Made for one session, brought by another of the same person, and by somebody else.
        var fresh = new SoftwareAuthenticator(Origin);
        var made = fresh.Make(await OfferAsync(other.AccessToken));
        Code(await RegisterAsync(second.AccessToken, made, HttpStatusCode.UnprocessableEntity)).ShouldBe("passkey_not_made");
        Code(await RegisterAsync(person.AccessToken, made, HttpStatusCode.UnprocessableEntity)).ShouldBe("passkey_not_made");
        await RegisterAsync(other.AccessToken, made, HttpStatusCode.Created);
        Code(await RegisterAsync(other.AccessToken, made, HttpStatusCode.UnprocessableEntity)).ShouldBe("passkey_not_made");
    }

    [Theory]
    [InlineData("another origin")]
    [InlineData("another domain")]
    [InlineData("not verified")]
    [InlineData("in a frame")]
    public async Task A_passkey_is_not_taken_when_its_making_is_not_right(string flaw)
    {
        var person = await identity.SignInAsync();
        var device = new SoftwareAuthenticator(flaw == "another origin" ? "http://evil.localhost:5000" : Origin)
        {
            Domain = flaw == "another domain" ? "evil.localhost" : null,
            VerifiesUser = flaw != "not verified",
            IsInFrame = flaw == "in a frame",
        };

        Code(await RegisterAsync(person.AccessToken, device.Make(await OfferAsync(person.AccessToken)), HttpStatusCode.UnprocessableEntity)).ShouldBe("passkey_not_made");
    }

    [Fact]
    public async Task Nobody_registers_a_passkey_that_is_another_persons()
    {
        var (_, device, _) = await AddAsync();
        var other = await identity.SignInAsync();

        Code(await RegisterAsync(other.AccessToken, device.Make(await OfferAsync(other.AccessToken)), HttpStatusCode.UnprocessableEntity)).ShouldBe("passkey_not_made");
        (await GetAsync("passkeys", other.AccessToken)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_passkey_opens_only_where_its_person_is_an_active_member()
    {
        var (person, device, _) = await AddAsync();
        Code(await SignInAsync(device, HttpStatusCode.Unauthorized, identity.Tenants.AddTenant())).ShouldBe("invalid_passkey");

        identity.Tenants.AddMember(person.TenantId, person.Person.Id, active: false);

        Code(await SignInAsync(device, HttpStatusCode.Forbidden, person.TenantId)).ShouldBe("account_inactive");
    }

    [Fact]
    public async Task Who_must_choose_a_company_first_shows_the_same_answer_again()
    {
        var (person, device, _) = await AddAsync();
        identity.Tenants.AddMember(identity.Tenants.AddTenant(), person.Person.Id);
        var credential = device.Show(await AskAsync(null));
        Code(await PostSignInAsync(credential, HttpStatusCode.Conflict, null)).ShouldBe("tenant_choice_required");

        await PostSignInAsync(credential, HttpStatusCode.OK, person.TenantId);
        await PostSignInAsync(credential, HttpStatusCode.Unauthorized, person.TenantId);
    }

    [Fact]
    public async Task Guesses_at_the_password_do_not_lock_it()
    {
        var (person, device, _) = await AddAsync();
        for (var i = 0; i < 12; i++) await LogInAsync(person, "Wrong-guess-1", null);
        (await LogInAsync(person, Password, null)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        await SignInAsync(device, HttpStatusCode.OK, person.TenantId);
    }

    [Fact]
    public async Task Beside_a_password_it_is_a_second_factor_and_need_not_verify()
    {
        var (person, device, added) = await AddAsync();
        var asked = await Json(await LogInAsync(person, Password, null), HttpStatusCode.Unauthorized);
        (Code(asked), asked.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!).ToArray()).ShouldSatisfyAllConditions(
            it => it.Item1.ShouldBe("two_factor_required"), it => it.Item2.ShouldBe(["passkey", "recovery_code"]));
        var options = asked.GetProperty("passkey_options");
        (Text(options, "userVerification"), options.GetProperty("allowCredentials").GetArrayLength()).ShouldBe(("preferred", 1));
        device.VerifiesUser = false;
        var credential = device.Show(options);

        Code(await Json(await LogInAsync(person, "Wrong-guess-1", credential), HttpStatusCode.Unauthorized)).ShouldBe("invalid_credentials");
        await Json(await LogInAsync(person, Password, credential), HttpStatusCode.OK);
        Code(await Json(await LogInAsync(person, Password, credential), HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
        // Alone it is worth nothing.
        await PostSignInAsync(device.Show(options), HttpStatusCode.Unauthorized, person.TenantId);
        using var client = At(person.TenantId);
        var code = added.GetProperty("recovery_codes")[0].GetString();
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Person.Email, password = Password, totp = code })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Anothers_passkey_is_no_second_factor()
    {
        var (person, _, _) = await AddAsync();
        var (_, other, _) = await AddAsync();
        var asked = await Json(await LogInAsync(person, Password, null), HttpStatusCode.Unauthorized);

        Code(await Json(await LogInAsync(person, Password, other.Show(asked.GetProperty("passkey_options"))), HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
    }

    [Fact]
    public async Task It_proves_once_more_who_one_is()
    {
        var (person, device, _) = await AddAsync();
        await identity.Database.ExecuteAsync($"UPDATE sessions SET proved_at = now() - interval '1 hour' WHERE person_id = '{person.Person.Id}'");
        var old = Text(await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK), "access_token");
        Code(await Json(await PostAsync("passkeys/options", new { }, old), HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        var options = await Json(await PostAsync("step-up/options", new { }, old), HttpStatusCode.OK);

        var proved = Text(await Json(await PostAsync("step-up", new { passkey = device.Show(options) }, old), HttpStatusCode.OK), "access_token");

        (await PostAsync("passkeys/options", new { }, proved)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var none = await identity.SignInAsync();
        Code(await Json(await PostAsync("step-up/options", new { }, none.AccessToken), HttpStatusCode.Conflict)).ShouldBe("no_passkey_here");
    }

    [Fact]
    public async Task One_renames_and_removes_ones_own_and_nobody_elses()
    {
        var (person, device, added) = await AddAsync();
        var other = await identity.SignInAsync();
        var path = "/api/v1/auth/passkeys/" + Text(added, "id");
        using var mine = identity.With(person.AccessToken);
        using var others = identity.With(other.AccessToken);
        (await others.PatchAsJsonAsync(path, new { name = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await others.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Text(await Json(await mine.PatchAsJsonAsync(path, new { name = "Old laptop" }), HttpStatusCode.OK), "name").ShouldBe("Old laptop");
        using var stale = new HttpRequestMessage(HttpMethod.Delete, path);
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await mine.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        (await mine.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await SignInAsync(device, HttpStatusCode.Unauthorized, person.TenantId);
        await identity.Mail.WaitAsync(person.Person.Email, "was removed");
        (await LogInAsync(person, Password, null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.QueryAsync(db => db.RecoveryCodes.CountAsync(code => code.PersonId == person.Person.Id))).ShouldBe(0);
    }

    [Fact]
    public async Task The_last_one_stays_while_a_company_asks_and_the_first_one_ends_the_debt()
    {
        var (who, tenant) = await identity.AddMemberAsync();
        identity.Tenants.AskForSecondFactor(tenant, identity.Time.GetUtcNow().AddDays(-1));
        var person = await identity.SignInAsync(who, tenant);
        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.Forbidden);
        var device = new SoftwareAuthenticator(Origin);
        var added = await RegisterAsync(person.AccessToken, device.Make(await OfferAsync(person.AccessToken)), HttpStatusCode.Created);
        var token = Text(await SignInAsync(device, HttpStatusCode.OK, tenant), "access_token");
        (await identity.TryAsync(token)).ShouldBe(HttpStatusCode.OK);
        using var client = identity.With(token);

        Code(await Json(await client.DeleteAsync("/api/v1/auth/passkeys/" + Text(added, "id")), HttpStatusCode.Conflict)).ShouldBe("second_factor_required");
        await SignInAsync(device, HttpStatusCode.OK, tenant);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_added_before_the_address_was_proved_does_not_outlive_its_readers_new_password(bool proved)
    {
        var (person, device, added) = await AddAsync();
        var secret = SecondFactors.TotpTests.Bytes(Text(await Json(await PostAsync("totp/setup", new { }, person.AccessToken), HttpStatusCode.OK), "secret"));
        var code = Identity.SecondFactors.Totp.CodeOf(secret, Identity.SecondFactors.Totp.StepOf(identity.Time.GetUtcNow()));
        await Json(await PostAsync("totp/confirm", new { code }, person.AccessToken), HttpStatusCode.OK);
        if (proved) await identity.Database.ExecuteAsync($"UPDATE people SET email_verified_at = now() WHERE id = '{person.Person.Id}'");
        await identity.PostAsync("password-reset/request", new { email = person.Person.Email });
        var token = await identity.MailedTokenAsync(person.Person.Email, "Choose a new password");
        (await identity.PostAsync("password-reset/confirm", new { token, new_password = "Another-good-1" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await SignInAsync(device, proved ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, person.TenantId);
        (await LogInAsync(person, "Another-good-1", null)).StatusCode.ShouldBe(proved ? HttpStatusCode.Unauthorized : HttpStatusCode.OK);
        (await identity.QueryAsync(db => db.RecoveryCodes.CountAsync(row => row.PersonId == person.Person.Id))).ShouldBe(proved ? 10 : 0);
        var told = await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains("SecondFactorRevised") && message.Body.Contains(person.Person.Id.ToString())));
        told.ShouldBe(proved ? 1 : 2, "the company hears that the factor is gone");
        await identity.Mail.WaitAsync(person.Person.Email, "was changed");
        if (!proved) await identity.Mail.WaitAsync(person.Person.Email, "was switched off");
        identity.Mail.To(person.Person.Email).Count(mail => mail.Subject!.Contains("was switched off", StringComparison.Ordinal)).ShouldBe(proved ? 0 : 1);
    }

    [Fact]
    public async Task There_are_never_more_than_twenty()
    {
        var (person, _, _) = await AddAsync();
        await identity.Database.ExecuteAsync($"UPDATE people SET passkeys = 20 WHERE id = '{person.Person.Id}'");

        Code(await RegisterAsync(person.AccessToken, new SoftwareAuthenticator(Origin).Make(await OfferAsync(person.AccessToken)), HttpStatusCode.Conflict)).ShouldBe("too_many_passkeys");
    }

    [Theory]
    [InlineData("http://localhost:5000", "acme.localhost:5000", false, "acme.localhost", "http://acme.localhost:5000")]
    [InlineData("http://localhost:5000", "acme.localhost:41234", true, "acme.localhost", "http://acme.localhost:41234")]
    [InlineData("http://localhost:5000", "acme.localhost:41234", false, "acme.localhost", "http://acme.localhost:5000")]
    [InlineData("https://tracktok.example.com", "acme.tracktok.example.com", false, "tracktok.example.com", "https://acme.tracktok.example.com")]
    [InlineData("https://tracktok.example.com", "tracktok.example.com", false, "tracktok.example.com", "https://tracktok.example.com")]
    [InlineData("https://tracktok.example.com", "acme.tracktok.example.com:8443", false, "tracktok.example.com", "https://acme.tracktok.example.com")]
    [InlineData("https://tracktok.example.com", "expenses.acme.com", false, "expenses.acme.com", "https://expenses.acme.com")]
    [InlineData("https://tracktok.example.com", "eviltracktok.example.com", false, "eviltracktok.example.com", "https://eviltracktok.example.com")]
    [InlineData("https://tracktok.example.com", null, false, "tracktok.example.com", "https://tracktok.example.com")]
    public void Companies_hosts_share_a_domain_and_a_companys_own_has_its_own(string publicUrl, string? host, bool anyPort, string domain, string origin)
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager { ["Identity:PublicUrl"] = publicUrl, ["Identity:Passkeys:AnyPort"] = anyPort ? "true" : "false" };

        new RelyingParties(configuration, new Tenancy.CallerContext { Host = host }).Present().ShouldBe(new RelyingParty(domain, origin));
    }

    private static void Flip(JsonObject response, string member)
    {
        var bytes = Base64Url.DecodeFromChars(response[member]!.GetValue<string>());
        bytes[^1] ^= 1;
        response[member] = Base64Url.EncodeToString(bytes);
    }

    private static string Encoded(string base64) => System.Text.Encoding.UTF8.GetString(Base64Url.DecodeFromChars(base64));

    private async Task<(SignedInPerson Person, SoftwareAuthenticator Device, JsonElement Added)> AddAsync(Action<SoftwareAuthenticator>? prepare = null)
    {
        var person = await identity.SignInAsync();
        var device = new SoftwareAuthenticator(Origin);
        prepare?.Invoke(device);
        return (person, device, await RegisterAsync(person.AccessToken, device.Make(await OfferAsync(person.AccessToken)), HttpStatusCode.Created));
    }

    private async Task<JsonElement> OfferAsync(string token) => await Json(await PostAsync("passkeys/options", new { }, token), HttpStatusCode.OK);

    private async Task<JsonElement> RegisterAsync(string token, JsonObject credential, HttpStatusCode expected) =>
        await Json(await PostAsync("passkeys", new { name = "Laptop", credential = credential.DeepClone() }, token), expected);

    private async Task<JsonElement> AskAsync(Guid? tenant)
    {
        using var client = At(tenant);
        return await Json(await client.PostAsync("/api/v1/auth/passkeys/sign-in/options", null), HttpStatusCode.OK);
    }

    private async Task<JsonElement> SignInAsync(SoftwareAuthenticator device, HttpStatusCode expected, Guid? tenant) => await PostSignInAsync(device.Show(await AskAsync(tenant)), expected, tenant);

    private async Task<JsonElement> PostSignInAsync(JsonObject credential, HttpStatusCode expected, Guid? tenant) => await Json(await TryAsync(credential, tenant), expected);

    private async Task<HttpResponseMessage> TryAsync(JsonObject credential, Guid? tenant)
    {
        using var client = At(tenant);
        return await client.PostAsJsonAsync("/api/v1/auth/passkeys/sign-in", new { credential = credential.DeepClone() });
    }

    private async Task<HttpResponseMessage> LogInAsync(SignedInPerson person, string password, JsonObject? passkey)
    {
        using var client = At(person.TenantId);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Person.Email, password, passkey = passkey?.DeepClone() });
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object body, string token)
    {
        using var client = At(null);
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await client.PostAsJsonAsync("/api/v1/auth/" + path, body);
    }

    private async Task<JsonElement> GetAsync(string path, string token)
    {
        using var client = identity.With(token);
        return await client.GetFromJsonAsync<JsonElement>("/api/v1/auth/" + path);
    }

    /// <summary>A client whose requests came by the company's host, as the gateway says.</summary>
    private HttpClient At(Guid? tenant)
    {
        var client = identity.Anonymous();
        client.DefaultRequestHeaders.Add(HeaderNames.Edge, identity.Services.GetRequiredService<EdgeSignature>().Write(new EdgeFacts(tenant, "203.0.113.7", Host)));
        return client;
    }
}
