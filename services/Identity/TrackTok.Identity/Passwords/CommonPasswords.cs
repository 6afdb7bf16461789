using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace TrackTok.Identity.Passwords;

/// <summary>
/// The passwords that everybody tries first: some 34,000 words, kept as the first six bytes of their SHA-256 (<c>./tracktok passwords</c>). A word is known again in any
/// case, with letters written as look-alikes, doubled, and with a few digits or signs before or after it, as people adorn one that was refused.
/// </summary>
internal static class CommonPasswords
{
    private const int Width = 6;

    /// <summary>A year with a sign behind it, <c>12345</c>: more than these are a part of the password in their own right.</summary>
    private const int LongestAdornment = 5;
    private const int ShortestWord = 4;
    private const string LookAlikes = "@4310!|5$7+";
    private const string Letters = "aaeioiisstt";

    private static readonly byte[] Hashes = Read();

    internal static bool Hold(string password)
    {
        var text = password.ToLowerInvariant();
        return Forms(text).Any(form => Contains(form) || Contains(Plain(form)));
    }

    private static IEnumerable<string> Forms(string text)
    {
        yield return text;
        var word = text.TrimEnd(IsAdornment, out var behind).TrimStart(IsAdornment, out var before);
        if (word.Length >= ShortestWord && IsFew(behind) && IsFew(before)) yield return word;
        // Look-alikes at the word's beginning are no adornment: '$uperman1'.
        var kept = text.TrimEnd(IsAdornment, out var only);
        if (kept.Length >= ShortestWord && IsFew(only)) yield return kept;
        // Rows of digits with a letter or two, so that they look mixed.
        var digits = text.TrimEnd(char.IsAsciiLetter, out var letters).TrimStart(char.IsAsciiLetter, out var first);
        if (digits.Length >= ShortestWord && letters.Length + first.Length <= 2) yield return digits;
        if (text.Length % 2 == 0 && text[..(text.Length / 2)] == text[(text.Length / 2)..]) yield return text[..(text.Length / 2)];
    }

    private static bool IsFew(string adornment) => adornment.Length <= LongestAdornment || Contains(adornment);

    private static bool IsAdornment(char c) => !char.IsLetter(c);

    private static string TrimEnd(this string text, Func<char, bool> part, out string taken)
    {
        var end = text.Length;
        while (end > 0 && part(text[end - 1])) end--;
        taken = text[end..];
        return text[..end];
    }

    private static string TrimStart(this string text, Func<char, bool> part, out string taken)
    {
        var start = 0;
        while (start < text.Length && part(text[start])) start++;
        taken = text[..start];
        return text[start..];
    }

    private static string Plain(string text) => string.Create(text.Length, text, static (plain, source) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = LookAlikes.IndexOf(source[i], StringComparison.Ordinal) is >= 0 and var at ? Letters[at] : source[i];
    });

    private static bool Contains(string word)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(word), hash);
        var (low, high) = (0, (Hashes.Length / Width) - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Hashes.AsSpan(middle * Width, Width).SequenceCompareTo(hash[..Width]);
            if (order == 0) return true;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return false;
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("common-passwords.bin")!;
        var hashes = new byte[stream.Length];
        stream.ReadExactly(hashes);
        return hashes;
    }
}
