using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using TrackTok.ServiceDefaults;

namespace TrackTok.Tenants.Registry;

/// <summary>The rules of subdomains (SPEC 2.3): which are fit, and how one is derived from a company's name.</summary>
internal static class Subdomain
{
    internal const int Shortest = 3;
    internal const int Longest = 63;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly FrozenSet<string> Reserved = FrozenSet.Create(StringComparer.Ordinal,
        "www", "api", "admin", "app", "docs", "status", "account", "accounts", "assets", "auth", "billing", "blog", "cdn", "connect", "dashboard", "dev", "ftp", "gateway", "health", "help",
        "id", "identity", "imap", "internal", "localhost", "login", "mail", "ns1", "ns2", "openapi", "platform", "pop", "root", "smtp", "sso", "staging", "static", "support", "system", "test", "tracktok",
        "webhooks", "well-known");

    /// <summary>Null when a subdomain that someone chose may be used.</summary>
    internal static Refusal? Refuse(string subdomain)
    {
        if (!IsWellFormed(subdomain)) return TenantErrors.SubdomainInvalid;
        return IsReserved(subdomain) ? TenantErrors.SubdomainReserved : null;
    }

    /// <summary>Lower case, accents dropped, all else to single hyphens. May be too short for a subdomain; <see cref="Candidates"/> sees to that.</summary>
    internal static string Slug(string name)
    {
        var slug = new StringBuilder(Longest);
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (slug.Length == Longest) break;
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var text = slug.ToString().Trim('-');
        return text.Length > 0 ? text : "company";
    }

    /// <summary>The slug itself where it is fit, then with <c>-2</c>, <c>-3</c> … behind it, shortened where need be.</summary>
    internal static IEnumerable<string> Candidates(string slug)
    {
        if (Refuse(slug) is null) yield return slug;
        for (var number = 2; ; number++)
        {
            var suffix = "-" + number.ToString(CultureInfo.InvariantCulture);
            yield return slug[..Math.Min(slug.Length, Longest - suffix.Length)].TrimEnd('-') + suffix;
        }
    }

    /// <summary>What all candidates of a slug begin with: as much of it as leaves room for a suffix of six digits.</summary>
    internal static string Stem(string slug) => slug[..Math.Min(slug.Length, Longest - 7)].TrimEnd('-');

    private static bool IsWellFormed(string text) =>
        text.Length is >= Shortest and <= Longest && text.AsSpan().IndexOfAnyExcept(Letters) < 0 && text[0] != '-' && text[^1] != '-';

    /// <summary>Names of our own hosts; what a browser would show as other letters (punycode); and what could be taken for a tenant's id in X-Tenant-Id.</summary>
    private static bool IsReserved(string text) => Reserved.Contains(text) || text.StartsWith("xn--", StringComparison.Ordinal) || Guid.TryParse(text, out _);
}
