using Microsoft.AspNetCore.Http;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// What a token itself confines its bearer to, whatever the role allows: an API key, or an application that a person let in, does what its scopes name and nothing that concerns
/// the person's own account, of which an app does not even hear without a scope for it; what is dangerous asks for a fresh proof of the person; who owes their company a second factor can set one up and nothing else; whoever is here on
/// the word of a company's identity provider alone does nothing that reaches beyond that company.
/// </summary>
internal static class TokenRules
{
    internal static readonly Refusal ScopeMissing = new(RefusalKind.Forbidden, "scope_missing", "This key or application was not given the scope that this asks for.");

    internal static readonly Refusal NotForKeys = new(RefusalKind.Forbidden, "not_for_keys", "This is for people who are signed in themselves, not for keys and applications.");

    internal static readonly Refusal SecondFactorMissing = new(RefusalKind.Forbidden, "second_factor_setup_required",
        "Your company asks for a second factor: set one up by POST /api/v1/auth/totp/setup or POST /api/v1/auth/passkeys/options, then refresh your session.");

    internal static readonly Refusal OwnProofNeeded = new(RefusalKind.Forbidden, "step_up_required",
        "Your company's identity provider signed you in, and this is yours in every company: prove by your own password or passkey who you are, by POST /api/v1/auth/step-up, then again with the token it gives. Who has no password sets one by a mail, as if it were forgotten.");

    /// <summary>Null when the token may be used for this.</summary>
    internal static Refusal? Refuse(Endpoint endpoint, Caller caller, string method, DateTimeOffset now)
    {
        if (caller.SecondFactorBy <= now.ToUnixTimeSeconds() && endpoint.Metadata.GetMetadata<WithoutSecondFactorMetadata>() is null) return SecondFactorMissing;
        var dangerous = endpoint.Metadata.GetMetadata<RecentProof>() is not null;
        if (caller.Scopes is { } scopes)
        {
            if (dangerous || endpoint.Metadata.GetMetadata<NotForKeysMetadata>() is not null) return NotForKeys;
            if (endpoint.Metadata.GetMetadata<SignedInMetadata>() is { } signedIn && caller.AppId is not null && !signedIn.AppsToo) return NotForKeys;
            if (endpoint.Metadata.GetMetadata<SignedInMetadata>() is not null) return HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? null : NotForKeys;
            if (endpoint.Metadata.GetMetadata<PermissionMetadata>() is { } needed && !scopes.Contains(needed.Permission.Name)) return ScopeMissing.With("scope", needed.Permission.Name);
        }
        if (caller.ProviderId is not null && (dangerous || endpoint.Metadata.GetMetadata<OwnProofMetadata>() is not null)) return OwnProofNeeded;
        return dangerous && !RecentProof.IsGiven(caller, now) ? RecentProof.Required : null;
    }
}

/// <summary>Marks what a person may do whose company asks for a second factor that they have not set up in time: just what it takes to set one up, or to leave.</summary>
public sealed record WithoutSecondFactorMetadata;

/// <summary>Marks what a person may not do who is signed in on the word of a company's identity provider alone, because it is theirs in every company.</summary>
public sealed record OwnProofMetadata;

/// <summary>Marks what neither a key nor an application may do, whatever its scopes say.</summary>
public sealed record NotForKeysMetadata;
