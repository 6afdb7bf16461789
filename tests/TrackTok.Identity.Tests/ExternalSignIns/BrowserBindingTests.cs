using System.Net;
using System.Net.Http.Json;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>A sign-in is finished by the browser that began it, at the company where it began, once and in time.</summary>
public sealed class BrowserBindingTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task An_answer_is_taken_once_also_from_two_at_once()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var back = provider.Browse(Text(started, "location"), company.Newcomer());
        using var client = identity.AtHost(company.TenantId);
        var body = new Dictionary<string, string>(back) { ["binding"] = Text(started, "binding") };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.PostAsJsonAsync("/api/v1/auth/external/callback", body)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        provider.TokensAsked.ShouldBe(1);
        Code(await company.ReturnAsync(started, back, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
    }

    [Fact]
    public async Task A_code_that_was_used_before_signs_nobody_in()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var (first, second) = (await company.StartAsync(), await company.StartAsync());
        var back = provider.Browse(Text(first, "location"), company.Newcomer());
        await company.ReturnAsync(first, back, HttpStatusCode.OK);
        Code(await company.ReturnAsync(second, new(back) { ["state"] = Text(second, "state") }, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_refused");
    }

    [Fact]
    public async Task A_stolen_code_does_not_fit_another_sign_in()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var (victims, attackers) = (await company.StartAsync(), await company.StartAsync());
        var back = provider.Browse(Text(victims, "location"), company.Newcomer());
        // PKCE: the provider knows the code to belong to another verifier.
        Code(await company.ReturnAsync(attackers, new(back) { ["state"] = Text(attackers, "state") }, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_refused");
    }

    [Fact]
    public async Task What_another_browser_began_is_refused_and_stays_good_for_that_browser()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var (victims, attackers) = (await company.StartAsync(), await company.StartAsync());
        var back = provider.Browse(Text(attackers, "location"), company.Newcomer());
        Code(await company.ReturnAsync(victims, back, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
        foreach (var binding in new[] { "x", Text(victims, "state") })
            Code(await company.SendAsync("callback", new(back) { ["binding"] = binding }, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
        provider.TokensAsked.ShouldBe(0);
        await company.ReturnAsync(attackers, back, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_binding_or_a_state_nothing_is_even_looked_for()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var back = provider.Browse(Text(await company.StartAsync(), "location"), company.Newcomer());
        Code(await company.SendAsync("callback", back, HttpStatusCode.UnprocessableEntity)).ShouldBe("validation_failed");
        Code(await company.SendAsync("callback", new() { ["binding"] = "x", ["code"] = "x" }, HttpStatusCode.UnprocessableEntity)).ShouldBe("validation_failed");
        Code(await company.SendAsync("callback", new() { ["state"] = "x", ["binding"] = "x", ["code"] = "x" }, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
    }

    [Fact]
    public async Task A_providers_sign_in_is_of_its_own_company_only()
    {
        await using var provider = await StartAsync();
        var (mine, other) = (await ExternalCompany.FoundAsync(identity, provider), await ExternalCompany.FoundAsync(identity, provider));
        using var elsewhere = identity.AtHost(other.TenantId);
        Code(await Json(await elsewhere.PostAsJsonAsync("/api/v1/auth/external/start", new { provider_id = mine.ProviderId }), HttpStatusCode.NotFound)).ShouldBe("not_found");

        var started = await mine.StartAsync();
        var back = provider.Browse(Text(started, "location"), mine.Newcomer());
        Code(await other.ReturnAsync(started, back, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
        using var nowhere = identity.AtHost(null);
        Code(await Json(await nowhere.PostAsJsonAsync("/api/v1/auth/external/callback", new Dictionary<string, string>(back) { ["binding"] = Text(started, "binding") }), HttpStatusCode.BadRequest)).ShouldBe("tenant_required");
        await mine.ReturnAsync(started, back, HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_no_of_the_providers_uses_the_attempt_up()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var denied = new Dictionary<string, string> { ["state"] = Text(started, "state"), ["error"] = "access_denied" };
        Code(await company.ReturnAsync(started, denied, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_cancelled");
        Code(await company.ReturnAsync(started, provider.Browse(Text(started, "location"), company.Newcomer()), HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
    }

    [Fact]
    public async Task No_secret_of_an_attempt_is_kept_as_it_is()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(new Uri(Text(started, "location")).Query);
        asked["redirect_uri"].ToString().ShouldBe(company.RedirectUri);
        foreach (var secret in new[] { Text(started, "state"), Text(started, "binding"), asked["nonce"].ToString() })
        {
            var hex = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(secret));
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM external_attempts AS row WHERE row::text LIKE '%{secret}%' OR row::text LIKE '%{hex}%'")).ShouldBe(0);
        }
    }
}
