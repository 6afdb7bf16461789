using TrackTok.Web.Api;

namespace TrackTok.Web.IdentityProviders;

/// <summary>An identity provider of the company, as <c>GET /identity-providers</c> tells.</summary>
public sealed record CompanyProvider(Guid Id, string Name, string Issuer, string ClientId, DateTimeOffset SecretSince, string DefaultRole, IReadOnlyList<string> Domains, bool Enabled, DateTimeOffset CreatedAt);

/// <summary>Whether people could be sent to a provider now.</summary>
public sealed record CheckedProvider(bool Ok, string? Problem);

internal static class ProviderReading
{
    /// <summary>The domains that the company has proved.</summary>
    internal static async Task<IReadOnlyList<string>> ProvedDomainsAsync(this TrackTokApi api) =>
        [.. (await api.GetAllAsync<Domains.CompanyDomain>("/tenant/domains")).Where(domain => domain.IsActive).Select(domain => domain.Domain)];
}
