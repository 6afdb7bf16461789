using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TrackTok.Currencies;

/// <summary>
/// An amount as it came over the wire: a decimal string such as <c>"125.50"</c>, or a JSON number that a decimal holds exactly.
/// Whether it suits its currency is decided where the currency is known (<see cref="In"/>).
/// </summary>
[JsonConverter(typeof(AmountTextConverter))]
public readonly record struct AmountText
{
    /// <summary>The largest amount that is accepted: fifteen digits before the point, as the columns hold.</summary>
    public const decimal Largest = 999_999_999_999_999m;

    private static readonly SearchValues<char> DigitsAndPoint = SearchValues.Create("0123456789.");

    private AmountText(decimal value, string? unreadable) => (Value, Unreadable) = (value, unreadable);

    /// <summary>The amount; zero when the text was not one.</summary>
    public decimal Value { get; }

    /// <summary>What was given, when it was no amount.</summary>
    public string? Unreadable { get; }

    public static implicit operator AmountText(decimal value) => new(value, null);

    /// <summary>Reads digits with an optional sign and fraction; no exponent, no group separators, no blanks.</summary>
    public static AmountText Parse(string text) =>
        IsPlain(text) && ExactDecimal.TryRead(text, out var value) && Math.Abs(value) <= Largest
            ? new AmountText(value, null)
            : new AmountText(0, text);

    /// <summary>Null when the amount suits the currency, else the sentence that says what to give instead.</summary>
    public string? In(Currency currency)
    {
        if (Unreadable is not null) return $"Give a decimal number such as \"{currency.Text(125.5m)}\", without exponent or separators.";
        if (currency.IsExact(Value)) return null;
        return currency.MinorUnits == 0 ? $"{currency.Code} has no fraction digits." : $"{currency.Code} has at most {currency.MinorUnits} fraction digits.";
    }

    private static bool IsPlain(string text)
    {
        var digits = text.AsSpan().TrimStart('-');
        if (text.Length - digits.Length > 1 || digits.Length is 0 or > 32 || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1])) return false;
        return digits.IndexOfAnyExcept(DigitsAndPoint) < 0 && digits.Count('.') <= 1;
    }

    private sealed class AmountTextConverter : JsonConverter<AmountText>
    {
        public override AmountText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
        {
            JsonTokenType.String => Parse(reader.GetString()!),
            JsonTokenType.Number => Read(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
            _ => throw new JsonException("An amount is a decimal string such as \"125.50\"."),
        };

        private static AmountText Read(string number) => ExactDecimal.TryRead(number, out var value) && Math.Abs(value) <= Largest ? new AmountText(value, null) : new AmountText(0, number);

        public override void Write(Utf8JsonWriter writer, AmountText value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Unreadable ?? value.Value.ToString(CultureInfo.InvariantCulture));
    }
}
