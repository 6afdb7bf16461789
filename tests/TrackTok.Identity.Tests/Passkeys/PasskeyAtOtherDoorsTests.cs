using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Contracts;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Passkeys;

/// <summary>Who has nothing but a passkey as a second factor gets in by it wherever a password opens: by an invitation, and by founding a further company.</summary>
public sealed class PasskeyAtOtherDoorsTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Host = "acme.localhost:5000";

    [Fact]
    public async Task An_invitation_is_accepted_with_it_once_and_not_without()
    {
        var (person, device) = await AddAsync();
        var token = await InviteAsync(person);
        var asked = await Json(await PostAsync("invitations/accept", new { token, password = Password }), HttpStatusCode.Unauthorized);
        Methods(asked).ShouldBe(["passkey", "recovery_code"]);
        device.VerifiesUser = false;
        var credential = device.Show(asked.GetProperty("passkey_options"));

        Code(await Json(await PostAsync("invitations/accept", new { token, password = "Wrong-guess-1", passkey = credential.DeepClone() }), HttpStatusCode.Unauthorized)).ShouldBe("invalid_credentials");
        var joined = await Json(await PostAsync("invitations/accept", new { token, password = Password, passkey = credential.DeepClone() }), HttpStatusCode.OK);

        (joined.GetProperty("user").GetProperty("id").GetGuid(), Text(joined.GetProperty("user"), "role")).ShouldBe((person.Person.Id, "analyst"));
        var another = await InviteAsync(person);
        Code(await Json(await PostAsync("invitations/accept", new { token = another, password = Password, passkey = credential.DeepClone() }), HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
    }

    [Fact]
    public async Task Another_company_is_founded_with_it_and_not_with_somebody_elses()
    {
        var (person, device) = await AddAsync();
        var (_, other) = await AddAsync();
        JsonObject Founding(JsonObject? passkey) => new()
        {
            ["name"] = "Second company",
            ["owner_email"] = person.Person.Email,
            ["owner_password"] = Password,
            ["owner_first_name"] = "Jane",
            ["owner_last_name"] = "Doe",
            ["passkey"] = passkey?.DeepClone(),
        };
        var asked = await Json(await PostAsync("register", Founding(null)), HttpStatusCode.Unauthorized);
        Methods(asked).ShouldBe(["passkey", "recovery_code"]);

        Code(await Json(await PostAsync("register", Founding(other.Show(asked.GetProperty("passkey_options")))), HttpStatusCode.Unauthorized)).ShouldBe("invalid_two_factor_code");
        var founded = await Json(await PostAsync("register", Founding(device.Show(asked.GetProperty("passkey_options")))), HttpStatusCode.Created);

        founded.GetProperty("user").GetProperty("id").GetGuid().ShouldBe(person.Person.Id);
    }

    private static string[] Methods(JsonElement asked)
    {
        Code(asked).ShouldBe("two_factor_required");
        return [.. asked.GetProperty("methods").EnumerateArray().Select(method => method.GetString()!)];
    }

    /// <summary>A person with a passkey, and the device that holds it.</summary>
    private async Task<(SignedInPerson Person, SoftwareAuthenticator Device)> AddAsync()
    {
        var person = await identity.SignInAsync();
        var device = new SoftwareAuthenticator("http://" + Host);
        var options = await Json(await PostAsync("passkeys/options", new { }, person.AccessToken), HttpStatusCode.OK);
        await Json(await PostAsync("passkeys", new { name = "Laptop", credential = device.Make(options) }, person.AccessToken), HttpStatusCode.Created);
        return (person, device);
    }

    /// <summary>The token of an invitation that was mailed to a person.</summary>
    private async Task<string> InviteAsync(SignedInPerson person)
    {
        var (tenant, id, at) = (identity.Tenants.AddTenant(), Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        identity.Tenants.Invited[id] = "analyst";
        var sent = identity.Mail.To(person.Person.Email).Count;
        await identity.ConsumeAsync(new InvitationRevised(tenant, at, 1, id, "pending", 1, person.Person.Email, "analyst", "Jane", "Doe", at.AddDays(7), "Olga Owner", "Acme", "acme", "en-US"), Guid.CreateVersion7());
        for (var waited = 0; waited < 1200 && identity.Mail.To(person.Person.Email).Count == sent; waited++) await Task.Delay(25);
        return await identity.MailedTokenAsync(person.Person.Email, "invites you");
    }

    private async Task<HttpResponseMessage> PostAsync(string path, object body, string? token = null)
    {
        using var client = identity.Anonymous();
        client.DefaultRequestHeaders.Add(HeaderNames.Edge, identity.Services.GetRequiredService<EdgeSignature>().Write(new EdgeFacts(null, "203.0.113.7", Host)));
        if (token is not null) client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return await client.PostAsJsonAsync("/api/v1/auth/" + path, body);
    }
}
