using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrackTok.ServiceDefaults;

/// <summary>A member of a merge patch (RFC 7396): absent means unchanged, null means cleared, a value means changed.</summary>
[JsonConverter(typeof(ChangeConverterFactory))]
public readonly record struct Change<T>
{
    public Change(T? value) => (IsGiven, Value) = (true, value);

    /// <summary>True when the member stood in the patch, be it null.</summary>
    public bool IsGiven { get; }

    public T? Value { get; }

    /// <summary>What holds after the patch.</summary>
    public T? Or(T? unchanged) => IsGiven ? Value : unchanged;
}

internal sealed class ChangeConverterFactory : JsonConverterFactory
{
    /// <summary>Under this name an exception's data hold the path from the member that its own path names to the one that is wrong.</summary>
    internal const string Within = "within";

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Change<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(ChangeConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class ChangeConverter<T> : JsonConverter<Change<T>>
    {
        public override bool HandleNull => true;

        public override Change<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Null) return new(default);
            try
            {
                return new(JsonSerializer.Deserialize<T>(ref reader, options));
            }
            catch (JsonException e) when (e.Path is ['$', .. var rest])
            {
                // Without a path of its own it gets that of the member, by which the answer names it; the way from there on goes beside.
                throw new JsonException(e.Message, e.InnerException) { Data = { [Within] = rest + e.Data[Within] } };
            }
        }

        public override void Write(Utf8JsonWriter writer, Change<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Value, options);
    }
}
