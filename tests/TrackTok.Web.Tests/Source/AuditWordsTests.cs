using System.Text.RegularExpressions;
using TrackTok.Web.Audit;

namespace TrackTok.Web.Tests.Source;

/// <summary>Whatever the services write into the audit trail has words on its page, so that nobody reads names of the API there.</summary>
public sealed partial class AuditWordsTests
{
    private static readonly string Services = Path.GetFullPath(Path.Combine(WebSource.Root, "..", "..", "services"));

    [Fact]
    public void Every_deed_of_the_services_has_words()
    {
        var words = WebSource.Texts(Path.Combine(WebSource.Root, "Audit", "AuditTexts.resx"));
        var source = string.Join('\n', Directory.EnumerateFiles(Services, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(file) != "Permissions.cs").Select(File.ReadAllText));
        var deeds = Deed().Matches(source).Select(match => (Noun: match.Groups["noun"].Value, Verb: match.Groups["verb"].Value)).ToList();
        var nouns = Noun().Matches(source).Select(match => match.Groups["noun"].Value).Concat(deeds.Select(deed => deed.Noun)).ToHashSet(StringComparer.Ordinal);
        var verbs = Named().Matches(source).SelectMany(match => Literal().Matches(match.Value)).Select(match => match.Groups["verb"].Value)
            .Concat(deeds.Select(deed => deed.Verb)).Concat(["created", "changed", "erased"]).ToHashSet(StringComparer.Ordinal);

        nouns.Count.ShouldBeGreaterThan(12);
        // One of each way to say it: recorded, handed on, named, one of two names, a company's revision, a credential's change.
        string[] known = ["linked", "deposited", "resent", "left", "settings_changed", "passkey_added"];
        known.Except(verbs).ShouldBeEmpty();
        verbs.Count.ShouldBeGreaterThan(45);
        // The platform's own trail has no page.
        nouns.Where(noun => noun != "operator" && !words.ContainsKey("noun_" + noun)).ShouldBeEmpty();
        verbs.Where(verb => verb is not ("appointed" or "dismissed") && !words.ContainsKey("verb_" + verb)).ShouldBeEmpty();

        // And the page can be asked for it.
        var offered = AuditDeeds.All.SelectMany(of => of.Verbs.Select(verb => (of.Noun, Verb: verb))).ToList();
        nouns.Where(noun => noun is not ("operator" or "key" or "registration") && offered.TrueForAll(deed => deed.Noun != noun)).ShouldBeEmpty();
        verbs.Where(verb => verb is not ("appointed" or "dismissed" or "published") && offered.TrueForAll(deed => deed.Verb != verb)).ShouldBeEmpty();
        deeds.Where(deed => deed.Noun is not ("operator" or "key") && !offered.Contains(deed)).ShouldBeEmpty();
        offered.Where(deed => !words.ContainsKey("noun_" + deed.Noun) || !words.ContainsKey("verb_" + deed.Verb)).ShouldBeEmpty();
    }

    [GeneratedRegex("""
        "(?<noun>expense|project|account|category|rate|budget|tenant|member|invitation|domain|identity_provider|api_key|app|consent|person|session|registration|reports|operator)\.(?<verb>[a-z_]*[a-z])"
        """)]
    private static partial Regex Deed();

    [GeneratedRegex("""AuditNoun => "(?<noun>[a-z_]+)";""")]
    private static partial Regex Noun();

    /// <summary>A change that is named, also by one of two names, by itself or by what saves it.</summary>
    [GeneratedRegex("""(?:\b(?:[dD]b|context|scoped|within)\.Name\([^;]+;|\bSaveRevisedAsync\([^;]+;|\b(?:changing|Changing)\.RunAsync\([^;]+;)""")]
    private static partial Regex Named();

    [GeneratedRegex("""
        "(?<verb>[a-z_]+)"
        """)]
    private static partial Regex Literal();
}
