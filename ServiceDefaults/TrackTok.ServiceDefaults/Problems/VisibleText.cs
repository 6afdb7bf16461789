using System.Globalization;
using System.Text;

namespace TrackTok.ServiceDefaults;

/// <summary>What a reader sees of a text.</summary>
internal static class VisibleText
{
    /// <summary>Letters and a symbol by name, blanks to the eye: fillers of Hangul and the empty cell of Braille.</summary>
    private const string Blank = "\u115F\u1160\u2800\u3164\uFFA0";

    /// <summary>False for blanks, what has no width, and what only marks another character.</summary>
    internal static bool ShowsSomething(ReadOnlySpan<char> text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                    or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Surrogate)
                && !(rune.IsBmp && Blank.Contains((char)rune.Value, StringComparison.Ordinal))) return true;
        return false;
    }

    /// <summary>False when it has line breaks of any kind, or other control characters.</summary>
    internal static bool IsOneLine(ReadOnlySpan<char> text)
    {
        foreach (var c in text) if (char.IsControl(c) || c is '\u2028' or '\u2029') return false;
        return true;
    }
}
