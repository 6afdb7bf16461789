using System.Text.Json;

namespace TrackTok.ServiceDefaults.Tests.Problems;

public sealed class UnreadableJsonTests
{
    private sealed record Inner(Change<int?> Month, Scope? Scope);

    private sealed record Scope(string[]? Tags, decimal? Share);

    private sealed record Patch(string? Name, Scope? Scope, Change<Inner> Settings);

    [Theory]
    [InlineData("""{"zzz": 1}""", "zzz")]
    [InlineData("""{"scope": {"zzz": 1}}""", "scope.zzz")]
    [InlineData("""{"settings": {"zzz": 1}}""", "settings.zzz")]
    [InlineData("""{"settings": {"month": "May"}}""", "settings.month")]
    [InlineData("""{"settings": {"scope": {"zzz": 1}}}""", "settings.scope.zzz")]
    [InlineData("""{"settings": {"scope": {"share": "1"}}}""", "settings.scope.share")]
    [InlineData("""{"settings": 7}""", "settings")]
    [InlineData("""{"name": 7}""", "name")]
    [InlineData("""{"scope": {"tags": [1]}}""", "scope.tags[0]")]
    [InlineData("""{"scope": {"share": 1.00000000000000000000000000000000001}}""", "scope.share")]
    public void A_member_is_named_by_its_whole_path(string json, string member)
    {
        var refusal = Refuse(json);
        refusal.Kind.ShouldBe(RefusalKind.Invalid);
        refusal.Errors!.Keys.ShouldBe([member]);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"name": }""")]
    [InlineData("""{"settings": {"month": 1""")]
    public void What_is_no_json_is_unreadable(string json) => Refuse(json).Code.ShouldBe("malformed_json");

    private static Refusal Refuse(string json) => UnreadableJson.Of(Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Patch>(json, JsonDefaults.Options)));
}
