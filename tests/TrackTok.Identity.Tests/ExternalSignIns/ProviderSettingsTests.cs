using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Providers;
using static TrackTok.Identity.Tests.ExternalSignIns.ProviderStandIn;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>What an owner sets, and what is looked at before it is taken.</summary>
public sealed class ProviderSettingsTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Path = "/api/v1/identity-providers";

    [Fact]
    public async Task The_secret_is_sealed_and_never_told_and_every_change_is_in_the_trail()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        using var client = identity.With(company.Owner.AccessToken);
        var shown = await Json(await client.GetAsync($"{Path}/{company.ProviderId}"), HttpStatusCode.OK);
        (Text(shown, "name"), Text(shown, "issuer"), Text(shown, "client_id"), Text(shown, "default_role"), shown.GetProperty("enabled").GetBoolean(), shown.GetProperty("domains")[0].GetString())
            .ShouldBe(("Acme Login", provider.Issuer, StandInClient, "member", true, company.Domain));
        await Json(await client.PatchAsJsonAsync($"{Path}/{company.ProviderId}", new { client_secret = "another-secret", name = "Acme" }), HttpStatusCode.OK);
        (await client.GetStringAsync(Path)).ShouldNotContain("secret\"");
        foreach (var secret in new[] { StandInSecret, "another-secret" })
            foreach (var table in new[] { "identity_providers", "audit_entries", "outbox_messages" })
                (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM {table} AS row WHERE row::text LIKE '%{secret}%' OR row::text LIKE '%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))}%' OR row::text LIKE '%{Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))}%'")).ShouldBe(0, table);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE tenant_id = '{company.TenantId}' AND changes::text LIKE '%client_secret%'")).ShouldBe(0);
        (await client.DeleteAsync($"{Path}/{company.ProviderId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var audited = await identity.AuditedAsync(company.TenantId);
        foreach (var action in new[] { "identity_provider.created", "identity_provider.changed", "identity_provider.removed" }) audited.ShouldContain(action);
    }

    [Fact]
    public async Task Only_domains_that_are_proved_and_roles_that_rule_nobody_are_taken()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity);
        using var client = identity.With(company.Owner.AccessToken);
        foreach (var domain in new[] { "example.com", "sub." + company.Domain, "gmail.com" })
        {
            var refused = await Json(await client.PostAsJsonAsync(Path, new { name = "A", issuer = provider.Issuer, client_id = "c", client_secret = "s", domains = new[] { domain } }), HttpStatusCode.UnprocessableEntity);
            (Code(refused), refused.GetProperty("errors").TryGetProperty("domains", out _)).ShouldBe(("validation_failed", true), domain);
        }
        foreach (var role in new[] { "owner", "admin", "king" })
            (await Json(await client.PostAsJsonAsync(Path, company.Body(provider.Issuer, role: role)), HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("default_role", out _).ShouldBeTrue(role);
        await company.AddAsync(provider.Issuer, StandInClient, StandInSecret, "analyst");
        foreach (var change in new object[] { new { default_role = "owner" }, new { domains = new[] { "gmail.com" } }, new { enabled = (bool?)null }, new { name = (string?)null }, new { issuer = "https://other.example.com" } })
            (await client.PatchAsJsonAsync($"{Path}/{company.ProviderId}", change)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Asks_for_a_fresh_proof_for_every_change()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        await identity.Database.ExecuteAsync($"UPDATE sessions SET proved_at = now() - interval '16 minutes' WHERE person_id = '{company.Owner.Person.Id}'");
        using var stale = identity.With(Text(await identity.RefreshAsync(company.Owner.RefreshToken, HttpStatusCode.OK), "access_token"));
        foreach (var answer in new[] { await stale.PostAsJsonAsync(Path, company.Body(provider.Issuer)), await stale.PatchAsJsonAsync($"{Path}/{company.ProviderId}", new { name = "B" }), await stale.DeleteAsync($"{Path}/{company.ProviderId}") })
            Code(await Json(answer, HttpStatusCode.Forbidden)).ShouldBe("step_up_required");
        (await stale.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_repetition_makes_nothing_twice_and_a_stale_version_changes_nothing()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity);
        using var client = identity.With(company.Owner.AccessToken);
        client.DefaultRequestHeaders.Add("Idempotency-Key", "add-the-provider");
        var (first, again) = (await client.PostAsJsonAsync(Path, company.Body(provider.Issuer)), await client.PostAsJsonAsync(Path, company.Body(provider.Issuer)));
        var id = Text(await Json(first, HttpStatusCode.Created), "id");
        Text(await Json(again, HttpStatusCode.Created), "id").ShouldBe(id);
        first.Headers.ETag.ShouldNotBeNull();
        client.DefaultRequestHeaders.Remove("Idempotency-Key");
        await Json(await client.PatchAsJsonAsync($"{Path}/{id}", new { name = "B" }), HttpStatusCode.OK);
        client.DefaultRequestHeaders.IfMatch.Add(first.Headers.ETag!);
        Code(await Json(await client.PatchAsJsonAsync($"{Path}/{id}", new { name = "C" }), HttpStatusCode.PreconditionFailed)).ShouldBe("stale_version");
        (await client.DeleteAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("another issuer", "identity_provider_unfit")]
    [InlineData("no keys", "identity_provider_unfit")]
    [InlineData("shared secrets only", "identity_provider_unfit")]
    [InlineData("keys by ftp", "identity_provider_unfit")]
    [InlineData("no way for a secret", "identity_provider_unfit")]
    [InlineData("a redirection", "identity_provider_unreachable")]
    [InlineData("ten megabytes", "identity_provider_unreachable")]
    [InlineData("no JSON", "identity_provider_unreachable")]
    [InlineData("not found", "identity_provider_unreachable")]
    [InlineData("nobody", "identity_provider_unreachable")]
    public async Task Says_at_once_what_is_wrong_with_a_provider_that_answers(string with, string code)
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity);
        provider.Discovers = document =>
        {
            if (with == "another issuer") document["issuer"] = "https://accounts.example.com";
            if (with == "no keys") document.Remove("jwks_uri");
            if (with == "keys by ftp") document["jwks_uri"] = "ftp://127.0.0.1/jwks";
            if (with == "shared secrets only") document["id_token_signing_alg_values_supported"] = new System.Text.Json.Nodes.JsonArray("HS256", "none");
            if (with == "no way for a secret") document["token_endpoint_auth_methods_supported"] = new System.Text.Json.Nodes.JsonArray("private_key_jwt");
        };
        provider.InsteadOfDiscovery = with switch
        {
            "a redirection" => http => Task.Run(() => http.Response.Redirect(provider.Issuer + "/jwks")),
            "ten megabytes" => async http =>
            {
                for (var i = 0; i < 10; i++) await http.Response.Body.WriteAsync(new byte[1 << 20], http.RequestAborted);
            }
            ,
            "no JSON" => http => http.Response.WriteAsync("<html>"),
            "not found" => http => Task.Run(() => http.Response.StatusCode = 404),
            _ => null,
        };
        using var client = identity.With(company.Owner.AccessToken);
        var refused = await Json(await client.PostAsJsonAsync(Path, company.Body(with == "nobody" ? "http://127.0.0.1:9" : provider.Issuer)), HttpStatusCode.UnprocessableEntity);
        (Code(refused), refused.GetProperty("errors").GetProperty("issuer").GetArrayLength()).ShouldBe((code, 1));
        (await Json(await client.GetAsync(Path), HttpStatusCode.OK)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Can_be_asked_later_whether_it_is_there()
    {
        await using var provider = await StartAsync();
        var company = await ExternalCompany.FoundAsync(identity, provider);
        using var client = identity.With(company.Owner.AccessToken);
        (await CheckAsync()).GetProperty("ok").GetBoolean().ShouldBeTrue();
        provider.Discovers = document => document["jwks_uri"] = provider.Issuer + "/nothing";
        (await CheckAsync()).GetProperty("ok").GetBoolean().ShouldBeFalse();
        provider.InsteadOfDiscovery = http => Task.Run(() => http.Response.StatusCode = 503);
        Text(await CheckAsync(), "problem").ShouldContain("503");

        async Task<JsonElement> CheckAsync() => await Json(await client.PostAsync($"{Path}/{company.ProviderId}/check", null), HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http://login.example.com")]
    [InlineData("https://user:pass@login.example.com")]
    [InlineData("https://login.example.com/#x")]
    [InlineData("https://login.example.com/?x=1")]
    [InlineData("file:///etc/passwd")]
    [InlineData("login.example.com")]
    public async Task Takes_no_issuer_that_is_no_plain_https_address(string issuer)
    {
        using var http = Strict();
        var fits = Uri.TryCreate(issuer, UriKind.Absolute, out var address) && http.Allows(address) && address.Query.Length == 0;
        fits.ShouldBeFalse();
        if (issuer.StartsWith("http:", StringComparison.Ordinal)) return;
        var company = await ExternalCompany.FoundAsync(identity);
        using var client = identity.With(company.Owner.AccessToken);
        (await Json(await client.PostAsJsonAsync(Path, company.Body(issuer)), HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("issuer", out _).ShouldBeTrue();
    }

    [Theory]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("https://[::ffff:127.0.0.1]/")]
    public async Task Calls_nobody_in_our_own_network_outside_development(string address)
    {
        using var http = Strict();
        var reply = await http.GetAsync(new Uri(address), null, CancellationToken.None);
        reply.Why.ShouldBe("The provider cannot be reached at a public address.");
    }

    private static ProviderHttp Strict() => new(Options.Create(new ExternalSignInOptions()));
}
