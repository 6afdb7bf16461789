using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Providers;

/// <summary>Every way in which an identity provider can refuse, or be refused.</summary>
internal static class ProviderErrors
{
    internal static readonly Refusal NotFound = Refusal.NotFound("identity provider");

    internal static readonly Refusal TooMany = new(RefusalKind.Conflict, "too_many_identity_providers", $"A company has at most {IdentityProvider.Most} identity providers; remove one that is not used.");

    /// <summary>The discovery document is not to be had.</summary>
    internal static Refusal Unreachable(string why) => OfIssuer("identity_provider_unreachable", why);

    /// <summary>The discovery document is there, and is none that we can work with.</summary>
    internal static Refusal Unfit(string why) => OfIssuer("identity_provider_unfit", why);

    private static Refusal OfIssuer(string code, string why) => new(RefusalKind.Invalid, code, why) { Errors = new Dictionary<string, string[]> { ["issuer"] = [why] } };
}
