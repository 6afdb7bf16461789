using System.Text.Json;
using Microsoft.Extensions.Primitives;
using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Design;

/// <summary>The forms of the page: <c>Forms["expense"]</c> is the same one for the page and for its fields.</summary>
public sealed class PageForms(Visit visit)
{
    private readonly Dictionary<string, PageForm> _forms = new(StringComparer.Ordinal);

    public PageForm this[string name]
    {
        get
        {
            if (!_forms.TryGetValue(name, out var form)) _forms[name] = form = new PageForm(name, visit.Http);
            return form;
        }
    }
}

/// <summary>
/// One form: fields have the names of the API's members, so that what was typed comes back and the API's sentences find their fields. What the page sets with
/// <see cref="Start"/> is shown until something was typed; after a refusal for being outdated both are known, and shown side by side.
/// </summary>
public sealed class PageForm
{
    internal const string KeyField = "_key", VersionField = "_version", ProofPassword = "_password", ProofCode = "_code", ProofPasskey = "_passkey";
    private readonly IFormCollection? _posted;
    private readonly Dictionary<string, string> _start = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _adopted = new(StringComparer.Ordinal);
    private readonly HttpContext _http;
    private string? _startVersion;

    internal PageForm(string name, HttpContext http)
    {
        (Name, _http) = (name, http);
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.HasFormContentType && http.Request.Form["_handler"] == name) _posted = http.Request.Form;
        Key = _posted?[KeyField] is [{ Length: > 0 and <= 64 } key] ? key : NewKey();
        Version = _posted?[VersionField] is [{ Length: > 0 } version] ? version : null;
    }

    public string Name { get; }

    /// <summary>True while this very form is being submitted.</summary>
    public bool IsPosted => _posted is not null;

    /// <summary>Goes with the write as <c>Idempotency-Key</c>: the same submit twice does nothing twice.</summary>
    public string Key { get; private set; }

    /// <summary>The version that the form showed, for <c>If-Match</c>.</summary>
    public string? Version { get; private set; }

    /// <summary>Why the API refused, if it did.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>The act asks for a fresh proof of who sits there: the form asks for it in place, and does the act with what was typed.</summary>
    public bool NeedsProof { get; private set; }

    /// <summary>Why what was given as proof is none.</summary>
    public Problem? ProofProblem { get; private set; }

    /// <summary>What was given as proof; null when none was asked for.</summary>
    internal (string? Password, string? Code, string? Passkey)? Proof => _posted is not null && _posted.ContainsKey(ProofPassword) ? (_posted[ProofPassword].ToString(), this[ProofCode], this[ProofPasskey]) : null;

    /// <summary>Members that somebody else changed since the form was shown: ours and theirs.</summary>
    public IReadOnlyList<(string Name, string Mine, string Theirs)> Differing { get; private set; } = [];

    /// <summary>What the field holds: what was typed, else what it started with; null when it is empty.</summary>
    public string? this[string name] => Raw(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>All values of a field that may be given several times.</summary>
    public IReadOnlyList<string> All(string name) => _posted is not null && !_adopted.Contains(name) ? [.. _posted[name].OfType<string>().Where(text => text.Length > 0)] : _start.TryGetValue(name, out var text) && text.Length > 0 ? text.Split('\n') : [];

    /// <summary>Whether a box is ticked.</summary>
    public bool IsTicked(string name) => _posted is not null && !_adopted.Contains(name) ? _posted[name].Count > 0 : _start.GetValueOrDefault(name) == "true";

    /// <summary>The value that the field has when the page is opened. Call it on every request, also when the form comes back.</summary>
    public PageForm Start(string name, object? value)
    {
        _start[name] = value switch
        {
            null => "",
            bool ticked => ticked ? "true" : "",
            DateOnly date => date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            IEnumerable<string> many => string.Join('\n', many),
            IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return this;
    }

    /// <summary>The version of what is shown. When the form comes back, what it was made from counts, not what is there now.</summary>
    public PageForm StartVersion(string? etag)
    {
        _startVersion = etag;
        Version ??= etag;
        return this;
    }

    /// <summary>A sentence of the page's own at a field, or with an empty name above the form.</summary>
    public void Refuse(string name, string sentence) => _errors[name] = [.. _errors.GetValueOrDefault(name, []), sentence];

    /// <summary>Shows the API's refusal. The next submit is another request, unless nothing is known of what became of this one.</summary>
    public void Refuse(Problem problem)
    {
        if (problem.Code == "step_up_required")
        {
            // Nothing was done, and nothing stored under the key: the next submit is the same act.
            NeedsProof = true;
            return;
        }
        Problem = problem;
        foreach (var (name, sentences) in problem.Errors) _errors[name] = sentences;
        if (problem.Status is >= 400 and < 500 and not (401 or 429) && problem.Code != "idempotency_key_in_progress") Key = NewKey();
        if (problem.Status != StatusCodes.Status412PreconditionFailed) return;
        AdoptUntouched(problem);
        Differing = [.. _start.Where(pair => _posted is not null && !_adopted.Contains(pair.Key) && _posted.ContainsKey(pair.Key) && _posted[pair.Key].ToString().ReplaceLineEndings("\n") != pair.Value)
            .Select(pair => (pair.Key, _posted![pair.Key].ToString(), pair.Value))];
        // Who submits again has seen both, and means it.
        Version = _startVersion;
    }

    /// <summary>Asks for a proof again, and says why; the act itself was not tried.</summary>
    internal void RefuseProof(Problem problem) => (NeedsProof, ProofProblem) = (true, problem);

    /// <summary>The sentences at a field. A member inside another, such as <c>settings.currency</c>, is found by its own name too.</summary>
    public IReadOnlyList<string> Errors(string name)
    {
        if (_errors.TryGetValue(name, out var sentences)) return sentences;
        foreach (var (member, found) in _errors) if (member.EndsWith("." + name, StringComparison.Ordinal)) return found;
        return [];
    }

    /// <summary>Sentences that belong to no field of the form.</summary>
    public IEnumerable<string> OtherErrors(IReadOnlySet<string> shown) => _errors.Where(pair => !IsAt(shown, pair.Key)).SelectMany(pair => pair.Value);

    internal bool HasErrorsAt(IReadOnlySet<string> shown) => _errors.Keys.Any(member => IsAt(shown, member));

    internal bool HasErrors => Problem is not null || NeedsProof || _errors.Count > 0;

    /// <summary>What somebody else changed and this visitor left as it was shown takes the new value: who saves again overwrites only what they touched.</summary>
    private void AdoptUntouched(Problem problem)
    {
        if (_posted is null || !problem.More.TryGetValue("changes", out var changes) || changes.ValueKind != JsonValueKind.Array) return;
        var formats = Visit.Of(_http).Formats;
        foreach (var change in changes.EnumerateArray())
        {
            if (!change.TryGetProperty("member", out var member) || member.GetString() is not { } name || !change.TryGetProperty("old", out var shown)) continue;
            if (_start.ContainsKey(name) && IsSame(_posted[name], shown, formats)) _adopted.Add(name);
        }
    }

    /// <summary>True when what was posted says the same as a member's value in the API.</summary>
    private static bool IsSame(StringValues posted, JsonElement value, Formats formats)
    {
        var text = posted.ToString().ReplaceLineEndings("\n").Trim();
        return value.ValueKind switch
        {
            JsonValueKind.Null => text.Length == 0,
            JsonValueKind.True => posted.Count > 0,
            JsonValueKind.False => posted.Count == 0,
            JsonValueKind.Number => Formats.Read(formats.ToApi(text)) == value.GetDecimal(),
            JsonValueKind.Array => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
                .SetEquals(value.EnumerateArray().Select(item => item.ToString())),
            _ => text == value.ToString().ReplaceLineEndings("\n").Trim(),
        };
    }

    private string? Raw(string name) => _adopted.Contains(name) ? _start.GetValueOrDefault(name) : _posted is not null && _posted.ContainsKey(name) ? _posted[name].ToString() : _posted is not null ? null : _start.GetValueOrDefault(name);

    private static bool IsAt(IReadOnlySet<string> shown, string member) => shown.Contains(member) || shown.Contains(member[(member.LastIndexOf('.') + 1)..]);

    private static string NewKey() => Guid.CreateVersion7().ToString("N");
}
