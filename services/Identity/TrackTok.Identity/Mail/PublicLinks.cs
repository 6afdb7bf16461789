using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Mail;

/// <summary>
/// Addresses of the web application for mails. They come from the configuration alone (<c>Identity:PublicUrl</c>, else the issuer), never from a request's host,
/// which whoever asks may choose.
/// </summary>
internal sealed class PublicLinks(IConfiguration configuration)
{
    private readonly Uri _base = configuration["Identity:PublicUrl"] is { Length: > 0 } url ? new Uri(url.TrimEnd('/') + "/") : AccessTokens.Issuer(configuration);

    internal Uri Of(string path, string token) => new(_base, $"{path}?token={Uri.EscapeDataString(token)}");

    /// <summary>The same at a company's own host.</summary>
    internal Uri At(string subdomain, string path, string token) => new UriBuilder(Of(path, token)) { Host = $"{subdomain}.{_base.Host}" }.Uri;
}
