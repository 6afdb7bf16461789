using System.Net;
using Microsoft.AspNetCore.Http.Features;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Edge;

/// <summary>Takes away what only we may say: clients' copies of internal headers never reach a service (SPEC 2.2). Then says it.</summary>
internal static class InboundHeaders
{
    private static readonly string[] Internal = ["X-TrackTok-", "X-User-", "X-Tenant-", "X-Forwarded-", "X-Original-", "X-Internal-", "X-Real-", "X-Auth-", "Forwarded"];

    /// <summary>Replaces the client's internal headers by ours.</summary>
    internal static void Replace(HttpContext http, EdgeSignature signature, Guid? tenantId, string address)
    {
        var headers = http.Request.Headers;
        List<string>? stray = null;
        foreach (var header in headers) if (IsInternal(header.Key)) (stray ??= []).Add(header.Key);
        if (stray is not null) foreach (var name in stray) headers.Remove(name);
        headers[HeaderNames.Edge] = signature.Write(new EdgeFacts(tenantId, address, Host(http.Request)));
        headers["X-Forwarded-For"] = address;
        headers["X-Forwarded-Proto"] = http.Request.Scheme;
    }

    /// <summary>The host that was asked for; a bar would end its part of our word.</summary>
    private static string? Host(HttpRequest request) => request.Host is { HasValue: true, Value: { Length: <= 260 } host } && !host.Contains('|', StringComparison.Ordinal) ? host.ToLowerInvariant() : null;

    /// <summary>
    /// The web application asks us on behalf of a visitor, and brings back what we signed when the visitor's own request came by: so limits, lock-outs and sessions know the
    /// visitor's address and not the application's.
    /// </summary>
    internal static void TakeBack(HttpContext http, EdgeSignature signature)
    {
        if (http.Request.Headers[HeaderNames.Edge] is [{ Length: > 0 } signed] && signature.Read(signed) is { } facts && IPAddress.TryParse(facts.Address, out var address))
            http.Connection.RemoteIpAddress = address;
    }

    private static bool IsInternal(string name)
    {
        if ((name[0] | 0x20) is not ('x' or 'f')) return false;
        foreach (var prefix in Internal) if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>True when a browser asks, before it sends anything, whether another origin's page may.</summary>
    internal static bool IsPreflight(HttpRequest request) => HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>The client's address, as the connection or a trusted proxy tells it.</summary>
    internal static string Address(HttpContext http) => http.Connection.RemoteIpAddress is not { } address ? "unknown" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    /// <summary>What limits per address count by: an IPv6 client owns its whole /64, so one bucket stands for all of it.</summary>
    internal static string LimitedAddress(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } address) return Address(http);
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }

    /// <summary>False when the path holds a '%' that is not an escape: Kestrel lets such a path pass, and what is behind might read it otherwise.</summary>
    internal static bool HasWholePath(HttpContext http)
    {
        var target = (http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "").AsSpan();
        var query = target.IndexOf('?');
        if (query >= 0) target = target[..query];
        for (var at = target.IndexOf('%'); at >= 0; at = target.IndexOf('%'))
        {
            if (target.Length < at + 3 || !char.IsAsciiHexDigit(target[at + 1]) || !char.IsAsciiHexDigit(target[at + 2])) return false;
            target = target[(at + 3)..];
        }
        return true;
    }
}
