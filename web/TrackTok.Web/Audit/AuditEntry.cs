using System.Text.Json;

namespace TrackTok.Web.Audit;

/// <summary>An entry of the company's audit trail, as <c>GET /audit</c> tells.</summary>
/// <param name="Changes">For each member its old and its new value, in an array of two.</param>
public sealed record AuditEntry(
    Guid Id, DateTimeOffset OccurredAt, Guid? ActorId, string Actor, string Action, string EntityType, Guid EntityId, JsonElement Changes, string? RequestId, string? Address)
{
    /// <summary>Each changed member with its old and new value, as text; members inside an object stand by themselves.</summary>
    internal IEnumerable<(string Member, string? Old, string? New)> Differences()
    {
        if (Changes.ValueKind != JsonValueKind.Object) yield break;
        foreach (var change in Changes.EnumerateObject())
        {
            if (change.Value is not { ValueKind: JsonValueKind.Array } pair || pair.GetArrayLength() != 2) continue;
            var (old, now) = (pair[0], pair[1]);
            if (now.ValueKind == JsonValueKind.Object || old.ValueKind == JsonValueKind.Object)
            {
                foreach (var name in Names(old).Union(Names(now)))
                    if (!AreSame(Member(old, name), Member(now, name))) yield return (name, Text(Member(old, name)), Text(Member(now, name)));
            }
            else if (!AreSame(old, now))
            {
                yield return (change.Name, Text(old), Text(now));
            }
        }
    }

    /// <summary>What people knew it by after the change; null for what has no name.</summary>
    internal string? Name => Known("name") ?? (EntityType == "invitation" ? Known("email") : null);

    private string? Known(string member) =>
        Changes.ValueKind == JsonValueKind.Object && Changes.TryGetProperty(member, out var pair) && pair is { ValueKind: JsonValueKind.Array } && pair.GetArrayLength() == 2 ? Text(pair[1]) ?? Text(pair[0]) : null;

    /// <summary>The page that shows what was changed; null for what has none.</summary>
    internal string? Page => EntityType switch
    {
        "expense" => $"/expenses/{EntityId}",
        "project" => $"/projects/{EntityId}",
        "account" => $"/accounts/{EntityId}",
        "budget" => $"/budgets/{EntityId}",
        "tenant" => "/settings",
        "member" when Action is not ("member.removed" or "member.left") => $"/settings/members/{EntityId}",
        "member" or "invitation" => "/settings/members",
        "domain" => "/settings/domains",
        "api_key" => "/settings/api-keys",
        "app" => $"/settings/apps/{EntityId}",
        "category" => $"/categories/{EntityId}",
        "identity_provider" => "/settings/identity-providers",
        _ => null,
    };

    /// <summary>What is absent equals what is absent, and nothing else.</summary>
    private static bool AreSame(JsonElement old, JsonElement now) =>
        old.ValueKind == JsonValueKind.Undefined || now.ValueKind == JsonValueKind.Undefined ? old.ValueKind == now.ValueKind : JsonElement.DeepEquals(old, now);

    private static IEnumerable<string> Names(JsonElement value) => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(member => member.Name) : [];

    private static JsonElement Member(JsonElement value, string name) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
