using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Mail;

/// <summary>
/// Addresses of the web application for mails and for apps. They come from the configuration alone (<c>Identity:PublicUrl</c>, else the issuer), never from a request's host,
/// which whoever asks may choose.
/// </summary>
internal sealed class PublicLinks(IConfiguration configuration)
{
    private readonly Uri _base = configuration["Identity:PublicUrl"] is { Length: > 0 } url ? new Uri(url.TrimEnd('/') + "/") : AccessTokens.Issuer(configuration);
    private readonly Uri _issuer = AccessTokens.Issuer(configuration);

    internal Uri Of(string path, string token) => new(_base, $"{path}?token={Uri.EscapeDataString(token)}");

    /// <summary>The same at a company's own host.</summary>
    internal Uri At(string subdomain, string path, string token) => new UriBuilder(Of(path, token)) { Host = $"{subdomain}.{_base.Host}" }.Uri;

    /// <summary>The page, at the company's own host, where a person lets an app in or not.</summary>
    internal Uri Consent(string subdomain, string handle) => new UriBuilder(new Uri(_base, $"consent?request={Uri.EscapeDataString(handle)}")) { Host = $"{subdomain}.{_base.Host}" }.Uri;

    /// <summary>Where a browser takes a person's decision, for the app to hear of it.</summary>
    internal Uri Decided(string text) => new(_issuer, $"connect/authorize?decided={Uri.EscapeDataString(text)}");

    /// <summary>The page, at the company's own host, where a person signs out because an app asked for it.</summary>
    internal Uri SignOut(string subdomain, string text) => new UriBuilder(new Uri(_base, $"leave?request={text}")) { Host = $"{subdomain}.{_base.Host}" }.Uri;

    /// <summary>The page that says why an app's request could not be heard, when the app itself must not hear of it.</summary>
    internal Uri AppRefused(string reason) => new(_base, "app-refused?reason=" + reason);

    /// <summary>A page at a company's own domain.</summary>
    internal Uri AtHost(string domain, string path) => new UriBuilder(new Uri(_base, path)) { Host = domain }.Uri;

    /// <summary>True for the installation's own host and those below it.</summary>
    internal bool IsOurs(string host) => host == _base.Host || host.EndsWith("." + _base.Host, StringComparison.Ordinal);

    /// <summary>A page of a company, which asks for a sign-in itself.</summary>
    internal Uri At(string subdomain, string path) => new UriBuilder(new Uri(_base, path)) { Host = $"{subdomain}.{_base.Host}" }.Uri;
}
