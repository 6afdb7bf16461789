using System.Text.Json.Nodes;

namespace TrackTok.Gateway.Documents;

/// <summary>
/// Shows an answer of every operation: made from its schema, so that it has each member that a client gets, with the values that the operation's own request shows where the names agree.
/// </summary>
internal sealed class AnswerExamples(JsonObject schemas)
{
    private const string SchemaPath = "#/components/schemas/";
    private const int Deepest = 6;

    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["email"] = "jane@example.com",
        ["first_name"] = "Jane",
        ["last_name"] = "Doe",
        ["currency"] = "EUR",
        ["base"] = "EUR",
        ["quote"] = "USD",
        ["subdomain"] = "demo",
        ["plan"] = "professional",
        ["token_type"] = "Bearer",
        ["time_zone"] = "Europe/Berlin",
        ["locale"] = "en-GB",
        ["month"] = "2025-01",
        ["address"] = "203.0.113.7",
        ["color"] = "#3366CC",
        ["user_agent"] = "Mozilla/5.0",
    };

    private static readonly string[] Amounts = ["amount", "total", "balance", "budget", "estimate", "spent", "remaining", "planned", "held", "carried", "available", "counted", "average", "threshold", "value", "burn", "low", "high", "expected"];

    internal void Add(JsonObject operation)
    {
        var request = operation["requestBody"]?["content"]?["application/json"]?["example"] as JsonObject;
        foreach (var (status, answer) in operation["responses"] as JsonObject ?? [])
        {
            if (!status.StartsWith('2') || answer?["content"] is not JsonObject contents) continue;
            foreach (var (media, content) in contents)
                if (media.EndsWith("json", StringComparison.Ordinal) && content is JsonObject { } shown && shown["schema"] is { } schema && shown["example"] is null) shown["example"] = Make("", schema, request, 0);
        }
    }

    private JsonNode? Make(string name, JsonNode schema, JsonObject? request, int depth)
    {
        if (depth > Deepest) return null;
        if ((string?)schema["$ref"] is { } reference) return schemas[reference[SchemaPath.Length..]] is { } target ? Make(name, target, request, depth + 1) : null;
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices) return choices.FirstOrDefault(choice => (string?)choice!["type"] != "null") is { } chosen ? Make(name, chosen, request, depth) : null;
        if ((schema["examples"] as JsonArray)?.FirstOrDefault() is { } shown) return shown.DeepClone();
        if (depth > 0 && request?[name] is JsonValue given && Fits(given, schema)) return given.DeepClone();
        if (schema["enum"] is JsonArray words) return words.FirstOrDefault(word => word is not null)?.DeepClone();
        return Type(schema) switch
        {
            "object" => Members(schema, request, depth),
            "array" => schema["items"] is { } item && Make(Singular(name), item, request, depth + 1) is { } one ? new JsonArray(one) : new JsonArray(),
            "string" => Text(name, (string?)schema["format"]),
            "integer" => name is "limit" or "max" ? 50 : 1,
            "number" => 12.5m,
            "boolean" => name is not ("has_more" or "archived" or "dismissed" or "over_budget" or "exceeded" or "low_balance"),
            _ => new JsonObject(),
        };
    }

    private JsonObject Members(JsonNode schema, JsonObject? request, int depth) => new(
        (schema["properties"] as JsonObject ?? []).Select(member => KeyValuePair.Create(member.Key, member.Key is "next_cursor" or "deleted_at" or "revoked_at" ? null : Make(member.Key, member.Value!, request, depth + 1))));

    private static string Text(string name, string? format) => format switch
    {
        "uuid" => "0190c0de-0000-7000-8000-000000000001",
        "date" => "2025-01-15",
        "date-time" => "2025-01-15T09:30:00.000Z",
        _ when Texts.TryGetValue(name, out var text) => text,
        _ when name.EndsWith("currency", StringComparison.Ordinal) => "EUR",
        _ when name.EndsWith("uri", StringComparison.Ordinal) || name.EndsWith("url", StringComparison.Ordinal) => "https://demo.example.com/",
        _ when name.EndsWith("token", StringComparison.Ordinal) || name is "key" or "secret" => "told-this-once",
        _ when name.Split('_').Any(Amounts.Contains) => "125.50",
        _ => name.Length == 0 ? "text" : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' '),
    };

    private static bool Fits(JsonValue given, JsonNode schema) => Type(schema) == given.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.String => "string",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        _ => "",
    };

    /// <summary>The type, or of several the first that is not null.</summary>
    private static string? Type(JsonNode schema) => schema["type"] switch
    {
        JsonArray several => several.Select(type => (string?)type).FirstOrDefault(type => type != "null"),
        JsonValue one => (string?)one,
        _ => schema["properties"] is null ? null : "object",
    };

    private static string Singular(string name) => name.EndsWith('s') ? name[..^1] : name;
}
