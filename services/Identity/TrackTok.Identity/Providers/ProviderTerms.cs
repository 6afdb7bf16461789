using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Providers;

/// <summary>What a company sets of an identity provider, besides its issuer and secret.</summary>
internal sealed record ProviderTerms(string Name, string ClientId, Role DefaultRole, string[] Domains, bool Enabled)
{
    internal const int MostDomains = 10;

    /// <summary>The domains as they are kept: in lower case, each once, in order.</summary>
    internal static string[] Fold(IEnumerable<string?> domains) =>
        [.. domains.OfType<string>().Select(domain => domain.Trim().TrimEnd('.').ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Names what is wrong with a role for newcomers.</summary>
    internal static void CheckRole(string? role, RequestErrors errors)
    {
        if (RoleNames.Parse(role) is not (Role.Member or Role.Analyst)) errors.Add("default_role", "Give one of member, analyst: owners and admins are made by people.");
    }

    /// <summary>Names the domains that the company has not proved to be its own.</summary>
    /// <param name="proved">Those that it has.</param>
    /// <param name="before">Those that stood there already; if one of them is the company's no more it lets nobody in, and need not stand in the way of other changes.</param>
    internal Refusal? RefuseDomains(IReadOnlyCollection<string> proved, IEnumerable<string> before)
    {
        if (Domains.Length > MostDomains) return Refusal.Invalid("domains", $"Give at most {MostDomains}.");
        return Domains.Except(proved, StringComparer.Ordinal).Except(before, StringComparer.Ordinal).FirstOrDefault() is { } unproved
            ? Refusal.Invalid("domains", $"'{(unproved.Length <= 60 ? unproved : unproved[..60] + "…")}' is no domain that your company has proved to be its own; prove it under /api/v1/tenant/domains first.")
            : null;
    }
}
