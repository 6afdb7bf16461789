using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrackTok.Identity.Keys;
using TrackTok.Identity.People;
using TrackTok.Identity.Tests.OpenIdConnect;
using TrackTok.TenantData;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.ExternalSignIns;

/// <summary>
/// A second instance of our own Identity, with a database and keys of its own, is the provider: what we ask of providers is what we are ourselves. The two know each other by HTTP and by nothing else.
/// </summary>
public sealed class SecondInstanceTests(IdentityFixture identity, ProvidingIdentityFixture provider) : IClassFixture<IdentityFixture>, IClassFixture<ProvidingIdentityFixture>
{
    [Fact]
    public async Task Somebody_of_the_other_instance_signs_in_becomes_a_member_and_comes_again_after_its_keys_have_changed()
    {
        var (company, app) = await TrustAsync();
        var them = await PersonAsync(app, $"ida@{company.Domain}", verified: true);
        var user = (await SignInAsync(company, app, them, HttpStatusCode.OK)).GetProperty("user");
        (Text(user, "email"), Text(user, "first_name"), Text(user, "last_name"), Text(user, "role")).ShouldBe(($"ida@{company.Domain}", "Jane", "Doe", "member"));
        Text(user, "id").ShouldNotBe(them.Person.Id.ToString());

        var ring = provider.Services.GetRequiredService<KeyRing>();
        var old = ring.Current.Signer.KeyId;
        await using (var scope = provider.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetServices<IServiceCommand>().Single(command => command.Name == "rotate-keys").RunAsync([], CancellationToken.None)).ShouldBe(0);
        await ring.LoadAsync(CancellationToken.None);
        ring.Current.Signer.KeyId.ShouldNotBe(old);
        Text((await SignInAsync(company, app, them, HttpStatusCode.OK)).GetProperty("user"), "id").ShouldBe(Text(user, "id"));
    }

    [Fact]
    public async Task An_address_that_the_other_instance_has_not_verified_lets_nobody_in()
    {
        var (company, app) = await TrustAsync();
        var them = await PersonAsync(app, $"una@{company.Domain}", verified: false);
        Code(await SignInAsync(company, app, them, HttpStatusCode.Forbidden)).ShouldBe("external_email_unverified");
    }

    [Fact]
    public async Task A_code_of_the_other_instance_is_good_once_and_a_no_is_a_no()
    {
        var (company, app) = await TrustAsync();
        var them = await PersonAsync(app, $"olga@{company.Domain}", verified: true);
        var started = await company.StartAsync();
        var back = await BrowseAsync(app, Text(started, "location"), them, "allow");
        await company.ReturnAsync(started, back, HttpStatusCode.OK);
        var again = await company.StartAsync();
        Code(await company.ReturnAsync(again, new(back) { ["state"] = Text(again, "state") }, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_refused");
        var denied = await company.StartAsync();
        var no = await BrowseAsync(app, Text(denied, "location"), them, "deny");
        no["error"].ShouldBe("access_denied");
        Code(await company.ReturnAsync(denied, new() { ["state"] = no["state"], ["error"] = no["error"], ["iss"] = no["iss"] }, HttpStatusCode.Unauthorized)).ShouldBe("external_sign_in_cancelled");
    }

    /// <summary>A company here that trusts an app of a company there.</summary>
    private async Task<(ExternalCompany Company, AppUnderTest App)> TrustAsync()
    {
        var company = await ExternalCompany.FoundAsync(identity);
        var app = await AppUnderTest.RegisterAsync(provider, confidential: true, company.RedirectUri);
        await company.AddAsync(provider.Issuer, app.Id, app.Secret!);
        return (company, app);
    }

    private async Task<SignedInPerson> PersonAsync(AppUnderTest app, string email, bool verified)
    {
        var person = await provider.AddPersonAsync(email);
        if (verified) await provider.Database.ExecuteAsync($"UPDATE people SET email_verified_at = now() WHERE id = '{person.Id}'");
        provider.Tenants.AddMember(app.Owner.TenantId, person.Id);
        return await provider.SignInAsync(person, app.Owner.TenantId);
    }

    private static async Task<System.Text.Json.JsonElement> SignInAsync(ExternalCompany company, AppUnderTest app, SignedInPerson them, HttpStatusCode expected)
    {
        var started = await company.StartAsync();
        return await company.ReturnAsync(started, await BrowseAsync(app, Text(started, "location"), them, "allow"), expected);
    }

    private static async Task<Dictionary<string, string>> BrowseAsync(AppUnderTest app, string location, SignedInPerson them, string decision)
    {
        var asked = QueryHelpers.ParseQuery(new Uri(location).Query).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString());
        return await app.ReturnAsync(await app.DecideAsync(await app.HandleAsync(asked), them.AccessToken, decision));
    }
}

/// <summary>Identity on a socket, under an issuer of its own.</summary>
public sealed class ProvidingIdentityFixture : IdentityFixture, IAsyncLifetime
{
    private WebApplication? _door;

    internal string Issuer { get; private set; } = "";

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _door = builder.Build();
        _door.Run(PassAsync);
        await _door.StartAsync();
        Issuer = _door.Urls.Single() + "/";
        await StartAsync();
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        base.Configure(settings);
        (settings["Identity:Issuer"], settings["Tokens:Issuer"], settings["Identity:PublicUrl"], settings["Identity:SigningKeyNotice"]) = (Issuer, Issuer, "http://localhost:5000", "00:00:00");
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        if (_door is not null) await _door.DisposeAsync();
        await DisposeAsync();
    }

    /// <summary>The service is hosted without a socket, so what comes by ours is handed over.</summary>
    private async Task PassAsync(HttpContext http)
    {
        using var client = Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString);
        if (http.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
        }
        if (http.Request.Headers.Authorization.Count > 0) request.Headers.TryAddWithoutValidation("Authorization", http.Request.Headers.Authorization.ToString());
        using var answer = await client.SendAsync(request);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await answer.Content.CopyToAsync(http.Response.Body);
    }
}
