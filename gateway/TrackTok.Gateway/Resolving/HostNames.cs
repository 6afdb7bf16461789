using System.Net;
using System.Net.Sockets;

namespace TrackTok.Gateway.Resolving;

/// <summary>By what kind of name a tenant is meant.</summary>
internal enum NameKind
{
    /// <summary>No tenant is named.</summary>
    None,
    Id,
    Subdomain,
    Domain,

    /// <summary>A name that no tenant can have.</summary>
    Impossible,
}

/// <summary>
/// What a host names (SPEC 2.1): <c>acme.localhost:5000</c> a subdomain of the base domain, <c>expenses.acme.com</c> a custom domain; the bare base domain and IP addresses name nobody.
/// </summary>
internal static class HostNames
{
    private const int LongestLabel = 63;
    private const int LongestDomain = 253;

    internal static NameKind Read(ReadOnlySpan<char> host, string baseDomain, out ReadOnlySpan<char> name)
    {
        name = default;
        if (host.IsEmpty || host[0] == '[') return NameKind.None;
        var port = host.LastIndexOf(':');
        if (port >= 0) host = host[..port];
        if (host.EndsWith('.')) host = host[..^1];
        if (host.Equals(baseDomain, StringComparison.OrdinalIgnoreCase)) return NameKind.None;
        if (char.IsAsciiDigit(host.IsEmpty ? 'x' : host[^1]) && IPAddress.TryParse(host, out var address) && address.AddressFamily == AddressFamily.InterNetwork) return NameKind.None;
        if (host.Length > baseDomain.Length + 1 && host[^(baseDomain.Length + 1)] == '.' && host.EndsWith(baseDomain, StringComparison.OrdinalIgnoreCase))
        {
            name = host[..^(baseDomain.Length + 1)];
            return IsSubdomain(name) ? NameKind.Subdomain : NameKind.Impossible;
        }
        name = host;
        return IsDomain(host) ? NameKind.Domain : NameKind.Impossible;
    }

    /// <summary>What an <c>X-Tenant-Id</c> header means: an id or a subdomain.</summary>
    internal static NameKind ReadHeader(string? header, out Guid id)
    {
        id = default;
        if (string.IsNullOrEmpty(header)) return NameKind.None;
        if (Guid.TryParse(header, out id)) return NameKind.Id;
        return IsSubdomain(header) ? NameKind.Subdomain : NameKind.Impossible;
    }

    private static bool IsSubdomain(ReadOnlySpan<char> label)
    {
        if (label.Length is < 1 or > LongestLabel || label[0] == '-' || label[^1] == '-') return false;
        foreach (var c in label) if (!char.IsAsciiLetterOrDigit(c) && c != '-') return false;
        return true;
    }

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (domain.Length > LongestDomain || !domain.Contains('.')) return false;
        foreach (var label in domain.Split('.')) if (!IsSubdomain(domain[label])) return false;
        return true;
    }
}
