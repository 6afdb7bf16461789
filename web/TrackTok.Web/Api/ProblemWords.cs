using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TrackTok.Web.Api;

/// <summary>
/// Says what the API refuses with in the visitor's language. The API speaks English; its codes are stable, and its sentences are looked up as they are written there, with places for what they
/// name. A sentence that is not known gives way to the one of its code, and where there is none stays English. A test holds the list to the API's sources.
/// </summary>
internal static class ProblemWords
{
    private static readonly Dictionary<string, Words> Known = new(StringComparer.Ordinal) { ["de"] = Words.Read("problems.de.json") };

    /// <summary>The problem in the language of the culture that pages are written in now.</summary>
    internal static Problem InWords(this Problem problem) => In(problem, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);

    internal static Problem In(Problem problem, string language) => !Known.TryGetValue(language, out var words) ? problem : problem with
    {
        Detail = words.Of(problem.Detail) ?? words.OfCode(problem.Code) ?? problem.Detail,
        Errors = problem.Errors.ToDictionary(pair => pair.Key, pair => pair.Value.Select(sentence => words.Of(sentence) ?? sentence).ToArray(), StringComparer.Ordinal),
    };

    /// <summary>A sentence that stands by itself.</summary>
    internal static string InWords(string sentence) => Known.TryGetValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, out var words) ? words.Of(sentence) ?? sentence : sentence;

    internal static bool HasSentence(string language, string sentence) => Known[language].Of(sentence) is not null;

    internal static bool HasCode(string language, string code) => Known[language].OfCode(code) is not null;

    private sealed class Words
    {
        private readonly Dictionary<string, string> _codes, _sentences;
        private readonly List<(Regex Pattern, string Text)> _patterns;

        private Words(Listed listed)
        {
            _codes = listed.Codes;
            _sentences = listed.Sentences.Where(pair => !pair.Key.Contains('{', StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
            // What a place holds is short; the longer pattern is the closer one.
            _patterns = [.. listed.Sentences.Where(pair => pair.Key.Contains('{', StringComparison.Ordinal)).OrderByDescending(pair => pair.Key.Length).Select(pair => (Pattern(pair.Key), pair.Value))];
        }

        internal static Words Read(string name)
        {
            using var file = typeof(Words).Assembly.GetManifestResourceStream(name)!;
            return new Words(JsonSerializer.Deserialize<Listed>(file, ApiJson.Options)!);
        }

        internal string? OfCode(string code) => _codes.GetValueOrDefault(code);

        internal string? Of(string? sentence)
        {
            if (sentence is null) return null;
            if (_sentences.TryGetValue(sentence, out var known)) return known;
            foreach (var (pattern, text) in _patterns)
                if (pattern.Match(sentence) is { Success: true } match) return string.Format(CultureInfo.InvariantCulture, text, [.. match.Groups.Values.Skip(1).Select(place => place.Value)]);
            return null;
        }

        private static Regex Pattern(string sentence) =>
            new("^" + Regex.Replace(Regex.Escape(sentence), @"\\\{\d+}", "(.+?)") + "$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    private sealed record Listed(Dictionary<string, string> Codes, Dictionary<string, string> Sentences);
}
