using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace TrackTok.Currencies;

/// <summary>A currency of ISO 4217: its three-letter code and how many fraction digits its amounts have.</summary>
public sealed record Currency
{
    private static readonly FrozenDictionary<string, Currency> ByCode = Iso4217.Rows
        .ToFrozenDictionary(row => row.Code, row => new Currency(row.Code, row.MinorUnits), StringComparer.Ordinal);

    private Currency(string code, int minorUnits)
    {
        Code = code;
        MinorUnits = minorUnits;
        Format = "F" + minorUnits.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The code in upper case, such as <c>USD</c>.</summary>
    public string Code { get; }

    /// <summary>Fraction digits: 2 for dollars, 0 for yen, 3 for Kuwaiti dinars.</summary>
    public int MinorUnits { get; }

    internal string Format { get; }

    /// <summary>Every currency in use, by code.</summary>
    public static IEnumerable<Currency> All => ByCode.Values.OrderBy(currency => currency.Code, StringComparer.Ordinal);

    /// <summary>The currency of a code, in any case; null when ISO 4217 has none of that code.</summary>
    public static Currency? Find(string? code)
    {
        if (code is null || code.Length != 3) return null;
        return ByCode.TryGetValue(code, out var exact) ? exact : ByCode.GetValueOrDefault(code.ToUpperInvariant());
    }

    /// <inheritdoc cref="Find"/>
    public static bool TryGet(string? code, [NotNullWhen(true)] out Currency? currency) => (currency = Find(code)) is not null;

    /// <summary>The currency of a code known to be right, such as one read from our own tables.</summary>
    /// <exception cref="ArgumentException">ISO 4217 has no such code.</exception>
    public static Currency Of(string code) => Find(code) ?? throw new ArgumentException($"ISO 4217 has no currency '{code}'.", nameof(code));

    /// <summary>The amount as the API writes it: exactly as many fraction digits as the currency has.</summary>
    public string Text(decimal amount) => amount.ToString(Format, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The same as UTF-8, for answers with many amounts; at most 40 bytes.</summary>
    public bool TryText(decimal amount, Span<byte> utf8, out int written) => amount.TryFormat(utf8, out written, Format, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>True when the amount has no more fraction digits than the currency.</summary>
    public bool IsExact(decimal amount) => decimal.Round(amount, MinorUnits) == amount;

    /// <summary>Rounds to the minor unit, half away from zero as invoices do.</summary>
    public decimal Round(decimal amount) => decimal.Round(amount, MinorUnits, MidpointRounding.AwayFromZero);

    public override string ToString() => Code;
}
