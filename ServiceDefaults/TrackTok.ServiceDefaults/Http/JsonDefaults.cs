using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using TrackTok.Currencies;

namespace TrackTok.ServiceDefaults;

/// <summary>JSON as the API speaks it: snake_case, unknown and repeated members refused, enums as words (SPEC 1.1).</summary>
public static class JsonDefaults
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new NumberConverter());
    }

    /// <summary>The same options for code outside an endpoint: jobs, stored answers, tests.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>An instant as the API writes it, for where no JSON is written.</summary>
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture);

    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Instants are RFC 3339 in UTC with Z and milliseconds (SPEC 1.3).</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            Span<byte> text = stackalloc byte[InstantText.Longest];
            writer.WriteStringValue(InstantText.Write(value, text));
        }
    }
    /// <summary>Numbers are read exactly or not at all (SPEC 1.2).</summary>
    private sealed class NumberConverter : JsonConverter<decimal>
    {
        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && ExactDecimal.TryRead(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan), out var value)
                ? value
                : throw new JsonException("A number is expected, with no more digits than are kept.");

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}

/// <summary>Instants as the API writes them: RFC 3339 in UTC with Z and milliseconds (SPEC 1.3).</summary>
public static class InstantText
{
    public const int Longest = 33;
    private const int WithoutZ = 23;

    /// <summary>Writes the instant into the buffer, of at least <see cref="Longest"/> bytes, and answers what was written.</summary>
    public static ReadOnlySpan<byte> Write(DateTimeOffset instant, Span<byte> utf8)
    {
        // The round-trip format has the same beginning and its own fast path; its last four digits are more than is promised.
        instant.UtcDateTime.TryFormat(utf8, out _, "O", System.Globalization.CultureInfo.InvariantCulture);
        utf8[WithoutZ] = (byte)'Z';
        return utf8[..(WithoutZ + 1)];
    }
}
