using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Identity.Emails;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Emails;

public sealed class VerifyEmailTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Verify = "Verify your e-mail";
    private const string Confirm = "Confirm your new";
    private const string Allow = "Allow the change";

    [Fact]
    public async Task Registration_mails_a_link_that_verifies_the_address_once()
    {
        var email = $"o{Guid.CreateVersion7():N}@example.com";
        var registered = await Json(await identity.PostAsync("register", new { name = "Demo", owner_email = email, owner_password = Password, owner_first_name = "J", owner_last_name = "D" }), HttpStatusCode.Created);
        registered.GetProperty("user").GetProperty("email_verified").GetBoolean().ShouldBeFalse();
        var token = await identity.MailedTokenAsync(email, Verify);

        Text(await UseAsync(token, HttpStatusCode.OK), "status").ShouldBe("verified");

        (await MeAsync(Text(registered, "access_token"))).GetProperty("email_verified").GetBoolean().ShouldBeTrue();
        Code(await UseAsync(token, HttpStatusCode.UnprocessableEntity)).ShouldBe("verification_invalid");
    }

    [Fact]
    public async Task A_link_mailed_again_voids_the_one_before_and_not_without_end()
    {
        var person = await identity.SignInAsync();
        for (var i = 0; i < EmailProof.MostInAnHour + 3; i++) (await identity.PostAsync("verify-email/resend", new { }, person.AccessToken)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await identity.Mail.WaitAsync(person.Person.Email, Verify, EmailProof.MostInAnHour);
        await Task.Delay(300);
        identity.Mail.To(person.Person.Email).Count.ShouldBe(EmailProof.MostInAnHour);

        (await identity.QueryAsync(db => db.EmailProofs.CountAsync(proof => proof.PersonId == person.Person.Id && proof.ExpiresAt > proof.CreatedAt))).ShouldBe(1);
    }

    [Fact]
    public async Task A_change_that_was_begun_tells_who_has_agreed_and_can_be_called_off()
    {
        var (person, next) = (await identity.SignInAsync(), $"n{Guid.CreateVersion7():N}@example.com");
        (await PendingAsync(person)).ValueKind.ShouldBe(JsonValueKind.Null);
        await ChangeAsync(person, next);
        var begun = await PendingAsync(person);
        (Text(begun, "new_email"), begun.GetProperty("new_address_agreed").GetBoolean(), begun.GetProperty("present_address_agreed").GetBoolean()).ShouldBe((next, false, false));

        await UseAsync(await identity.MailedTokenAsync(next, Confirm), HttpStatusCode.OK);
        var half = await PendingAsync(person);
        (half.GetProperty("new_address_agreed").GetBoolean(), half.GetProperty("present_address_agreed").GetBoolean()).ShouldBe((true, false));

        var other = await identity.MailedTokenAsync(person.Person.Email, Allow);
        using var client = identity.With(person.AccessToken);
        for (var i = 0; i < 2; i++) (await client.DeleteAsync("/api/v1/auth/change-email")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PendingAsync(person)).ValueKind.ShouldBe(JsonValueKind.Null);
        Code(await UseAsync(other, HttpStatusCode.UnprocessableEntity)).ShouldBe("verification_invalid");
    }

    [Theory]
    [InlineData(Confirm, Allow)]
    [InlineData(Allow, Confirm)]
    public async Task An_address_changes_when_both_have_agreed_in_whatever_order(string first, string second)
    {
        var (person, next) = (await identity.SignInAsync(), $"n{Guid.CreateVersion7():N}@example.com");
        (await ChangeAsync(person, next)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        async Task<string> TokenAsync(string subject) => await identity.MailedTokenAsync(subject == Confirm ? next : person.Person.Email, subject);

        Text(await UseAsync(await TokenAsync(first), HttpStatusCode.OK), "status").ShouldBe("waiting");
        (await SignInAsync(person, next)).ShouldBe(HttpStatusCode.Unauthorized);
        Text(await UseAsync(await TokenAsync(second), HttpStatusCode.OK), "status").ShouldBe("changed");

        (await SignInAsync(person, next)).ShouldBe(HttpStatusCode.OK);
        (await SignInAsync(person, person.Person.Email)).ShouldBe(HttpStatusCode.Unauthorized);
        await identity.Mail.WaitAsync(person.Person.Email, "was changed");
        await identity.Mail.WaitAsync(next, "was changed");
        (await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains(nameof(PersonRevised)) && message.Body.Contains(next)))).ShouldBe(1);
    }

    [Fact]
    public async Task Both_links_used_at_once_change_the_address_once()
    {
        var (person, next) = (await identity.SignInAsync(), $"n{Guid.CreateVersion7():N}@example.com");
        await ChangeAsync(person, next);
        var (confirm, allow) = (await identity.MailedTokenAsync(next, Confirm), await identity.MailedTokenAsync(person.Person.Email, Allow));

        var answers = await Task.WhenAll(UseAsync(confirm, HttpStatusCode.OK), UseAsync(allow, HttpStatusCode.OK));

        answers.Select(answer => Text(answer, "status")).Order().ShouldBe(["changed", "waiting"]);
    }

    [Fact]
    public async Task What_was_agreed_to_for_one_address_does_not_count_for_another()
    {
        var (person, one, other) = (await identity.SignInAsync(), $"n{Guid.CreateVersion7():N}@example.com", $"n{Guid.CreateVersion7():N}@example.com");
        await ChangeAsync(person, one);
        await UseAsync(await identity.MailedTokenAsync(person.Person.Email, Allow), HttpStatusCode.OK);
        await ChangeAsync(person, other);

        Text(await UseAsync(await identity.MailedTokenAsync(other, Confirm), HttpStatusCode.OK), "status").ShouldBe("waiting");
        Code(await UseAsync(await identity.MailedTokenAsync(one, Confirm), HttpStatusCode.UnprocessableEntity)).ShouldBe("verification_invalid");
    }

    [Fact]
    public async Task A_change_needs_the_password_and_tells_nothing_of_other_accounts()
    {
        var (person, other) = (await identity.SignInAsync(), await identity.AddPersonAsync());
        Code(await Json(await identity.PostAsync("change-email", new { new_email = other.Email, current_password = "Wrong-guess-1" }, person.AccessToken), HttpStatusCode.UnprocessableEntity)).ShouldBe("wrong_password");

        (await ChangeAsync(person, other.Email)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await UseAsync(await identity.MailedTokenAsync(person.Person.Email, Allow), HttpStatusCode.OK);
        Code(await UseAsync(await identity.MailedTokenAsync(other.Email, Confirm), HttpStatusCode.Conflict)).ShouldBe("email_in_use");
    }

    [Fact]
    public async Task A_new_device_is_told_and_a_known_one_is_not()
    {
        var (person, tenant) = await identity.AddMemberAsync();
        await OnAsync(person.Email, tenant, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        await OnAsync(person.Email, tenant, "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.2");
        await OnAsync(person.Email, tenant, "Mozilla/5.0 (iPhone) Safari/26.0");

        (await identity.Mail.WaitAsync(person.Email, "new device")).TextBody.ShouldNotBeNull().ShouldContain("iPhone");
        identity.Mail.To(person.Email).Count.ShouldBe(1);
    }

    private async Task OnAsync(string email, Guid tenant, string device)
    {
        using var client = identity.AtHost(tenant);
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", device);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> ChangeAsync(SignedInPerson person, string email) =>
        identity.PostAsync("change-email", new { new_email = email, current_password = Password }, person.AccessToken);

    private async Task<JsonElement> UseAsync(string token, HttpStatusCode expected) => await Json(await identity.PostAsync("verify-email", new { token }), expected);

    private async Task<HttpStatusCode> SignInAsync(SignedInPerson person, string email)
    {
        using var client = identity.AtHost(person.TenantId);
        return (await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = Password })).StatusCode;
    }

    private async Task<JsonElement> PendingAsync(SignedInPerson person)
    {
        using var client = identity.With(person.AccessToken);
        return (await client.GetFromJsonAsync<JsonElement>("/api/v1/auth/change-email")).GetProperty("pending");
    }

    private async Task<JsonElement> MeAsync(string token)
    {
        using var client = identity.With(token);
        return (await client.GetFromJsonAsync<JsonElement>("/api/v1/auth/me")).GetProperty("user");
    }
}
