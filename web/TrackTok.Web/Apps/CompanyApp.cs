namespace TrackTok.Web.Apps;

/// <summary>An app of somebody else's that the company lets in, as <c>GET /apps</c> tells.</summary>
/// <param name="Kind"><c>confidential</c>: runs on a server and keeps a secret; <c>public</c>: runs on people's devices.</param>
public sealed record CompanyApp(
    Guid Id, string ClientId, string Name, string Kind, IReadOnlyList<string> RedirectUris, IReadOnlyList<string> PostLogoutRedirectUris, IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Grants, DateTimeOffset CreatedAt, DateTimeOffset? SecretSince, long Version)
{
    public bool IsConfidential => Kind == "confidential";
}

/// <summary>An app with its secret, which is told this once; null for a public one.</summary>
public sealed record RegisteredApp(Guid Id, string ClientId, string? ClientSecret, string Name);

/// <summary>What a form says of an app, in the API's words.</summary>
internal static class AppInput
{
    /// <summary>One address a line.</summary>
    internal static string[] Addresses(string? typed) => (typed ?? "").Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>An app that sends people here may stay while they are away, one that keeps a secret may work for itself.</summary>
    internal static string[] Grants(bool people, bool stays, bool itself) =>
        [.. new[] { (people, "authorization_code"), (people && stays, "refresh_token"), (itself, "client_credentials") }.Where(grant => grant.Item1).Select(grant => grant.Item2)];
}
