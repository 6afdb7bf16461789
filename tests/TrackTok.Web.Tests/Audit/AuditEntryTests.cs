using System.Text.Json;
using TrackTok.Web.Audit;

namespace TrackTok.Web.Tests.Audit;

/// <summary>What an entry of the trail says: the thing by its name, and what differs.</summary>
public sealed class AuditEntryTests
{
    [Theory]
    [InlineData("api_key", """{"name":["Nightly","Nightly"],"revoked_at":[null,"2026-01-01"]}""", "Nightly", "revoked_at: - > 2026-01-01")]
    [InlineData("project", """{"name":["Old","New"]}""", "New", "name: Old > New")]
    [InlineData("account", """{"name":["Cash",null]}""", "Cash", "name: Cash > -")]
    [InlineData("invitation", """{"email":["jane@example.com","jane@example.com"],"generation":[1,2]}""", "jane@example.com", "generation: 1 > 2")]
    [InlineData("member", """{"email":["jane@example.com","jane@example.com"],"role":["member","admin"]}""", null, "role: member > admin")]
    [InlineData("session", """{"value":[null,{"how":"password","second_factor":"totp"}]}""", null, "how: - > password, second_factor: - > totp")]
    [InlineData("person", """{"value":[{"language":"en","first_name":"Jane"},{"language":"de","first_name":"Jane"}]}""", null, "language: en > de")]
    [InlineData("session", """{"value":[null,null]}""", null, "")]
    public void Names_the_thing_and_tells_what_differs(string entityType, string changes, string? name, string differences)
    {
        var entry = new AuditEntry(Guid.Empty, default, null, "", "", entityType, Guid.Empty, JsonElement.Parse(changes), null, null);

        entry.Name.ShouldBe(name);
        string.Join(", ", entry.Differences().Select(difference => $"{difference.Member}: {difference.Old ?? "-"} > {difference.New ?? "-"}")).ShouldBe(differences);
    }
}
