using System.Globalization;
using System.Text;
using TrackTok.ServiceDefaults;
using TrackTok.Web.Design;
using TrackTok.Web.Session;

namespace TrackTok.Web.Api;

/// <summary>
/// The public API, as who looks at this page: paths are those of the documentation without <c>/api/v1</c>. Reads that fail become error pages unless the page wants to
/// decide itself; writes answer with the problem, for the form to show. A session that has ended leads to the sign-in page from anywhere.
/// </summary>
public sealed class TrackTokApi
{
    private const string Root = "/api/v1";
    private readonly GatewayCalls _gateway;
    private readonly Visit _visit;
    private readonly SignIn _signIn;

    internal TrackTokApi(GatewayCalls gateway, Visit visit, SignIn signIn) => (_gateway, _visit, _signIn) = (gateway, visit, signIn);

    /// <summary>Reads; any refusal becomes the error page of its status.</summary>
    public async Task<T> GetAsync<T>(string path) => (await TryGetAsync<T>(path)).OrErrorPage();

    /// <summary>Reads; the page decides what a refusal means. Gives the <c>ETag</c> too.</summary>
    public Task<ApiAnswer<T>> TryGetAsync<T>(string path) => SendAsync<T>(HttpMethod.Get, path, null, null, null);

    /// <summary>Follows the cursors of a short list (projects, accounts, categories for a choice) to its end, at most <paramref name="most"/> items.</summary>
    public async Task<IReadOnlyList<T>> GetAllAsync<T>(string path, int most = 500)
    {
        var items = new List<T>();
        string? cursor = null;
        do
        {
            var page = await GetAsync<Page<T>>(new Query(path).With("limit", 100).With("cursor", cursor).ToString());
            items.AddRange(page.Items);
            cursor = page.HasMore ? page.NextCursor : null;
        }
        while (cursor is not null && items.Count < most);
        return items;
    }

    /// <summary>Sends a file of the API to the visitor; any refusal becomes the error page of its status.</summary>
    public async Task DownloadAsync(string path)
    {
        var session = _visit.Session;
        var problem = await PassOnceAsync(path);
        if (await IsRenewedAfterAsync(problem, session)) problem = await PassOnceAsync(path);
        if (problem is not null) throw new ApiException(problem);
    }

    /// <summary>Creates or acts. The form's key makes a double submit harmless.</summary>
    public async Task<ApiAnswer<T>> PostAsync<T>(string path, object? body, PageForm form)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await SendAsync<T>(HttpMethod.Post, path, body, form.Key, null);
            // A second click, while the first is still being worked on: its answer is this one's too.
            if (answer.Problem is not { Code: "idempotency_key_in_progress" } || attempt == 10) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(250), _visit.Http.RequestAborted);
        }
    }

    /// <summary>Asks by POST for something that is made for the asking, such as a challenge: there is no form, and nothing to be done twice.</summary>
    public Task<ApiAnswer<T>> AskAsync<T>(string path) => SendAsync<T>(HttpMethod.Post, path, new { }, null, null);

    /// <summary>Changes what the form showed: the members given, if nobody changed it since (<c>form.Version</c>).</summary>
    public Task<ApiAnswer<T>> PatchAsync<T>(string path, object body, PageForm form) => SendAsync<T>(HttpMethod.Patch, path, body, null, form.Version);

    public Task<ApiAnswer<T>> PutAsync<T>(string path, object body, PageForm form) => SendAsync<T>(HttpMethod.Put, path, body, null, form.Version);

    /// <summary>Deletes what the form showed.</summary>
    public Task<ApiAnswer<Nothing>> DeleteAsync(string path, PageForm form) => SendAsync<Nothing>(HttpMethod.Delete, path, null, null, form.Version);

    /// <summary>Signs in by password, and second factor where one is asked for: to the company of the address, else to the one named, else to the only one.</summary>
    public Task<ApiAnswer<SignedIn>> SignInAsync(string? email, string? password, string? code, string? passkey, string? tenantId)
    {
        // What is not given is left out: an API that knows no second factor has no such members.
        var body = new Dictionary<string, object?> { ["email"] = email, ["password"] = password };
        if (code is not null) body["totp"] = code;
        if (PasskeyOptions.Read(passkey) is { } said) body["passkey"] = said;
        return SignInAsync("/auth/login", body, tenantId);
    }

    /// <summary>Signs in by a passkey alone, which says who it is.</summary>
    public Task<ApiAnswer<SignedIn>> SignInByPasskeyAsync(string passkey, string? tenantId) =>
        SignInAsync("/auth/passkeys/sign-in", new Dictionary<string, object?> { ["credential"] = PasskeyOptions.Read(passkey) }, tenantId);

    /// <summary>Gives what a browser brought back from its company's identity provider.</summary>
    public Task<ApiAnswer<SignedIn>> ReturnFromProviderAsync(string state, string binding, string? code, string? error, string? issuer)
    {
        var body = new Dictionary<string, object?> { ["state"] = state, ["binding"] = binding };
        foreach (var (name, value) in new[] { ("code", code), ("error", error), ("iss", issuer) }) if (value is not null) body[name] = value;
        return SignInAsync("/auth/external/callback", body, null);
    }

    /// <summary>Goes on with such a sign-in by what was still to be proved; without a proof the API says what that is.</summary>
    public Task<ApiAnswer<SignedIn>> FinishExternalAsync(string state, string binding, string? password, string? code, string? passkey)
    {
        var body = new Dictionary<string, object?> { ["state"] = state, ["binding"] = binding };
        if (password is not null) body["password"] = password;
        if (code is not null) body["totp"] = code;
        if (PasskeyOptions.Read(passkey) is { } said) body["passkey"] = said;
        return SignInAsync("/auth/external/finish", body, null);
    }

    private Task<ApiAnswer<SignedIn>> SignInAsync(string path, Dictionary<string, object?> body, string? tenantId)
    {
        var request = GatewayCalls.Request(HttpMethod.Post, Root + path, _visit.Http, null, body);
        if (tenantId is not null) request.Headers.TryAddWithoutValidation(HeaderNames.TenantId, tenantId);
        return _gateway.SendAsync<SignedIn>(request, _visit.Http.RequestAborted);
    }

    private async Task<ApiAnswer<T>> SendAsync<T>(HttpMethod method, string path, object? body, string? key, string? version)
    {
        var session = _visit.Session;
        var answer = await SendOnceAsync<T>(method, path, body, key, version);
        if (await IsRenewedAfterAsync(answer.Problem, session)) answer = await SendOnceAsync<T>(method, path, body, key, version);
        if (answer.Problem is { Status: StatusCodes.Status401Unauthorized, Code: "unauthenticated" or "invalid_token" or "token_revoked" } ended && session is not null) throw new ApiException(ended);
        return answer;
    }

    /// <summary>Some changes end every token of a person or company and let the sessions go on: the refresh token tells. Nothing was done yet, so nothing is done twice.</summary>
    private async Task<bool> IsRenewedAfterAsync(Problem? problem, WebSession? session) =>
        problem is { Status: StatusCodes.Status401Unauthorized, Code: "token_revoked" } && session is not null && (_visit.Session != session || await _signIn.RenewAsync());

    private Task<Problem?> PassOnceAsync(string path) =>
        _gateway.PassAsync(GatewayCalls.Request(HttpMethod.Get, Root + path, _visit.Http, _visit.Session?.AccessToken, null), _visit.Http.Response, _visit.Http.RequestAborted);

    private Task<ApiAnswer<T>> SendOnceAsync<T>(HttpMethod method, string path, object? body, string? key, string? version)
    {
        var request = GatewayCalls.Request(method, Root + path, _visit.Http, _visit.Session?.AccessToken, body);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (!string.IsNullOrEmpty(version)) request.Headers.TryAddWithoutValidation("If-Match", version);
        if (method == HttpMethod.Get && SeenWrites.Read(_visit.Http) is { } seen) request.Headers.TryAddWithoutValidation(HeaderNames.Consistency, seen);
        return _gateway.SendAsync<T>(request, _visit.Http.RequestAborted, response => SeenWrites.Keep(_visit.Http, response));
    }
}

/// <summary>A path with query parameters; those without a value are left out.</summary>
public sealed class Query(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _begun = path.Contains('?', StringComparison.Ordinal);

    public Query With(string name, object? value)
    {
        var text = value switch
        {
            null => "",
            bool flag => flag ? "true" : "false",
            DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        };
        if (string.IsNullOrWhiteSpace(text)) return this;
        _text.Append(_begun ? '&' : '?').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(text));
        _begun = true;
        return this;
    }

    public override string ToString() => _text.ToString();
}

/// <summary>
/// What this visitor wrote last (<c>TrackTok-Consistency</c>), kept in a cookie for a minute and brought to every read, so that figures fed by events include it (SPEC 1.9).
/// </summary>
internal static class SeenWrites
{
    private const string Cookie = "tracktok.seen";
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    internal static string? Read(HttpContext http) => http.Items[Cookie] as string ?? (http.Request.Cookies[Cookie] is { Length: > 0 and < 2000 } text ? text : null);

    internal static void Keep(HttpContext http, HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues(HeaderNames.Consistency, out var values)) return;
        var token = string.Join('.', values);
        // One form may write several times.
        if (http.Items[Cookie] is string earlier) token = earlier + "." + token;
        http.Items[Cookie] = token;
        if (!http.Response.HasStarted) http.Response.Cookies.Append(Cookie, token, SessionCookie.Options(http, Kept));
    }
}
