using System.Net;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Tests.SecondFactors;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>What a company asks of second factors holds for who comes by its provider, too.</summary>
public sealed class SecondFactorByProviderTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private static DateTimeOffset Past => DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 86_400);

    [Fact]
    public async Task A_factor_that_the_provider_saw_counts_in_this_session_and_in_its_renewals()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer() with { Amr = ["pwd", "mfa"] };
        await company.SignInAsync(provider, who);
        identity.Tenants.AskForSecondFactor(company.TenantId, Past);

        var answer = await company.SignInAsync(provider, who);
        Text(answer.GetProperty("second_factor"), "state").ShouldBe("enrolled");
        (await identity.TryAsync(Text(answer, "access_token"))).ShouldBe(HttpStatusCode.OK);
        var renewed = Text(await identity.RefreshAsync(Text(answer, "refresh_token"), HttpStatusCode.OK), "access_token");
        (await identity.TryAsync(renewed)).ShouldBe(HttpStatusCode.OK);
        using var client = identity.With(renewed);
        Text((await Json(await client.GetAsync("/api/v1/auth/me"), HttpStatusCode.OK)).GetProperty("second_factor"), "state").ShouldBe("enrolled");
    }

    [Fact]
    public async Task Where_the_provider_saw_none_the_grace_is_everybodys()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer() with { Amr = ["pwd"] };
        await company.SignInAsync(provider, who);
        identity.Tenants.AskForSecondFactor(company.TenantId, Past);

        var answer = await company.SignInAsync(provider, who);
        Text(answer.GetProperty("second_factor"), "state").ShouldBe("overdue");
        (await identity.TryAsync(Text(answer, "access_token"))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_has_a_factor_of_their_own_shows_it_where_the_company_asks_and_the_provider_saw_none()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var who = company.Newcomer();
        var person = await identity.AddPersonAsync(who.Email);
        identity.Tenants.AddMember(company.TenantId, person.Id);
        var own = await identity.SignInAsync(person, company.TenantId);
        var (linking, _) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        await company.FinishAsync(linking, HttpStatusCode.OK, Password);
        var secret = Text(await Json(await identity.PostAsync("totp/setup", new { }, own.AccessToken), HttpStatusCode.OK), "secret");
        var codes = await ConfirmAsync(identity, own.AccessToken, secret);
        await company.SignInAsync(provider, who);

        identity.Tenants.AskForSecondFactor(company.TenantId, Past);
        var (started, asked) = await company.BeginAsync(provider, who, HttpStatusCode.Unauthorized);
        Code(asked).ShouldBe("two_factor_required");
        Code(await company.FinishAsync(started, HttpStatusCode.Unauthorized, totp: "000000")).ShouldBe("invalid_two_factor_code");
        await company.FinishAsync(started, HttpStatusCode.OK, totp: codes[0]);
        await company.SignInAsync(provider, who with { Amr = ["mfa"] });
    }

    /// <summary>Puts an authenticator in force; its recovery codes.</summary>
    internal static async Task<List<string>> ConfirmAsync(IdentityFixture identity, string token, string secret)
    {
        var code = Totp.CodeOf(TotpTests.Bytes(secret), Totp.StepOf(TimeProvider.System.GetUtcNow()));
        var confirmed = await Json(await identity.PostAsync("totp/confirm", new { code }, token), HttpStatusCode.OK);
        return [.. confirmed.GetProperty("recovery_codes").EnumerateArray().Select(text => text.GetString()!)];
    }
}
