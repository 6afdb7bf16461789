using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class CheckSubdomainTests(TenantsFixture service)
{
    [Theory]
    [InlineData("www", "reserved", "www-2")]
    [InlineData("Ümlaut & Söhne", "invalid", "umlaut-sohne")]
    [InlineData("-", "invalid", "company")]
    [InlineData("ab", "invalid", "ab-2")]
    public async Task Says_why_not_and_what_could_be_had(string asked, string reason, string suggestion)
    {
        var answer = await AskAsync(asked);

        (answer.Available, answer.Reason).ShouldBe((false, reason));
        answer.Suggestion.ShouldStartWith(suggestion);
        (await AskAsync(answer.Suggestion)).Available.ShouldBeTrue();
    }

    [Fact]
    public async Task A_taken_one_leads_to_the_next_that_is_free()
    {
        var company = await service.NewCompanyAsync();

        var answer = await AskAsync(company.Subdomain);

        (answer.Available, answer.Reason, answer.Suggestion).ShouldBe((false, "taken", company.Subdomain + "-2"));
    }

    private Task<CheckSubdomainResponse> AskAsync(string subdomain) =>
        service.Rpc.CheckSubdomainAsync(new CheckSubdomainRequest { Subdomain = subdomain }, TenantsFixture.ServiceMetadata).ResponseAsync;
}
