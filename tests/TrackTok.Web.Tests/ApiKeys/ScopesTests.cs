using System.Text.RegularExpressions;
using TrackTok.Web.ApiKeys;
using TrackTok.Web.Tests.Source;

namespace TrackTok.Web.Tests.ApiKeys;

public sealed partial class ScopesTests
{
    [Fact]
    public void What_reads_comes_first_and_what_no_program_should_do_not_at_all()
    {
        var offered = Scopes.Offered(["tenant.close", "rates.read", "expenses.approve", "api_keys.manage", "expenses.create", "unheard.of", "expenses.read"]).ToList();

        offered.Select(area => area.Key).ShouldBe(["expenses", "rates", "unheard"]);
        offered[0].ShouldBe(["expenses.read", "expenses.create", "expenses.approve"]);
    }

    [Fact]
    public void Every_permission_there_is_has_words_of_its_own()
    {
        var table = File.ReadAllText(Path.Combine(WebSource.Root, "..", "..", "docs", "permissions.md"));
        var permissions = Permission().Matches(table).Select(match => match.Groups[1].Value).Distinct().ToList();
        var texts = WebSource.Texts(Path.Combine(WebSource.Root, "ApiKeys", "ApiKeyTexts.resx"));

        permissions.Count.ShouldBeGreaterThan(20);
        foreach (var area in Scopes.Offered(permissions))
        {
            texts.ShouldContainKey("area_" + area.Key);
            foreach (var scope in area) texts.ShouldContainKey("scope_" + scope);
        }
    }

    [GeneratedRegex(@"^\| `([a-z_]+\.[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Permission();
}
