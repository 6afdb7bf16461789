namespace TrackTok.Web.ApiKeys;

/// <summary>What a key may be allowed: permissions of the one who makes it, by the noun that they are about.</summary>
internal static class Scopes
{
    /// <summary>In the order in which people meet them.</summary>
    private static readonly string[] Areas = ["expenses", "projects", "accounts", "categories", "budgets", "alerts", "reports", "rates", "members", "audit", "usage", "tenant"];

    private static readonly string[] Verbs = ["read", "names", "ledger", "create", "write", "change", "approve", "invite", "remove", "domains"];

    /// <summary>What no key can do: it asks for a person who has just proved who they are.</summary>
    private static readonly string[] Never = ["api_keys.manage", "apps.manage", "identity_providers.manage", "tenant.second_factor", "tenant.close"];

    /// <summary>By these a person tells an app who they are.</summary>
    internal static readonly string[] OfPerson = ["openid", "profile", "email"];

    /// <summary>The permissions that can be given to a key, by area; what reads first.</summary>
    internal static IEnumerable<IGrouping<string, string>> Offered(IEnumerable<string> permissions) =>
        permissions.Except(Never).Where(name => name.Contains('.', StringComparison.Ordinal)).OrderBy(name => Place(Areas, AreaOf(name))).ThenBy(name => Place(Verbs, name[(AreaOf(name).Length + 1)..])).ThenBy(name => name, StringComparer.Ordinal).GroupBy(AreaOf);

    private static string AreaOf(string permission) => permission[..permission.IndexOf('.', StringComparison.Ordinal)];

    private static int Place(string[] order, string word) => Array.IndexOf(order, word) is >= 0 and var place ? place : order.Length;
}
