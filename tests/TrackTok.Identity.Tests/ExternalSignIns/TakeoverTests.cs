using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>What a company's provider says is good for that company, and opens nothing that is a person's elsewhere.</summary>
public sealed class TakeoverTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task An_account_of_before_is_linked_only_after_it_proved_itself_by_its_own_password()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var victim = await MemberElsewhereAsync(who);
        identity.Tenants.AddMember(company.TenantId, victim.Person.Id);

        // The provider may say what it will: as often as it says so, nobody is let in.
        for (var i = 0; i < 3; i++) Code(await company.SignInAsync(provider, who with { Subject = "s" + i }, HttpStatusCode.Unauthorized)).ShouldBe("external_link_needed");
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM external_links WHERE person_id = '{victim.Person.Id}'")).ShouldBe(0);

        var (started, _) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        Code(await company.FinishAsync(started, HttpStatusCode.Unauthorized)).ShouldBe("external_link_needed");
        Code(await company.FinishAsync(started, HttpStatusCode.Unauthorized, "Wrong-guess-1")).ShouldBe("invalid_credentials");
        Text((await company.FinishAsync(started, HttpStatusCode.OK, Password)).GetProperty("user"), "id").ShouldBe(victim.Person.Id.ToString());
        Code(await company.FinishAsync(started, HttpStatusCode.UnprocessableEntity, Password)).ShouldBe("external_attempt_invalid");
        await company.SignInAsync(provider, who);
    }

    [Fact]
    public async Task A_second_factor_of_ones_own_is_asked_for_where_an_account_is_linked()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var victim = await MemberElsewhereAsync(who);
        var codes = await EnrolAsync(victim.AccessToken);
        var (started, _) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        Code(await company.FinishAsync(started, HttpStatusCode.Unauthorized, Password)).ShouldBe("two_factor_required");
        Code(await company.FinishAsync(started, HttpStatusCode.Unauthorized, Password, "000000")).ShouldBe("invalid_two_factor_code");
        await company.FinishAsync(started, HttpStatusCode.OK, Password, codes[0]);
    }

    [Fact]
    public async Task Guesses_at_the_password_are_counted_as_everywhere()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        await MemberElsewhereAsync(who);
        var (started, _) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        using var client = identity.AtHost(company.TenantId);
        var status = HttpStatusCode.OK;
        for (var i = 0; i < 12; i++) status = (await client.PostAsJsonAsync("/api/v1/auth/external/finish", new { state = Text(started, "state"), binding = Text(started, "binding"), password = "Wrong-guess-1" })).StatusCode;
        status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_session_by_a_provider_is_good_for_its_company_and_for_nothing_that_is_the_persons_everywhere()
    {
        var (company, provider, victim, session) = await LinkedAsync();
        await using var standIn = provider;
        using var client = identity.With(Text(session, "access_token"));

        await RefusedAsync(client.PostAsJsonAsync("/api/v1/auth/switch-tenant", new { tenant_id = victim.TenantId }));
        await RefusedAsync(client.PatchAsJsonAsync("/api/v1/auth/me", new { first_name = "Mallory" }));
        await RefusedAsync(client.PostAsync("/api/v1/auth/totp/setup", null));
        await RefusedAsync(client.PostAsync("/api/v1/auth/totp/recovery-codes", null));
        await RefusedAsync(client.DeleteAsync("/api/v1/auth/totp"));
        await RefusedAsync(client.PostAsync("/api/v1/auth/passkeys/options", null));
        await RefusedAsync(client.DeleteAsync("/api/v1/auth/change-email"));
        await RefusedAsync(client.PostAsJsonAsync("/api/v1/api-keys", new { name = "K", scopes = new[] { "things.read" } }));
        Code(await Json(await client.PostAsJsonAsync("/api/v1/auth/change-email", new { new_email = "mallory@example.com", current_password = "Wrong-guess-1" }), HttpStatusCode.UnprocessableEntity)).ShouldBe("wrong_password");

        var me = await Json(await client.GetAsync("/api/v1/auth/me"), HttpStatusCode.OK);
        me.GetProperty("memberships").EnumerateArray().Select(membership => Text(membership, "tenant_id")).ShouldBe([company.TenantId.ToString()]);
        var sessions = (await Json(await client.GetAsync("/api/v1/auth/sessions"), HttpStatusCode.OK)).GetProperty("items").EnumerateArray().ToList();
        sessions.ShouldAllBe(row => Text(row, "tenant_id") == company.TenantId.ToString());
        var elsewhere = Sessions.RefreshSessionTests.Sid(victim.AccessToken);
        (await client.DeleteAsync("/api/v1/auth/sessions/" + elsewhere)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await identity.LivesAsync(victim.AccessToken)).ShouldBeTrue();

        // Renewing it renews what it is.
        using var renewed = identity.With(Text(await identity.RefreshAsync(Text(session, "refresh_token"), HttpStatusCode.OK), "access_token"));
        await RefusedAsync(renewed.PostAsJsonAsync("/api/v1/auth/switch-tenant", new { tenant_id = victim.TenantId }));

        static async Task RefusedAsync(Task<HttpResponseMessage> asked)
        {
            using var answer = await asked;
            Code(await Json(answer, HttpStatusCode.Forbidden)).ShouldBe("step_up_required", answer.RequestMessage!.RequestUri!.ToString());
        }
    }

    [Fact]
    public async Task Ones_own_password_makes_the_session_ones_own()
    {
        var (_, provider, victim, session) = await LinkedAsync();
        await using var standIn = provider;
        var proved = Text(await Json(await identity.PostAsync("step-up", new { password = Password }, Text(session, "access_token")), HttpStatusCode.OK), "access_token");
        await Json(await identity.PostAsync("switch-tenant", new { tenant_id = victim.TenantId }, proved), HttpStatusCode.OK);
        var renewed = Text(await identity.RefreshAsync(Text(session, "refresh_token"), HttpStatusCode.OK), "access_token");
        await Json(await identity.PostAsync("totp/setup", new { }, renewed), HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_invitation_to_another_company_is_not_accepted_on_a_providers_word()
    {
        var (_, provider, victim, session) = await LinkedAsync();
        await using var standIn = provider;
        var elsewhere = identity.Tenants.AddTenant("Elsewhere");
        var id = Guid.CreateVersion7();
        identity.Tenants.Invited[id] = "admin";
        await identity.ConsumeAsync(new Tenants.Contracts.InvitationRevised(elsewhere, TimeProvider.System.GetUtcNow(), 1, id, "pending", 1, victim.Person.Email, "admin", null, null, TimeProvider.System.GetUtcNow().AddDays(7), "Olga", "Elsewhere", "elsewhere", "en"), Guid.CreateVersion7());
        var token = await identity.MailedTokenAsync(victim.Person.Email, "Elsewhere");
        Code(await Json(await identity.PostAsync("invitations/accept", new { token }, Text(session, "access_token")), HttpStatusCode.Unauthorized)).ShouldBe("account_password_required");
        await Json(await identity.PostAsync("invitations/accept", new { token }, victim.AccessToken), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_never_had_credentials_of_their_own_follows_the_company_to_its_next_provider()
    {
        await using var before = await StartAsync();
        await using var after = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, before);
        var who = company.Newcomer();
        var id = Text((await company.SignInAsync(before, who)).GetProperty("user"), "id");
        await company.AddAsync(after.Issuer, StandInClient, StandInSecret);
        Text((await company.SignInAsync(after, who with { Subject = "another" })).GetProperty("user"), "id").ShouldBe(id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Removing_or_switching_off_a_provider_ends_what_was_opened_by_it_and_nothing_else(bool removes)
    {
        var (company, provider, victim, session) = await LinkedAsync();
        await using var standIn = provider;
        using var owner = identity.With(company.Owner.AccessToken);
        var path = $"/api/v1/identity-providers/{company.ProviderId}";
        (removes ? await owner.DeleteAsync(path) : await owner.PatchAsJsonAsync(path, new { enabled = false })).IsSuccessStatusCode.ShouldBeTrue();
        (await identity.LivesAsync(Text(session, "access_token"))).ShouldBeFalse();
        await identity.RefreshAsync(Text(session, "refresh_token"), HttpStatusCode.Unauthorized);
        (await identity.LivesAsync(victim.AccessToken), await identity.LivesAsync(company.Owner.AccessToken)).ShouldBe((true, true));
        foreach (var table in new[] { "external_links", "external_attempts" })
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = '{company.TenantId}'")).ShouldBe(removes ? 0 : 1, table);
    }

    [Fact]
    public async Task A_company_that_is_erased_takes_its_providers_with_it()
    {
        var (company, provider, _, _) = await LinkedAsync();
        await using var standIn = provider;
        await identity.ConsumeAsync(new Tenants.Contracts.TenantErased(company.TenantId, TimeProvider.System.GetUtcNow(), 99), Guid.CreateVersion7());
        foreach (var table in new[] { "identity_providers", "external_links", "external_attempts" })
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = '{company.TenantId}'")).ShouldBe(0, table);
    }

    /// <summary>Somebody with a password and a company of their own, of whom a provider speaks.</summary>
    private async Task<SignedInPerson> MemberElsewhereAsync(Vouched who)
    {
        var person = await identity.AddPersonAsync(who.Email);
        var tenant = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(tenant, person.Id, "owner");
        return await identity.SignInAsync(person, tenant);
    }

    private async Task<(ExternalCompany Company, ProviderStandIn Provider, SignedInPerson Victim, JsonElement Session)> LinkedAsync()
    {
        var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var victim = await MemberElsewhereAsync(who);
        var (started, _) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        return (company, provider, victim, await company.FinishAsync(started, HttpStatusCode.OK, Password));
    }

    private async Task<List<string>> EnrolAsync(string token)
    {
        var secret = Text(await Json(await identity.PostAsync("totp/setup", new { }, token), HttpStatusCode.OK), "secret");
        return await SecondFactorByProviderTests.ConfirmAsync(identity, token, secret);
    }
}
