using System.Text.Json.Nodes;
using TrackTok.Gateway.Edge;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Documents;

/// <summary>
/// Makes one OpenAPI 3.1 document of the services' (SPEC 1.8). A schema that two services describe alike stands once; one that they describe differently gets the
/// service's name before its own. Every code that any route refuses with is listed in <c>x-refusals</c>.
/// </summary>
internal static class OpenApiMerge
{
    private const string SchemaPath = "#/components/schemas/";

    internal static JsonObject Merge(IEnumerable<(string Service, JsonObject Document)> parts)
    {
        var (paths, schemas, tags, operations) = (new JsonObject(), new JsonObject(), new JsonArray(), new HashSet<string>(StringComparer.Ordinal));
        var refusals = EdgeErrors.All.Concat(RefusalCatalog.Of(typeof(OpenApiMerge).Assembly)).DistinctBy(refusal => refusal.Code).ToDictionary(refusal => refusal.Code, Describe, StringComparer.Ordinal);
        foreach (var (service, given) in parts)
        {
            var document = (JsonObject)given.DeepClone();
            AddSchemas(service, document, schemas);
            AddPaths(service, document, paths, operations);
            tags.Add(new JsonObject { ["name"] = Title(service) });
            foreach (var refusal in (document["x-refusals"] as JsonArray ?? []).OfType<JsonObject>()) refusals.TryAdd((string)refusal["code"]!, (JsonObject)refusal.DeepClone());
        }
        var examples = new AnswerExamples(schemas);
        foreach (var (path, item) in paths)
            foreach (var operation in ((JsonObject)item!).Select(member => member.Value).OfType<JsonObject>())
            {
                examples.Add(operation);
                EdgeHeaders.Add(path, operation);
            }
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "TrackTok API",
                ["version"] = "v1",
                ["description"] = "What a company spends, each project and budget under control. Errors are RFC 9457 problems; `code` is one of those at [/docs/errors](/docs/errors).",
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = tags,
            ["paths"] = Sorted(paths),
            ["components"] = new JsonObject
            {
                ["schemas"] = Sorted(schemas),
                ["headers"] = EdgeHeaders.Describe(),
                ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT", ["description"] = "The access_token of a log-in." } },
            },
            ["x-refusals"] = new JsonArray([.. refusals.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (JsonNode)pair.Value)]),
        };
    }

    private static void AddSchemas(string service, JsonObject document, JsonObject schemas)
    {
        if (document["components"]?["schemas"] is not JsonObject own) return;
        var renamed = own.Where(schema => schemas[schema.Key] is { } other && !JsonNode.DeepEquals(other, schema.Value)).Select(schema => schema.Key).ToHashSet(StringComparer.Ordinal);
        if (renamed.Count > 0) PointElsewhere(document, reference => renamed.Contains(reference) ? Title(service) + reference : reference);
        foreach (var (name, schema) in own.ToList()) schemas[renamed.Contains(name) ? Title(service) + name : name] ??= schema!.DeepClone();
    }

    private static void AddPaths(string service, JsonObject document, JsonObject paths, HashSet<string> operations)
    {
        foreach (var (path, item) in (document["paths"] as JsonObject ?? []).ToList())
        {
            if (item is not JsonObject methods || path.StartsWith("/internal/", StringComparison.Ordinal)) continue;
            // With and without a trailing slash are the same address (SPEC 1.1).
            var address = path.Length > 1 ? path.TrimEnd('/') : path;
            var merged = paths[address] as JsonObject ?? [];
            foreach (var (method, operation) in methods.ToList())
            {
                if (operation is not JsonObject described || merged.ContainsKey(method)) continue;
                described["tags"] = new JsonArray(Title(service));
                if ((string?)described["operationId"] is { } id && !operations.Add(id)) described["operationId"] = Title(service) + id;
                merged[method] = described.DeepClone();
            }
            paths[address] = merged;
        }
    }

    private static void PointElsewhere(JsonNode? node, Func<string, string> rename)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (name == "$ref" && value is JsonValue text && text.TryGetValue(out string? target) && target.StartsWith(SchemaPath, StringComparison.Ordinal))
                        members[name] = SchemaPath + rename(target[SchemaPath.Length..]);
                    else PointElsewhere(value, rename);
                }
                break;
            case JsonArray items:
                foreach (var item in items) PointElsewhere(item, rename);
                break;
        }
    }

    private static JsonObject Describe(Refusal refusal) => new() { ["code"] = refusal.Code, ["status"] = (int)refusal.Kind, ["detail"] = refusal.Detail };

    private static JsonObject Sorted(JsonObject members) => new(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static string Title(string service) => char.ToUpperInvariant(service[0]) + service[1..];
}
