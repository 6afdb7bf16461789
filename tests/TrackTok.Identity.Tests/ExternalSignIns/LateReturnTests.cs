using System.Net;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>Browsers that come too late.</summary>
public sealed class LateReturnTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task After_ten_minutes_it_is_too_late_and_the_next_who_begins_tidies_up()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        var started = await company.StartAsync();
        var back = provider.Browse(Text(started, "location"), company.Newcomer());
        identity.Time.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));
        Code(await company.ReturnAsync(started, back, HttpStatusCode.UnprocessableEntity)).ShouldBe("external_attempt_invalid");
        await company.StartAsync();
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM external_attempts WHERE tenant_id = '{company.TenantId}'")).ShouldBe(1);
    }
}

/// <summary>Providers that do not come to an end. Apart, because a clock is moved once: tokens of before are not believed afterwards.</summary>
public sealed class SlowProviderTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task A_provider_that_is_slow_away_or_endless_is_told_apart_from_a_lie()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        provider.InsteadOfTokens = async http =>
        {
            http.Response.ContentType = "application/json";
            var chunk = new byte[1 << 20];
            for (var i = 0; i < 10; i++) await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
        };
        Code(await company.SignInAsync(provider, company.Newcomer(), HttpStatusCode.ServiceUnavailable)).ShouldBe("external_provider_unreachable");
        provider.InsteadOfTokens = http => Task.Delay(TimeSpan.FromSeconds(30), http.RequestAborted);
        Code(await company.SignInAsync(provider, company.Newcomer(), HttpStatusCode.ServiceUnavailable)).ShouldBe("external_provider_unreachable");
        provider.InsteadOfTokens = http =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        Code(await company.SignInAsync(provider, company.Newcomer(), HttpStatusCode.ServiceUnavailable)).ShouldBe("external_provider_unreachable");
        provider.InsteadOfTokens = null;
        identity.Time.Advance(TimeSpan.FromMinutes(11));
        provider.InsteadOfDiscovery = http => Task.Run(() => http.Response.Redirect("http://127.0.0.1:1/"));
        Code(await company.StartAsync(HttpStatusCode.ServiceUnavailable)).ShouldBe("external_provider_unreachable");
    }
}
