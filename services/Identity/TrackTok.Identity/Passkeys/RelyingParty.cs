using TrackTok.Identity.Tokens;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Passkeys;

/// <summary>Whom a browser deals with.</summary>
/// <param name="Domain">WebAuthn's relying party id: a passkey is good on this host and on those below it.</param>
/// <param name="Origin">The one origin whose page may ask.</param>
internal sealed record RelyingParty(string Domain, string Origin);

/// <summary>
/// Says which domain a passkey belongs to. All companies' hosts share the base domain's, so that one passkey works in each of them; a company's own domain has its own. Browsers
/// let no host claim a base domain of a single label (<c>localhost</c>), so there each host has its own too.
/// </summary>
internal sealed class RelyingParties(IConfiguration configuration, CallerContext caller)
{
    private readonly Uri _public = configuration["Identity:PublicUrl"] is { Length: > 0 } url ? new Uri(url) : AccessTokens.Issuer(configuration);

    /// <summary>That of the host that the request came by. The gateway knows no host but ours; scheme and port are the installation's own, whatever a client may have asked for.</summary>
    internal RelyingParty Present()
    {
        var asked = caller.Host is { } named && Uri.TryCreate($"{_public.Scheme}://{named}", UriKind.Absolute, out var uri) ? uri : _public;
        // Where one develops and tests, any port may be today's.
        var port = configuration.GetValue<bool>("Identity:Passkeys:AnyPort") ? asked.Port : _public.Port;
        var host = asked.IdnHost.TrimEnd('.').ToLowerInvariant();
        var shared = host == _public.Host || host.EndsWith("." + _public.Host, StringComparison.Ordinal) ? _public.Host : host;
        return new RelyingParty(shared.Contains('.', StringComparison.Ordinal) ? shared : host, new UriBuilder(_public.Scheme, host, port).Uri.GetLeftPart(UriPartial.Authority));
    }
}
