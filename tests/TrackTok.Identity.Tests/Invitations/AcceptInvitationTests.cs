using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Tenants.Contracts;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Invitations;

public sealed class AcceptInvitationTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Somebody_new_joins_by_the_mailed_link_and_is_signed_in()
    {
        var told = Invitation("analyst");
        await HearAsync(told);
        var mail = await identity.Mail.WaitAsync(told.Email, "Olga Owner invites you to Acme");
        mail.TextBody.ShouldNotBeNull().ShouldContain("http://acme.localhost:5000/accept-invitation?token=");
        var token = await TokenAsync(told);

        var seen = await Json(await identity.PostAsync("invitations/look-up", new { token }), HttpStatusCode.OK);
        (Text(seen, "email"), Text(seen, "role"), seen.GetProperty("has_account").GetBoolean(), Text(seen.GetProperty("tenant"), "name")).ShouldBe((told.Email, "analyst", false, "Acme"));
        var joined = await AcceptAsync(token, HttpStatusCode.OK);

        (Text(joined.GetProperty("user"), "email"), Text(joined.GetProperty("user"), "role"), joined.GetProperty("tenant").GetProperty("id").GetGuid()).ShouldBe((told.Email, "analyst", told.TenantId));
        (await identity.TryAsync(Text(joined, "access_token"))).ShouldBe(HttpStatusCode.OK);
        using var client = identity.AtHost(told.TenantId);
        (await client.PostAsJsonAsync("/api/v1/auth/login", new { email = told.Email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await identity.AuditedAsync(told.TenantId)).ShouldContain("person.signed_in");
    }

    [Fact]
    public async Task A_link_works_once()
    {
        var told = Invitation();
        await HearAsync(told);
        var token = await TokenAsync(told);
        await AcceptAsync(token, HttpStatusCode.OK);

        Code(await AcceptAsync(token, HttpStatusCode.UnprocessableEntity)).ShouldBe("invitation_invalid");
        Code(await Json(await identity.PostAsync("invitations/look-up", new { token }), HttpStatusCode.UnprocessableEntity)).ShouldBe("invitation_invalid");
    }

    [Fact]
    public async Task Two_who_use_a_link_at_once_become_one_person_and_one_session()
    {
        var told = Invitation();
        await HearAsync(told);
        var token = await TokenAsync(told);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(token)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await identity.QueryAsync(db => db.People.CountAsync(person => person.Email == told.Email))).ShouldBe(1);
    }

    [Fact]
    public async Task Sending_again_makes_the_older_link_worthless()
    {
        var told = Invitation();
        await HearAsync(told);
        var older = await TokenAsync(told);
        await HearAsync(told with { Version = 2, Generation = 2 });
        await identity.Mail.WaitAsync(told.Email, "invites you", count: 2);

        Code(await AcceptAsync(older, HttpStatusCode.UnprocessableEntity)).ShouldBe("invitation_invalid");
        await AcceptAsync(await TokenAsync(told), HttpStatusCode.OK);
    }

    [Fact]
    public async Task News_heard_twice_or_late_mails_nothing_and_revokes_for_good()
    {
        var told = Invitation();
        var id = Guid.CreateVersion7();
        await HearAsync(told, id);
        await HearAsync(told, id);
        await HearAsync(told);
        var token = await TokenAsync(told);
        await HearAsync(told with { Version = 3, State = "revoked" });
        await HearAsync(told with { Version = 2, Generation = 2 });
        await Task.Delay(300);

        identity.Mail.To(told.Email).Count.ShouldBe(1);
        Code(await AcceptAsync(token, HttpStatusCode.UnprocessableEntity)).ShouldBe("invitation_invalid");
    }

    [Fact]
    public async Task Word_of_the_acceptance_that_comes_before_its_end_does_not_spoil_it()
    {
        var told = Invitation();
        await HearAsync(told);
        identity.Tenants.WhileAccepting = invitation => invitation == told.InvitationId ? HearAsync(told with { Version = 2, State = "accepted" }) : Task.CompletedTask;

        await AcceptAsync(await TokenAsync(told), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Somebody_with_an_account_gives_its_password_or_is_signed_in()
    {
        var one = await identity.SignInAsync();
        var told = Invitation("admin", one.Person.Email);
        await HearAsync(told);
        var token = await TokenAsync(told);
        (await Json(await identity.PostAsync("invitations/look-up", new { token }), HttpStatusCode.OK)).GetProperty("has_account").GetBoolean().ShouldBeTrue();

        Code(await Json(await identity.PostAsync("invitations/accept", new { token }), HttpStatusCode.Unauthorized)).ShouldBe("account_password_required");
        Code(await Json(await identity.PostAsync("invitations/accept", new { token, password = "Wrong-guess-1" }), HttpStatusCode.Unauthorized)).ShouldBe("invalid_credentials");
        var stranger = await identity.SignInAsync();
        Code(await Json(await identity.PostAsync("invitations/accept", new { token }, stranger.AccessToken), HttpStatusCode.Unauthorized)).ShouldBe("account_password_required");
        var joined = await Json(await identity.PostAsync("invitations/accept", new { token, password = Password }), HttpStatusCode.OK);
        (joined.GetProperty("user").GetProperty("id").GetGuid(), Text(joined.GetProperty("user"), "role")).ShouldBe((one.Person.Id, "admin"));

        var further = Invitation("member", one.Person.Email);
        await HearAsync(further);
        await Json(await identity.PostAsync("invitations/accept", new { token = await TokenAsync(further) }, one.AccessToken), HttpStatusCode.OK);
        var ended = Invitation("member", one.Person.Email);
        await HearAsync(ended);
        await identity.PostAsync("logout", new { }, one.AccessToken);
        await Json(await identity.PostAsync("invitations/accept", new { token = await TokenAsync(ended) }, one.AccessToken), HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("invitation_invalid", HttpStatusCode.UnprocessableEntity)]
    [InlineData("already_member", HttpStatusCode.Conflict)]
    [InlineData("plan_limit_reached", HttpStatusCode.Forbidden)]
    public async Task When_Tenants_says_no_nobody_is_left_behind(string code, HttpStatusCode status)
    {
        var told = Invitation();
        await HearAsync(told);
        identity.Tenants.RefusesInvitations[told.InvitationId] = code;

        Code(await AcceptAsync(await TokenAsync(told), status)).ShouldBe(code);
        (await identity.QueryAsync(db => db.People.AnyAsync(person => person.Email == told.Email))).ShouldBeFalse();

        // At the company's own host, as the link in the mail leads there.
        using var client = identity.AtHost(told.TenantId);
        using var there = await client.PostAsJsonAsync("/api/v1/auth/invitations/accept", new { token = await TokenAsync(told), password = Password });
        Code(await Json(there, status)).ShouldBe(code);
        (await identity.QueryAsync(db => db.People.AnyAsync(person => person.Email == told.Email))).ShouldBeFalse();
    }

    [Fact]
    public async Task An_acceptance_that_broke_off_is_finished_by_repeating_it()
    {
        var told = Invitation();
        await HearAsync(told);
        var token = await TokenAsync(told);
        identity.Tenants.RefusesInvitations[told.InvitationId] = "away";
        await AcceptAsync(token, HttpStatusCode.ServiceUnavailable);
        identity.Tenants.RefusesInvitations.TryRemove(told.InvitationId, out _);

        await AcceptAsync(token, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Somebody_new_needs_names_and_a_good_password()
    {
        var told = Invitation() with { FirstName = null, LastName = null };
        await HearAsync(told);

        var refused = await Json(await identity.PostAsync("invitations/accept", new { token = await TokenAsync(told), password = "short" }), HttpStatusCode.UnprocessableEntity);

        refused.GetProperty("errors").EnumerateObject().Select(member => member.Name).ShouldBe(["first_name", "last_name", "password"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_mail_is_in_the_companys_language_and_the_token_only_there()
    {
        var told = Invitation() with { TenantLocale = "de-AT" };
        await HearAsync(told);
        var token = await identity.MailedTokenAsync(told.Email, "lädt Sie zu Acme");

        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM invitation_links AS row WHERE row::text LIKE '%{token}%'")).ShouldBe(0);
    }

    private InvitationRevised Invitation(string role = "member", string? email = null)
    {
        var (tenant, id, at) = (identity.Tenants.AddTenant(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        identity.Tenants.Invited[id] = role;
        return new InvitationRevised(tenant, at, 1, id, "pending", 1, email ?? $"i{id:N}@example.com", role, "Ida", "Invited", at.AddDays(7), "Olga Owner", "Acme", "acme", "en-US");
    }

    private Task HearAsync(InvitationRevised told, Guid? message = null) => identity.ConsumeAsync(told, message ?? Guid.CreateVersion7());

    /// <summary>Of the newest mail of this very invitation: an address may have been invited by several companies.</summary>
    private async Task<string> TokenAsync(InvitationRevised told)
    {
        await Task.Delay(50);
        return await identity.MailedTokenAsync(told.Email, "invites you");
    }

    private Task<HttpResponseMessage> PostAsync(string token) =>
        identity.PostAsync("invitations/accept", new { token, first_name = "Ida", last_name = "Invited", password = Password });

    private async Task<JsonElement> AcceptAsync(string token, HttpStatusCode expected) => await Json(await PostAsync(token), expected);
}
