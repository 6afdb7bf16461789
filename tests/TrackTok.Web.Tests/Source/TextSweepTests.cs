using System.Text.RegularExpressions;

namespace TrackTok.Web.Tests.Source;

/// <summary>Every text is there in both languages, and every key that a page uses is there at all.</summary>
public sealed partial class TextSweepTests
{
    public static TheoryData<string> English => [.. WebSource.Files("*.resx").Where(file => !file.EndsWith(".de.resx", StringComparison.Ordinal)).Select(WebSource.Name)];

    [Theory]
    [MemberData(nameof(English))]
    public void Every_key_is_there_in_German_with_the_same_places_for_values(string name)
    {
        var english = WebSource.Texts(Path.Combine(WebSource.Root, name));
        var german = WebSource.Texts(Path.Combine(WebSource.Root, name.Replace(".resx", ".de.resx", StringComparison.Ordinal)));
        english.Keys.Except(german.Keys).ShouldBeEmpty("missing in German");
        german.Keys.Except(english.Keys).ShouldBeEmpty("missing in English");
        foreach (var (key, text) in english)
        {
            text.ShouldNotBeNullOrWhiteSpace(key);
            german[key].ShouldNotBeNullOrWhiteSpace(key);
            Places(german[key]).ShouldBe(Places(text), key);
        }
    }

    [Fact]
    public void Every_key_that_a_page_uses_is_in_the_texts_that_it_injects()
    {
        var missing = new List<string>();
        foreach (var file in WebSource.Files("*.razor"))
        {
            var source = File.ReadAllText(file);
            foreach (Match injected in Injection().Matches(source))
            {
                var texts = WebSource.Files(injected.Groups["texts"].Value + ".resx").Single();
                var keys = WebSource.Texts(texts);
                foreach (Match used in Regex.Matches(source, $$"""\b{{injected.Groups["name"].Value}}\["(?<key>[^"]+)"(?:\]|,)"""))
                    if (!keys.ContainsKey(used.Groups["key"].Value)) missing.Add($"{WebSource.Name(file)}: {used.Groups["key"].Value}");
            }
        }
        missing.ShouldBeEmpty();
    }

    [Fact]
    public void No_page_holds_words_of_its_own()
    {
        // What stands between tags or in a title must come from the texts. Guide, terms and privacy are whole pages per language.
        string[] known = ["TrackTok", "© TrackTok", "API", "CSV"];
        var words = WebSource.Files("*.razor").Where(file => !file.EndsWith("InEnglish.razor", StringComparison.Ordinal) && !file.EndsWith("InGerman.razor", StringComparison.Ordinal))
            .SelectMany(file => Markup().Matches(Code().Replace(Comment().Replace(File.ReadAllText(file), ""), "")).Select(match => (File: WebSource.Name(file), Text: match.Groups["text"].Value.Trim())))
            .Where(found => Word().IsMatch(found.Text) && !known.Contains(found.Text)).ToList();
        words.ShouldBeEmpty();
    }

    private static int[] Places(string text) => [.. Place().Matches(text).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order()];

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"@inject IStringLocalizer<(?<texts>\w+)> (?<name>\w+)")]
    private static partial Regex Injection();

    [GeneratedRegex(@"@code \{.*", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    // Text between two tags that has no Razor in it.
    [GeneratedRegex(@"(?<=[\w""/]>)(?<text>[^<>@{}]+)(?=</)")]
    private static partial Regex Markup();

    [GeneratedRegex(@"\p{L}{3,}")]
    private static partial Regex Word();
}
