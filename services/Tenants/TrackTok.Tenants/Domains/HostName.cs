using System.Buffers;

namespace TrackTok.Tenants.Domains;

/// <summary>Which host names a tenant may call its own.</summary>
internal static class HostName
{
    internal const int Longest = 253;
    private const int LongestLabel = 63;
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>
    /// The name as it is kept, or null: no host name of the public internet (fewer than two labels, an address, a special name), or one of the installation's own. Names in other scripts come
    /// in their ASCII form (<c>xn--…</c>), as browsers send them.
    /// </summary>
    internal static string? Read(string text, string baseDomain)
    {
        var name = text.Trim().TrimEnd('.').ToLowerInvariant();
        if (name.Length is 0 or > Longest) return null;
        var labels = name.Split('.');
        if (labels.Length < 2 || !labels.All(IsLabel)) return null;
        // A top-level domain is never a number: this is an address then.
        if (labels[^1].All(char.IsAsciiDigit) || labels[^1] is "localhost" or "local" or "internal" or "invalid" or "onion" or "arpa") return null;
        return name == baseDomain || name.EndsWith("." + baseDomain, StringComparison.Ordinal) ? null : name;
    }

    private static bool IsLabel(string label) => label.Length is > 0 and <= LongestLabel && label.AsSpan().IndexOfAnyExcept(Letters) < 0 && label[0] != '-' && label[^1] != '-';
}
