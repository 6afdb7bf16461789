using Microsoft.AspNetCore.Http;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// What a token itself confines its bearer to, whatever the role allows: an API key, or an application that a person let in, does what its scopes name and nothing that concerns
/// the person's own account, of which an app does not even hear without a scope for it; what is dangerous asks for a fresh proof of the person; who owes their company a second factor can set one up and nothing else.
/// </summary>
internal static class TokenRules
{
    internal static readonly Refusal ScopeMissing = new(RefusalKind.Forbidden, "scope_missing", "This key or application was not given the scope that this asks for.");

    internal static readonly Refusal NotForKeys = new(RefusalKind.Forbidden, "not_for_keys", "This is for people who are signed in themselves, not for keys and applications.");

    internal static readonly Refusal SecondFactorMissing = new(RefusalKind.Forbidden, "second_factor_setup_required",
        "Your company asks for a second factor: set one up by POST /api/v1/auth/totp/setup or POST /api/v1/auth/passkeys/options, then refresh your session.");

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
        return dangerous && !RecentProof.IsGiven(caller, now) ? RecentProof.Required : null;
    }
}

/// <summary>Marks what a person may do whose company asks for a second factor that they have not set up in time: just what it takes to set one up, or to leave.</summary>
public sealed record WithoutSecondFactorMetadata;

/// <summary>Marks what neither a key nor an application may do, whatever its scopes say.</summary>
public sealed record NotForKeysMetadata;
