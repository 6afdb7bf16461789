using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.Tests.Sessions;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Passwords;

public sealed class PasswordResetTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string NewPassword = "Another-good-1";
    private const string Subject = "Choose a new password";

    [Fact]
    public async Task A_mailed_token_sets_a_new_password_and_ends_every_session()
    {
        var person = await identity.SignInAsync();
        await AskAsync(person.Person.Email);
        var token = await identity.MailedTokenAsync(person.Person.Email, Subject);

        (await ConfirmAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await identity.TryAsync(person.AccessToken)).ShouldBe(HttpStatusCode.Unauthorized);
        await identity.RefreshAsync(person.RefreshToken, HttpStatusCode.Unauthorized);
        using var client = identity.AtHost(person.TenantId);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Person.Email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Person.Email, password = NewPassword })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.Mail.WaitAsync(person.Person.Email, "was changed")).TextBody.ShouldNotBeNull().ShouldContain("Hello Jane");
    }

    [Fact]
    public async Task A_token_is_good_once_also_when_used_twice_at_once()
    {
        var person = await identity.SignInAsync();
        await AskAsync(person.Person.Email);
        var token = await identity.MailedTokenAsync(person.Person.Email, Subject);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => identity.PostAsync("password-reset/confirm", new { token, new_password = $"Another-good-{i}" })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.UnprocessableEntity).ShouldBe(5);
        (await CodeAsync(await ConfirmAsync(token))).ShouldBe("reset_token_invalid");
    }

    [Fact]
    public async Task A_newer_token_voids_the_older()
    {
        var person = await identity.SignInAsync();
        await AskAsync(person.Person.Email);
        var older = await identity.MailedTokenAsync(person.Person.Email, Subject);
        await AskAsync(person.Person.Email);
        await identity.Mail.WaitAsync(person.Person.Email, Subject, count: 2);

        (await CodeAsync(await ConfirmAsync(older))).ShouldBe("reset_token_invalid");
        (await ConfirmAsync(await identity.MailedTokenAsync(person.Person.Email, Subject))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Changing_the_password_voids_a_token()
    {
        var person = await identity.SignInAsync();
        await AskAsync(person.Person.Email);
        var token = await identity.MailedTokenAsync(person.Person.Email, Subject);
        (await identity.PostAsync("change-password", new { current_password = Password, new_password = NewPassword }, person.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await CodeAsync(await ConfirmAsync(token))).ShouldBe("reset_token_invalid");
    }

    [Fact]
    public async Task Neither_token_nor_address_lies_open_in_the_database()
    {
        var person = await identity.SignInAsync();
        await AskAsync(person.Person.Email);
        var token = await identity.MailedTokenAsync(person.Person.Email, Subject);

        foreach (var table in (string[])["password_resets", "outgoing_mails"])
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%{token}%' OR row::text LIKE '%{person.Person.Email}%'")).ShouldBe(0, table);
    }

    [Fact]
    public async Task An_unknown_address_is_answered_alike_and_mailed_nothing()
    {
        var known = await identity.AddPersonAsync();
        var unknown = $"nobody{Guid.CreateVersion7():N}@example.com";

        using var one = await identity.PostAsync("password-reset/request", new { email = known.Email });
        using var other = await identity.PostAsync("password-reset/request", new { email = unknown });

        (one.StatusCode, await one.Content.ReadAsStringAsync()).ShouldBe((other.StatusCode, await other.Content.ReadAsStringAsync()));
        one.Headers.Select(header => header.Key).ShouldBe(other.Headers.Select(header => header.Key));
        await identity.Mail.WaitAsync(known.Email, Subject);
        identity.Mail.To(unknown).ShouldBeEmpty();
        (await identity.QueryAsync(db => db.PasswordResets.CountAsync(reset => reset.Email == unknown))).ShouldBe(0);
    }

    [Fact]
    public async Task Nobodys_inbox_is_filled()
    {
        var person = await identity.AddPersonAsync();

        for (var i = 0; i < 2 * PasswordReset.MostInAnHour; i++) await AskAsync(person.Email);

        await identity.Mail.WaitAsync(person.Email, Subject, PasswordReset.MostInAnHour);
        await Task.Delay(500);
        identity.Mail.To(person.Email).Count.ShouldBe(PasswordReset.MostInAnHour);
    }

    [Fact]
    public async Task A_new_password_lifts_the_lock_that_a_strangers_guesses_put_on_the_account()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        using var client = identity.AtHost(tenant);
        for (var i = 0; i < 12; i++) await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = "Wrong-guess-1" });
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        await AskAsync(person.Email);

        (await ConfirmAsync(await identity.MailedTokenAsync(person.Email, Subject))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = NewPassword })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_is_told_to_every_company_of_the_person_and_audited_there_once()
    {
        var here = await identity.SignInAsync();
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, here.Person.Id);
        await AskAsync(here.Person.Email);
        await ConfirmAsync(await identity.MailedTokenAsync(here.Person.Email, Subject));

        var id = here.Person.Id.ToString();
        Task<int> ToldAsync(string change) => identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains(nameof(CredentialsChanged)) && message.Body.Contains(id) && message.Body.Contains($"\"{change}\"")));
        (await ToldAsync("password_reset")).ShouldBe(2);
        (await ToldAsync("password_reset_asked")).ShouldBe(1, "where they have been signed in");
        var (message, at) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        var news = new CredentialsChanged(elsewhere, at, at.ToUnixTimeMilliseconds(), here.Person.Id, "password_reset", "203.0.113.7", "request");
        await identity.ConsumeAsync(news, message);
        await identity.ConsumeAsync(news, message);
        await identity.ConsumeAsync(news with { Change = "password_reset_asked" }, Guid.CreateVersion7());
        (await identity.AuditedAsync(elsewhere)).ShouldBe(["person.password_reset", "person.password_reset_asked"]);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{elsewhere}' AND action = 'person.password_reset_asked' AND actor_id IS NULL")).ShouldBe(1, "by whom is not known");
    }

    [Theory]
    [InlineData("""{"token":"x","new_password":"short"}""", "new_password")]
    [InlineData("""{"new_password":"Another-good-1"}""", "token")]
    public async Task Refuses_an_unfit_body(string body, string member)
    {
        using var client = identity.Anonymous();
        using var answer = await client.PostAsync("/api/v1/auth/password-reset/confirm", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        (await Json(answer, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(member);
    }

    private async Task AskAsync(string email) => (await identity.PostAsync("password-reset/request", new { email })).StatusCode.ShouldBe(HttpStatusCode.Accepted);

    private Task<HttpResponseMessage> ConfirmAsync(string token) => identity.PostAsync("password-reset/confirm", new { token, new_password = NewPassword });

    private static async Task<string> CodeAsync(HttpResponseMessage answer) => Code(await Json(answer, HttpStatusCode.UnprocessableEntity));
}

/// <summary>The same where a test moves the clock.</summary>
public sealed class PasswordResetExpiryTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task A_token_is_good_for_an_hour()
    {
        var person = await identity.AddPersonAsync();
        await identity.PostAsync("password-reset/request", new { email = person.Email });
        var token = await identity.MailedTokenAsync(person.Email, "Choose a new password");
        identity.Time.Advance(TimeSpan.FromMinutes(61));

        using var answer = await identity.PostAsync("password-reset/confirm", new { token, new_password = "Another-good-1" });

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
