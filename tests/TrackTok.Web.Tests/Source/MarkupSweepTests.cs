using System.Text.RegularExpressions;

namespace TrackTok.Web.Tests.Source;

/// <summary>What the pages' policy would block, and what would print unescaped, is not written in the first place.</summary>
public sealed partial class MarkupSweepTests
{
    [Fact]
    public void No_inline_styles_handlers_or_scripts() => Offenders(Inline()).ShouldBeEmpty();

    [Fact]
    public void Nothing_is_printed_unescaped() => Offenders(Raw()).ShouldBeEmpty();

    [Fact]
    public void Nothing_comes_from_another_host() => WebSource.Files("*.razor", "*.css", "*.js").Where(file => !file.Contains("/lib/", StringComparison.Ordinal))
        .Where(file => Elsewhere().IsMatch(File.ReadAllText(file))).Select(WebSource.Name).ShouldBeEmpty();

    [Fact]
    public void Every_form_that_posts_carries_its_token()
    {
        var without = WebSource.Files("*.razor").Where(file => Post().Count(File.ReadAllText(file)) > Token().Count(File.ReadAllText(file))).Select(WebSource.Name);
        without.ShouldBeEmpty();
    }

    private static IEnumerable<string> Offenders(Regex forbidden) =>
        WebSource.Files("*.razor").SelectMany(file => forbidden.Matches(File.ReadAllText(file)).Select(match => $"{WebSource.Name(file)}: {match.Value}"));

    [GeneratedRegex("""(?<=\s)(style="|on(click|change|submit|input|load|error)=")|<style|<script(?![^>]*(\ssrc=|application/json))[^>]*>""")]
    private static partial Regex Inline();

    [GeneratedRegex("MarkupString|AddMarkupContent")]
    private static partial Regex Raw();

    [GeneratedRegex("""(src|href)="https?://|url\(["']?https?://|import[^;]*["']https?://""")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""<form[^>]*method="post""")]
    private static partial Regex Post();

    [GeneratedRegex("<AntiforgeryToken")]
    private static partial Regex Token();
}
