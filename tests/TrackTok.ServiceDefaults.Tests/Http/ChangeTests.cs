using System.Text.Json;

namespace TrackTok.ServiceDefaults.Tests.Http;

public sealed class ChangeTests
{
    private sealed record Patch(Change<string> Notes, Change<int?> Count);

    [Fact]
    public void Absent_null_and_value_are_three_things()
    {
        var patch = JsonSerializer.Deserialize<Patch>("""{"count": null}""", JsonDefaults.Options)!;
        patch.Notes.IsGiven.ShouldBeFalse();
        patch.Notes.Or("kept").ShouldBe("kept");
        patch.Count.IsGiven.ShouldBeTrue();
        patch.Count.Or(7).ShouldBeNull();
        JsonSerializer.Deserialize<Patch>("""{"notes": "new"}""", JsonDefaults.Options)!.Notes.Or("kept").ShouldBe("new");
    }

    [Fact]
    public void A_member_given_twice_is_refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Patch>("""{"notes": "a", "notes": "b"}""", JsonDefaults.Options));

    [Fact]
    public void Instants_are_written_in_UTC_with_Z() =>
        JsonSerializer.Serialize(new DateTimeOffset(2025, 1, 15, 1, 30, 0, TimeSpan.FromHours(2)), JsonDefaults.Options).ShouldBe("\"2025-01-14T23:30:00.000Z\"");
}
