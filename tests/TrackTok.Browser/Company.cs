using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TrackTok.Demo;

namespace TrackTok.Browser;

/// <summary>A company that signed up by the API, for tests that begin after that.</summary>
public sealed class Company
{
    public const string Password = "SecurePass123!";
    private readonly HttpClient _http;

    private Company(HttpClient http, string subdomain, string email) => (_http, Subdomain, Email) = (http, subdomain, email);

    public string Subdomain { get; }

    /// <summary>The owner's address.</summary>
    public string Email { get; }

    public static string NewSubdomain() => "b" + Guid.CreateVersion7().ToString("N")[12..];

    public static async Task<Company> SignUpAsync(TrackTokInBrowser system, string? name = null, string? email = null)
    {
        var subdomain = NewSubdomain();
        var company = new Company(system.Client(), subdomain, email ?? $"owner@{subdomain}.example.com");
        var session = await company.PostAsync("/auth/register", new
        {
            name = name ?? "Company " + company.Subdomain,
            subdomain = company.Subdomain,
            owner_email = company.Email,
            owner_password = Password,
            owner_first_name = "Jane",
            owner_last_name = "Doe",
        });
        company._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.GetProperty("access_token").GetString());
        return company;
    }

    /// <summary>A window at the company's host with its owner, or another of its people, signed in.</summary>
    public async Task<Window> OpenAsync(TrackTokInBrowser system, int width = 1280, bool javaScript = true, string? email = null)
    {
        var window = await system.OpenAsync(system.At(Subdomain), width, javaScript: javaScript);
        await window.SignInAsync(email ?? Email, Password);
        await window.ArriveAsync("/dashboard");
        return window;
    }

    /// <summary>Somebody joins in a role, by the mail that an invitation sends; answers their address.</summary>
    public async Task<string> InviteAsync(string role, string? email = null)
    {
        email ??= $"{role}@{Subdomain}.example.com";
        await PostAsync("/invitations", new { email, role, first_name = "Max", last_name = role });
        Invitation = await MailedLinkAsync(email, "/accept-invitation?token=");
        return email;
    }

    /// <summary>The link to a page in the newest mail to an address that has one.</summary>
    public async Task<string> MailedLinkAsync(string to, string page)
    {
        var mail = await Eventually.HoldsAsync(async () =>
        {
            using var inbox = JsonDocument.Parse(await _http.GetStringAsync("/dev/mail?to=" + Uri.EscapeDataString(to)));
            return inbox.RootElement.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString()).FirstOrDefault(text => text!.Contains(page, StringComparison.Ordinal));
        }, text => text is not null);
        return mail!.Split('\n').Select(line => line.Trim()).First(line => line.Contains(page, StringComparison.Ordinal));
    }

    /// <summary>The link that was mailed last.</summary>
    public string Invitation { get; private set; } = "";

    /// <summary>The professional plan, given by the platform's operator.</summary>
    public async Task UpgradeAsync(TrackTokInBrowser system)
    {
        using var http = system.Client();
        var platform = (await DemoApi.SignInAsync(http, null, DemoPlan.Operator, CancellationToken.None))!.Value.Api;
        var tenant = await GetAsync("/tenant");
        await platform.PatchAsync($"/platform/tenants/{tenant.GetProperty("id").GetString()}", new { plan = "professional" }, CancellationToken.None);
    }

    /// <summary>The company proves a domain to be its own.</summary>
    public async Task ProveAsync(TrackTokInBrowser system, string domain)
    {
        var added = await PostAsync("/tenant/domains", new { domain });
        var record = added.GetProperty("proof").GetProperty("dns");
        system.Names.Publish(record.GetProperty("name").GetString()!, record.GetProperty("value").GetString()!);
        (await PostAsync($"/tenant/domains/{added.GetProperty("id").GetString()}/verify", new { })).GetProperty("status").GetString().ShouldBe("active");
    }

    public async Task<JsonElement> PostAsync(string path, object? body = null) => await ReadAsync(await _http.PostAsJsonAsync("/api/v1" + path, body));

    public async Task<JsonElement> PatchAsync(string path, object body) => await ReadAsync(await _http.PatchAsJsonAsync("/api/v1" + path, body));

    public async Task<JsonElement> GetAsync(string path) => await ReadAsync(await _http.GetAsync("/api/v1" + path));

    public async Task DeleteAsync(string path) => (await _http.DeleteAsync("/api/v1" + path)).EnsureSuccessStatusCode();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue(text);
            return JsonDocument.Parse(text).RootElement.Clone();
        }
    }
}
