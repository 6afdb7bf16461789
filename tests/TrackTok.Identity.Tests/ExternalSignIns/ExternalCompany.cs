using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>A company with a domain that it proved and an identity provider, and a browser at its host.</summary>
internal sealed class ExternalCompany
{
    private readonly IdentityFixture _identity;

    private ExternalCompany(IdentityFixture identity, SignedInPerson owner, string domain) => (_identity, Owner, Domain) = (identity, owner, domain);

    internal SignedInPerson Owner { get; }

    internal Guid TenantId => Owner.TenantId;

    internal string Domain { get; }

    internal Guid ProviderId { get; private set; }

    /// <summary>Where providers send browsers back to.</summary>
    internal string RedirectUri => $"http://t{TenantId.ToString("N")[^12..]}.localhost:5000/sign-in/external";

    internal static async Task<ExternalCompany> FoundAsync(IdentityFixture identity)
    {
        var owner = await identity.SignInAsync("owner");
        var domain = $"d{owner.TenantId.ToString("N")[^12..]}.example.com";
        identity.Tenants.Proved[owner.TenantId] = [domain];
        return new ExternalCompany(identity, owner, domain);
    }

    internal static async Task<ExternalCompany> FoundAsync(IdentityFixture identity, ProviderStandIn provider, string role = "member")
    {
        var company = await FoundAsync(identity);
        await company.AddAsync(provider.Issuer, StandInClient, StandInSecret, role);
        return company;
    }

    internal object Body(string issuer, string clientId = StandInClient, string clientSecret = StandInSecret, string role = "member") =>
        new { name = "Acme Login", issuer, client_id = clientId, client_secret = clientSecret, default_role = role, domains = new[] { Domain } };

    internal async Task AddAsync(string issuer, string clientId, string clientSecret, string role = "member")
    {
        using var client = _identity.With(Owner.AccessToken);
        ProviderId = Guid.Parse(Text(await Json(await client.PostAsJsonAsync("/api/v1/identity-providers", Body(issuer, clientId, clientSecret, role)), HttpStatusCode.Created), "id"));
    }

    /// <summary>Somebody of the company's domain, of whom nobody here has heard.</summary>
    internal Vouched Newcomer(string? subject = null) => new(subject ?? "s-" + Guid.CreateVersion7().ToString("N"), $"p{Guid.CreateVersion7():N}@{Domain}");

    internal async Task<JsonElement> StartAsync(HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = _identity.AtHost(TenantId);
        return await Json(await client.PostAsJsonAsync("/api/v1/auth/external/start", new { provider_id = ProviderId }), expected);
    }

    /// <summary>Gives what a browser brought back, with the binding of the start.</summary>
    internal Task<JsonElement> ReturnAsync(JsonElement started, Dictionary<string, string> back, HttpStatusCode expected) => SendAsync("callback", new Dictionary<string, string>(back) { ["binding"] = Text(started, "binding") }, expected);

    internal Task<JsonElement> FinishAsync(JsonElement started, HttpStatusCode expected, string? password = null, string? totp = null)
    {
        var body = new Dictionary<string, string> { ["state"] = Text(started, "state"), ["binding"] = Text(started, "binding") };
        if (password is not null) body["password"] = password;
        if (totp is not null) body["totp"] = totp;
        return SendAsync("finish", body, expected);
    }

    /// <summary>The whole way of an honest browser.</summary>
    internal async Task<JsonElement> SignInAsync(ProviderStandIn provider, Vouched who, HttpStatusCode expected = HttpStatusCode.OK) => (await BeginAsync(provider, who, expected)).Answer;

    /// <summary>The same, with what was begun, to go on with.</summary>
    internal async Task<(JsonElement Started, JsonElement Answer)> BeginAsync(ProviderStandIn provider, Vouched who, HttpStatusCode expected)
    {
        var started = await StartAsync();
        return (started, await ReturnAsync(started, provider.Browse(Text(started, "location"), who), expected));
    }

    internal async Task<JsonElement> SendAsync(string step, Dictionary<string, string> body, HttpStatusCode expected)
    {
        using var client = _identity.AtHost(TenantId);
        return await Json(await client.PostAsJsonAsync("/api/v1/auth/external/" + step, body), expected);
    }
}
