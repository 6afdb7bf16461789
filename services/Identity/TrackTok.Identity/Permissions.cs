using TrackTok.Tenancy;

namespace TrackTok.Identity;

/// <summary>Who may do what with API keys, apps and identity providers (SPEC 4.2); all else in Identity concerns one's own account only.</summary>
public static class Permissions
{
    public static readonly Permission ManageApiKeys = new("api_keys.manage", "make API keys; see and revoke them, others' too as owner or admin", Admin: Reach.All, Analyst: Reach.Own, Member: Reach.Own);

    public static readonly Permission ManageApps = new("apps.manage", "register apps of others, change and revoke them", Admin: Reach.All, Analyst: Reach.None, Member: Reach.None);

    /// <summary>Whoever says whose word is believed lets people in: owners alone.</summary>
    public static readonly Permission ManageIdentityProviders = new("identity_providers.manage", "let people sign in by an identity provider of the company", Admin: Reach.None, Analyst: Reach.None, Member: Reach.None);

    public static IReadOnlyList<Permission> All { get; } = [ManageApiKeys, ManageApps, ManageIdentityProviders];
}
