using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;

namespace TrackTok.Journeys;

/// <summary>Somebody at the gateway, by a program or a browser, who keeps every secret that they give or are given.</summary>
public sealed class Visitor(Uri gateway) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway };
    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    /// <summary>By their text, with what they are.</summary>
    public IReadOnlyDictionary<string, string> Secrets => _secrets;

    public string Keep(string what, string? secret)
    {
        secret.ShouldNotBeNullOrEmpty(what);
        secret.Length.ShouldBeGreaterThan(5, what);
        _secrets[secret] = what;
        return secret;
    }

    /// <summary>Keeps what an answer tells under the member's own name.</summary>
    public string Keep(JsonElement answer, string member) => Keep(member, answer.GetProperty(member).GetString());

    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body, string? token, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await ReadAsync(await _http.SendAsync(request), expected);
    }

    public Task<JsonElement> PostAsync(string path, object? body, HttpStatusCode expected, string? token = null) => CallAsync(HttpMethod.Post, path, body, token, expected);

    /// <summary>A body as it is written here, right or wrong.</summary>
    public async Task SendRawAsync(string path, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await _http.PostAsync("/api/v1" + path, content);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
    }

    /// <summary>Sends a form to an endpoint of OpenID Connect.</summary>
    public async Task<JsonElement> ConnectAsync(string endpoint, HttpStatusCode expected, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        return await ReadAsync(await _http.PostAsync("/connect/" + endpoint, content), expected);
    }

    /// <summary>
    /// Lets an app in, by the whole way of a browser, on behalf of whoever has the token; answers the form by which the app gets its tokens, but for a secret that it may have.
    /// </summary>
    public async Task<(string Name, string Value)[]> LetInAsync(JsonElement app, string callback, string scope, string token)
    {
        var id = app.GetProperty("id").GetString()!;
        var verifier = Keep("code_verifier", Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var page = await LedToAsync($"/connect/authorize?client_id={id}&response_type=code&redirect_uri={Uri.EscapeDataString(callback)}&scope={Uri.EscapeDataString(scope)}&state=s&code_challenge={challenge}&code_challenge_method=S256");
        var decided = await PostAsync("/auth/authorizations/" + HttpUtility.ParseQueryString(page.Query)["request"], new { decision = "allow" }, HttpStatusCode.OK, token);
        var back = new Uri(decided.GetProperty("location").GetString()!);
        Keep("decision", HttpUtility.ParseQueryString(back.Query)["decided"]);
        var code = Keep("code", HttpUtility.ParseQueryString((await LedToAsync(back.PathAndQuery)).Query)["code"]);
        return [("client_id", id), ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", callback), ("code_verifier", verifier)];
    }

    /// <summary>Where an address leads a browser.</summary>
    public async Task<Uri> LedToAsync(string pathAndQuery)
    {
        using var answer = await _http.GetAsync(pathAndQuery);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return answer.Headers.Location!;
    }

    /// <summary>Opens a page of the web application at a host.</summary>
    public async Task<string> OpenAsync(string host, string pathAndQuery)
    {
        using var answer = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Get, pathAndQuery) { Headers = { Host = host } });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, pathAndQuery);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Fills a page's form in and sends it; answers where that leads, and keeps the cookies that are set.</summary>
    public async Task<string?> SubmitAsync(string host, string pathAndQuery, string form, params (string Name, string Value)[] fields)
    {
        var page = await OpenAsync(host, pathAndQuery);
        var hidden = Regex.Count(page[..page.IndexOf($"value=\"{form}\"", StringComparison.Ordinal)], "<form");
        var part = page.Split("<form")[hidden].Split("</form>")[0];
        var known = Regex.Matches(part, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"").Select(match => (Name: match.Groups[1].Value, Value: WebUtility.HtmlDecode(match.Groups[2].Value)));
        using var content = new FormUrlEncodedContent(known.Concat(fields).Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        using var answer = await _http.SendAsync(new HttpRequestMessage(HttpMethod.Post, pathAndQuery) { Headers = { Host = host }, Content = content });
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
            foreach (var cookie in cookies.Select(cookie => cookie.Split(';')[0].Split('=', 2)[1]).Where(value => value.Length > 40)) Keep("cookie", cookie);
        return answer.Headers.Location?.ToString();
    }

    /// <summary>The token in the newest mail to somebody that leads to a page.</summary>
    public Task<string> MailedAsync(string to, string page) => Eventually.HoldsAsync(
        async () => Regex.Match(await _http.GetStringAsync("/dev/mail?to=" + Uri.EscapeDataString(to)), page + @"\?token=([\w-]+)").Groups[1].Value, found => found.Length > 0);

    public void Dispose() => _http.Dispose();

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(expected, $"{answer.RequestMessage!.RequestUri!.AbsolutePath}: {text}");
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
    }
}
