using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Testing;
using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Tests;

/// <summary>The web application in process, before a gateway whose answers the test makes; its owner is signed in, and forms are filled in as a browser without JavaScript does.</summary>
public sealed partial class WebHost : WebApplicationFactory<Me>
{
    private readonly ConcurrentDictionary<string, Func<HttpRequestMessage, string, (int Status, string Body)>> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    /// <summary>Every call to the API: <c>POST /api-keys</c>, the token it came with, and the body.</summary>
    public ConcurrentQueue<(string Route, string? Token, string Body)> Calls { get; } = new();

    private const string Owner = """
            {"user": {"id": "0190c0de-0000-7000-8000-000000000001", "email": "jane@acme.example.com", "first_name": "Jane", "last_name": "Doe", "role": "owner", "email_verified": true, "two_factor": false, "language": "en"},
             "tenant": {"id": "0190c0de-0000-7000-8000-000000000002", "name": "Acme", "subdomain": "acme", "plan": "basic", "status": "active",
               "settings": {"currency": "USD", "time_zone": "UTC", "date_format": "YYYY-MM-DD", "week_start": "monday", "fiscal_year_start_month": 1, "locale": "en-US"}},
             "role": "owner", "permissions": ["api_keys.manage", "expenses.read", "tenant.close"], "memberships": [], "second_factor": {"state": "off", "deadline": null}}
            """;

    public WebHost() => On("GET /auth/me", Owner);

    /// <summary>The owner wants German.</summary>
    public void SpeakGerman() => On("GET /auth/me", Owner.Replace("\"language\": \"en\"", "\"language\": \"de\"", StringComparison.Ordinal).Replace("en-US", "de-DE", StringComparison.Ordinal));

    public void On(string route, string body, int status = 200) => _answers[route] = (_, _) => (status, body);

    public void On(string route, Func<HttpRequestMessage, string, (int Status, string Body)> answer) => _answers[route] = answer;

    public int CallsOf(string route) => Calls.Count(call => call.Route == route);

    /// <summary>The cookie of somebody who is signed in.</summary>
    public void SignIn()
    {
        var session = new WebSession("token-0", "refresh-" + Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddHours(1));
        _cookies[SessionCookie.Name] = Services.GetRequiredService<SessionCookie>().Seal(session);
    }

    public Task<(HttpStatusCode Status, string Html)> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>What a script asks for.</summary>
    public async Task<string> PostAsync(string path) => (await SendAsync(new HttpRequestMessage(HttpMethod.Post, path))).Html;

    /// <summary>Sends a form of a page with what it holds and what was typed, and takes the page that answers.</summary>
    public Task<(HttpStatusCode Status, string Html)> SubmitAsync(string path, string html, string form, params (string Name, string Value)[] typed)
    {
        var markup = Form().Matches(html).Select(match => match.Value).Single(text => text.Contains($"value=\"{form}\"", StringComparison.Ordinal) || text.Contains($"_handler\" value=\"{form}\"", StringComparison.Ordinal));
        var fields = Hidden().Matches(markup).Select(match => (Name: WebUtility.HtmlDecode(match.Groups["name"].Value), WebUtility.HtmlDecode(match.Groups["value"].Value)))
            .Where(field => typed.All(given => given.Name != field.Name)).Concat(typed);
        return SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2))) });
    }

    private async Task<(HttpStatusCode Status, string Html)> SendAsync(HttpRequestMessage request)
    {
        using var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });
        if (_cookies.Count > 0) request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        using var answer = await client.SendAsync(request);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [])
        {
            var (name, value) = (set[..set.IndexOf('=', StringComparison.Ordinal)], set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..set.IndexOf(';', StringComparison.Ordinal)]);
            _cookies[name] = value;
        }
        return (answer.StatusCode, answer.Headers.Location is { } to ? to.ToString() : await answer.Content.ReadAsStringAsync());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:cache", TestServers.Redis);
        builder.ConfigureTestServices(services => services.AddHttpClient<GatewayCalls>(http => http.BaseAddress = new Uri("http://gateway")).ConfigurePrimaryHttpMessageHandler(() => new Gateway(this)));
    }

    private sealed class Gateway(WebHost host) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var route = $"{request.Method} {request.RequestUri!.AbsolutePath.Replace("/api/v1", "", StringComparison.Ordinal)}";
            var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            host.Calls.Enqueue((route, request.Headers.Authorization?.Parameter, sent));
            var (status, body) = host._answers.TryGetValue(route, out var answer) ? answer(request, sent) : (404, """{"title": "Not found", "status": 404, "code": "not_found"}""");
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(status < 400 ? "application/json" : "application/problem+json")) };
        }
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]+)" value="(?<value>[^"]*)"[^>]*>""")]
    private static partial Regex Hidden();
}
