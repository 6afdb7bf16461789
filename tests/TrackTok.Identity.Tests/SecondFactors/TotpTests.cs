using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.SecondFactors;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SecondFactors;

public sealed class TotpTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    /// <summary>RFC 6238, appendix B, cut to six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.CodeOf("12345678901234567890"u8, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))).ShouldBe(code);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base_32(string bytes, string text) => Totp.Base32(Encoding.ASCII.GetBytes(bytes)).ShouldBe(text);

    [Fact]
    public async Task Once_confirmed_a_password_alone_lets_nobody_in()
    {
        var (person, secret, _) = await EnrolAsync();

        Code(await LogInAsync(person, null, HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
        Code(await LogInAsync(person, "000000", HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
        var signedIn = await LogInAsync(person, CodeOf(secret, 1), HttpStatusCode.OK);

        signedIn.GetProperty("user").GetProperty("two_factor").GetBoolean().ShouldBeTrue();
        (await identity.Mail.WaitAsync(person.Person.Email, "second factor protects")).ShouldNotBeNull();
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("person.two_factor_enabled");
    }

    [Fact]
    public async Task A_code_is_good_once_also_for_two_at_once()
    {
        var (person, secret, _) = await EnrolAsync();
        var code = CodeOf(secret, 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostLogInAsync(person, code)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task Who_must_choose_a_company_first_gives_the_same_code_again()
    {
        var (person, secret, _) = await EnrolAsync();
        identity.Tenants.AddMember(identity.Tenants.AddTenant(), person.Person.Id);
        var code = CodeOf(secret, 1);
        Code(await Json(await identity.PostAsync("login", new { email = person.Person.Email, password = Password }), HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
        Code(await Json(await identity.PostAsync("login", new { email = person.Person.Email, password = Password, totp = code }), HttpStatusCode.Conflict)).ShouldBe("tenant_choice_required");

        await LogInAsync(person, code, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_however_it_is_typed()
    {
        var (person, _, codes) = await EnrolAsync();
        codes.Count.ShouldBe(RecoveryCode.Many);
        codes.ShouldBeUnique();

        await LogInAsync(person, codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), HttpStatusCode.OK);
        Code(await LogInAsync(person, codes[0], HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
        var shown = await GetAsync(person.AccessToken);
        (shown.GetProperty("enabled").GetBoolean(), shown.GetProperty("recovery_codes_left").GetInt32()).ShouldBe((true, RecoveryCode.Many - 1));
    }

    [Fact]
    public async Task Guessing_codes_is_locked_like_guessing_passwords()
    {
        var (person, secret, _) = await EnrolAsync();
        using var client = identity.AtHost(person.TenantId);
        for (var i = 0; i < 12; i++) await PostLogInAsync(person, "000000");

        (await PostLogInAsync(person, CodeOf(secret, 1))).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task No_other_door_is_open_to_the_password_alone()
    {
        var (person, _, codes) = await EnrolAsync();
        var company = new { name = "Second", owner_email = person.Person.Email, owner_password = Password, owner_first_name = "J", owner_last_name = "D" };
        Code(await Json(await identity.PostAsync("register", company), HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
        await Json(await identity.PostAsync("register", new { company.name, company.owner_email, company.owner_password, company.owner_first_name, company.owner_last_name, totp = codes[0] }), HttpStatusCode.Created);

        using var client = identity.AtHost(person.TenantId);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["client_id"] = "tracktok", ["username"] = person.Person.Email, ["password"] = Password });
        (await client.PostAsync("/connect/token", form)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_dangerous_asks_for_a_fresh_proof()
    {
        var person = await identity.SignInAsync();
        await identity.Database.ExecuteAsync($"UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = '{person.Person.Id}'");
        var renewed = Text(await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.OK), "access_token");

        Code(await Json(await identity.PostAsync("totp/setup", new { }, renewed), HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, person.Person.Id);
        var switched = Text(await Json(await identity.PostAsync("switch-tenant", new { tenant_id = elsewhere }, renewed), HttpStatusCode.OK), "access_token");
        Code(await Json(await identity.PostAsync("totp/setup", new { }, switched), HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        Code(await Json(await identity.PostAsync("step-up", new { password = "Wrong-guess-1" }, renewed), HttpStatusCode.UnprocessableEntity)).ShouldBe("wrong_password");
        var proved = Text(await Json(await identity.PostAsync("step-up", new { password = Password }, renewed), HttpStatusCode.OK), "access_token");

        (await identity.PostAsync("totp/setup", new { }, proved)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_set_up_that_was_not_confirmed_asks_for_nothing()
    {
        var person = await identity.SignInAsync();
        var setup = await Json(await identity.PostAsync("totp/setup", new { }, person.AccessToken), HttpStatusCode.OK);
        Text(setup, "otpauth_uri").ShouldStartWith("otpauth://totp/TrackTok:");
        Text(setup, "qr_svg").ShouldContain("<svg");

        Code(await Json(await identity.PostAsync("totp/confirm", new { code = "000000" }, person.AccessToken), HttpStatusCode.UnprocessableEntity)).ShouldBe("wrong_code");
        await LogInAsync(person, null, HttpStatusCode.OK);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM people WHERE id = '{person.Person.Id}' AND totp_pending IS NOT NULL AND position('{Text(setup, "secret")}'::bytea IN totp_pending) = 0")).ShouldBe(1);
    }

    [Fact]
    public async Task Switching_it_off_is_mailed_and_frees_the_sign_in()
    {
        var (person, _, codes) = await EnrolAsync();
        Code(await Json(await identity.PostAsync("totp/setup", new { }, person.AccessToken), HttpStatusCode.Conflict)).ShouldBe("two_factor_already_on");
        using var client = identity.With(person.AccessToken);

        (await client.DeleteAsync("/api/v1/auth/totp")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await identity.Mail.WaitAsync(person.Person.Email, "switched off");
        await LogInAsync(person, null, HttpStatusCode.OK);
        (await identity.QueryAsync(db => db.RecoveryCodes.CountAsync(code => code.PersonId == person.Person.Id))).ShouldBe(0);
    }

    private async Task<(SignedInPerson Person, string Secret, List<string> Codes)> EnrolAsync()
    {
        var person = await identity.SignInAsync();
        var secret = Text(await Json(await identity.PostAsync("totp/setup", new { }, person.AccessToken), HttpStatusCode.OK), "secret");
        var confirmed = await Json(await identity.PostAsync("totp/confirm", new { code = CodeOf(secret, 0) }, person.AccessToken), HttpStatusCode.OK);
        return (person, secret, [.. confirmed.GetProperty("recovery_codes").EnumerateArray().Select(code => code.GetString()!)]);
    }

    /// <summary>The code that an authenticator shows so many steps from now.</summary>
    private static string CodeOf(string base32, int steps) =>
        Totp.CodeOf(Bytes(base32), Totp.StepOf(TimeProvider.System.GetUtcNow()) + steps);

    /// <summary>What a text in base 32 stands for.</summary>
    internal static byte[] Bytes(string base32)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var bits = string.Concat(base32.Select(letter => Convert.ToString(Alphabet.IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    private async Task<HttpResponseMessage> PostLogInAsync(SignedInPerson person, string? totp)
    {
        using var client = identity.AtHost(person.TenantId);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Person.Email, password = Password, totp });
    }

    private async Task<JsonElement> LogInAsync(SignedInPerson person, string? totp, HttpStatusCode expected) => await Json(await PostLogInAsync(person, totp), expected);

    private async Task<JsonElement> GetAsync(string token)
    {
        using var client = identity.With(token);
        return await client.GetFromJsonAsync<JsonElement>("/api/v1/auth/totp");
    }
}
