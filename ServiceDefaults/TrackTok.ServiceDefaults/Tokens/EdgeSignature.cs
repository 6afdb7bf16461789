using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace TrackTok.ServiceDefaults;

/// <summary>What the gateway says of a request: which tenant it resolved, if any, and the client's address.</summary>
/// <param name="Host">The host that the client asked for, with its port if it named one: one of ours, because the gateway knows no other.</param>
public sealed record EdgeFacts(Guid? TenantId, string Address, string? Host = null);

/// <summary>
/// Signs and reads the internal header by which the gateway tells services who resolved as the tenant of an anonymous request (SPEC 2.2).
/// The key is shared by gateway and services (<c>Edge:SigningKey</c>); a header older than a minute, or signed otherwise, counts as absent.
/// </summary>
public sealed class EdgeSignature(IConfiguration configuration, TimeProvider time)
{
    private const int OldestSeconds = 60;
    private readonly byte[] _key = Encoding.UTF8.GetBytes(configuration["Edge:SigningKey"] is { Length: >= 16 } key
        ? key
        : throw new InvalidOperationException("Edge:SigningKey must be set, with at least 16 characters; AppHost and the Kubernetes secret do so."));

    public string Write(EdgeFacts facts)
    {
        var claims = string.Create(CultureInfo.InvariantCulture, $"{facts.TenantId:N}|{facts.Address}|{facts.Host}|{time.GetUtcNow().ToUnixTimeSeconds()}");
        return $"{claims}|{Sign(claims)}";
    }

    public EdgeFacts? Read(string? header)
    {
        if (header is null) return null;
        var end = header.LastIndexOf('|');
        if (end < 0 || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(header[..end])), Encoding.ASCII.GetBytes(header[(end + 1)..]))) return null;
        var parts = header[..end].Split('|');
        // A gateway of the version before names no host.
        if (parts.Length is not (3 or 4) || !long.TryParse(parts[^1], CultureInfo.InvariantCulture, out var at)) return null;
        if (Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - at) > OldestSeconds) return null;
        return new EdgeFacts(Guid.TryParse(parts[0], out var tenant) ? tenant : null, parts[1], parts.Length == 4 && parts[2].Length > 0 ? parts[2] : null);
    }

    private string Sign(string claims)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(claims), hash);
        return Convert.ToHexStringLower(hash);
    }
}
