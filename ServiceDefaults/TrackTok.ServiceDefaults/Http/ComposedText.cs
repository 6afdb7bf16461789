using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Texts come in in one spelling (Unicode NFC), whether a keyboard sends é as one character or as two: two names that look the same are the same, and are found by either spelling.
/// Passwords stay as they were typed, because nobody sees them.
/// </summary>
internal static class ComposedText
{
    internal static void Apply(JsonSerializerOptions options)
    {
        options.Converters.Add(new Converter());
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(static type =>
        {
            foreach (var property in type.Properties)
                if (property.PropertyType == typeof(string) && property.Name.Contains("password", StringComparison.Ordinal)) property.CustomConverter = new AsTyped();
        });
    }

    /// <summary>The same for the query, before anything is read from it.</summary>
    internal static void Apply(HttpRequest request)
    {
        if (request.QueryString.Value is not { } text || !text.Contains('%', StringComparison.Ordinal) || request.Query.All(pair => pair.Value.All(value => value is null || value.IsNormalized()))) return;
        request.Query = new QueryCollection(request.Query.ToDictionary(pair => pair.Key, pair => new StringValues([.. pair.Value.Select(value => value?.Normalize())])));
    }

    private sealed class Converter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader).Normalize();

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString()!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);
    }

    private sealed class AsTyped : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Text(ref reader);

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private static string Text(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A text is expected.");
}
