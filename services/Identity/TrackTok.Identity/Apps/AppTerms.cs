using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Apps;

/// <summary>The scopes of apps. Beside names of permissions there are those by which a person tells an app who they are.</summary>
internal static class AppScopes
{
    internal const string OpenId = "openid";
    internal const string Profile = "profile";
    internal const string Email = "email";

    /// <summary>Asks for a refresh token, so that the app may go on while the person is away; an app with the grant may always ask for it.</summary>
    internal const string Offline = "offline_access";

    internal static readonly string[] OfPerson = [OpenId, Profile, Email];

    /// <summary>What such a scope tells the app; null for others.</summary>
    internal static string? Summary(string scope) => scope switch
    {
        OpenId => "know who you are here",
        Profile => "know your name",
        Email => "know your e-mail address",
        _ => null,
    };

    /// <summary>Neither an app nor a key may ever let others in, or make keys.</summary>
    internal static readonly string[] Never = [Permissions.ManageApiKeys.Name, Permissions.ManageApps.Name, Permissions.ManageIdentityProviders.Name];
}

/// <summary>What an app is allowed, as it was asked for: checked as a whole, because one part forbids another.</summary>
internal sealed record AppTerms(string[] RedirectUris, string[] PostLogoutRedirectUris, string[] Scopes, string[] Grants)
{
    internal const int MostUris = 20;

    internal static AppTerms Of(IEnumerable<string> redirectUris, IEnumerable<string> postLogoutRedirectUris, IEnumerable<string> scopes, IEnumerable<string> grants) => new(
        [.. redirectUris.Distinct(StringComparer.Ordinal)], [.. postLogoutRedirectUris.Distinct(StringComparer.Ordinal)],
        [.. scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], [.. grants.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>Those that an app has.</summary>
    internal static AppTerms Of(App app) => new(app.RedirectUris, app.PostLogoutRedirectUris, app.Scopes, app.Grants);

    /// <summary>True when the other terms say the same.</summary>
    internal bool Same(AppTerms other) =>
        RedirectUris.SequenceEqual(other.RedirectUris) && PostLogoutRedirectUris.SequenceEqual(other.PostLogoutRedirectUris) && Scopes.SequenceEqual(other.Scopes) && Grants.SequenceEqual(other.Grants);

    /// <summary>Names all that is wrong with these terms for an app of the kind.</summary>
    /// <param name="allowed">The permissions that whoever asks has: nobody gives an app more than they have.</param>
    /// <param name="before">What the app has already may stay.</param>
    internal void Check(string kind, IReadOnlyList<string> allowed, AppTerms? before, RequestErrors errors)
    {
        CheckUris(RedirectUris, kind, "redirect_uris", errors);
        CheckUris(PostLogoutRedirectUris, kind, "post_logout_redirect_uris", errors);

        if (Grants.Length == 0) errors.Add("grants", "Give at least one.");
        foreach (var grant in Grants.Except(AppGrants.All)) errors.Add("grants", $"Give some of {string.Join(", ", AppGrants.All)}; '{Short(grant)}' is none of them.");
        var sendsPeople = Grants.Contains(AppGrants.AuthorizationCode);
        if (sendsPeople && RedirectUris.Length == 0) errors.Add("redirect_uris", "Give at least one: it is where people are sent back to with a code.");
        if (!sendsPeople && PostLogoutRedirectUris.Length > 0) errors.Add("post_logout_redirect_uris", "Only with authorization_code does anybody come back after signing out.");
        if (Grants.Contains(AppGrants.RefreshToken) && !sendsPeople) errors.Add("grants", "Only with authorization_code are there refresh tokens.");
        if (Grants.Contains(AppGrants.ClientCredentials) && kind != AppKinds.Confidential) errors.Add("grants", "Only a confidential app has credentials of its own.");

        if (Scopes.Length == 0) errors.Add("scopes", "Give at least one: openid, profile, email, or the name of a permission; see /api/v1/permissions.");
        foreach (var scope in Scopes.Except(AppScopes.OfPerson).Except(before?.Scopes ?? []))
            if (AppScopes.Never.Contains(scope) || !allowed.Contains(scope)) errors.Add("scopes", $"'{Short(scope)}' is no permission that your role includes and an app may have; see /api/v1/permissions.");
    }

    private static void CheckUris(string[] uris, string kind, string member, RequestErrors errors)
    {
        if (uris.Length > MostUris) errors.Add(member, $"Give at most {MostUris}.");
        foreach (var uri in uris) if (RedirectUri.Unfit(uri, kind) is { } why) errors.Add(member, why);
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
