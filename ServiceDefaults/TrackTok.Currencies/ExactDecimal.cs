using System.Globalization;

namespace TrackTok.Currencies;

/// <summary>Reads numbers digit by digit: what a decimal cannot hold exactly is not rounded to what it can, but refused (SPEC 1.2).</summary>
public static class ExactDecimal
{
    /// <summary>What every decimal holds; of 29 digits it holds some.</summary>
    private const int MostDigits = 28;

    private const NumberStyles Json = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads sign, digits, fraction and exponent as JSON writes them. False when it is no number, or one that would be rounded.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        return IsHeld(text) && decimal.TryParse(text, Json, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsHeld(ReadOnlySpan<char> text)
    {
        var exponent = 0;
        if (text.IndexOfAny('e', 'E') is >= 0 and var e)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || exponent is < -MostDigits or > MostDigits) return false;
            text = text[..e];
        }
        var point = text.IndexOf('.');
        var whole = (point < 0 ? text : text[..point]).TrimStart("+-").TrimStart('0');
        var fraction = point < 0 ? [] : text[(point + 1)..].TrimEnd('0');
        return fraction.Length - exponent <= MostDigits && whole.Length + fraction.Length <= MostDigits && whole.Length + exponent <= MostDigits;
    }
}
