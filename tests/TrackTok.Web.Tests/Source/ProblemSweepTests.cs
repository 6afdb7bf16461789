using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using TrackTok.Web.Api;

namespace TrackTok.Web.Tests.Source;

/// <summary>Whatever the API refuses with is there in German: every code that its documents list or its sources hold, and every sentence about a member.</summary>
public sealed partial class ProblemSweepTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(WebSource.Root, "..", ".."));

    /// <summary>Where sentences about members are made by helpers that return them.</summary>
    private static readonly string[] Helpers = ["RequestErrors.cs", "AmountText.cs", "PasswordRule.cs", "RedirectUri.cs"];

    [Fact]
    public void Every_code_of_the_documents_is_there()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository, "docs", "api", "openapi-v1.json")));
        var codes = document.RootElement.GetProperty("x-refusals").EnumerateArray().Select(refusal => refusal.GetProperty("code").GetString()!).ToList();
        codes.Count.ShouldBeGreaterThan(80);
        codes.Where(code => !ProblemWords.HasCode("de", code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_code_of_the_sources_is_there()
    {
        var codes = Sources().SelectMany(source => Code().Matches(source.Text).Select(match => match.Groups["code"].Value)).Distinct().ToList();
        codes.Count.ShouldBeGreaterThan(100);
        codes.Where(code => !ProblemWords.HasCode("de", code)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_sentence_about_a_member_is_there()
    {
        var sentences = Sources().SelectMany(source => SentencesOf(source.Name, source.Text)).Distinct().ToList();
        sentences.Count.ShouldBeGreaterThan(100);
        sentences.Where(sentence => !ProblemWords.HasSentence("de", sentence)).ShouldBeEmpty();
    }

    /// <summary>As the API would send them, with something in the places of what they name.</summary>
    private static IEnumerable<string> SentencesOf(string name, string text)
    {
        var starts = Helpers.Contains(name)
            ? Returned().Matches(text).Select(match => match.Index + match.Length)
            : Member().Matches(text).Concat(Listed().Matches(text)).Select(match => match.Index + match.Length);
        return starts.Select(start => Literal(text, start)).OfType<string>().Where(literal => literal.Length > 2 && char.IsUpper(literal.TrimStart('\'')[0]) && literal.Contains(' ', StringComparison.Ordinal));
    }

    /// <summary>The text of the literal that begins here; null where none does.</summary>
    private static string? Literal(string text, int at)
    {
        var filled = text[at] == '$';
        if (filled) at++;
        if (text[at] != '"') return null;
        var literal = new StringBuilder();
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] == '\\') literal.Append(text[++at]);
            else if (filled && text[at] == '{')
            {
                for (var depth = 1; depth > 0;) depth += text[++at] switch { '{' => 1, '}' => -1, _ => 0 };
                literal.Append("A1");
            }
            else literal.Append(text[at]);
        }
        return literal.ToString();
    }

    private static IEnumerable<(string Name, string Text)> Sources() => new[] { "services", "ServiceDefaults", "gateway" }
        .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository, folder), "*.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal) && !Elsewhere().IsMatch(file))
        .Select(file => (Path.GetFileName(file), File.ReadAllText(file)));

    // What only services and operators hear.
    [GeneratedRegex("/(Mail|Operations)/|GrpcService\\.cs$|GrpcDefaults\\.cs$")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""(?:new|new Refusal|Refusal)\(\s*(?:RefusalKind\.\w+|\(RefusalKind\)\d+),\s*"(?<code>[a-z_]+)",""")]
    private static partial Regex Code();

    [GeneratedRegex("""(?:[eE]rrors\.Add|Refusal\.Invalid)\(\s*(?:"[^"]*"|\$"[^"]*"|[\w.]+),\s*(?=\$?")""")]
    private static partial Regex Member();

    [GeneratedRegex("""\] = \[(?=\$?")""")]
    private static partial Regex Listed();

    [GeneratedRegex("""(?:=> |return |\? |: |, |\|\| Add\(\w+, |Add\(\w+, )(?=\$?")""")]
    private static partial Regex Returned();
}
