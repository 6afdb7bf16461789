using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace TrackTok.Identity.Mail;

/// <summary>Hands letters to the configured mail server, several over one connection.</summary>
internal sealed class SmtpSender(IOptions<MailOptions> options) : IDisposable
{
    private readonly SmtpClient _client = Client(options.Value.Smtp);

    /// <exception cref="SmtpCommandException">The server refuses the mail; a 5xx status says that it always will.</exception>
    internal async Task SendAsync(Guid id, Letter letter, CancellationToken cancellationToken)
    {
        var smtp = options.Value.Smtp;
        if (!_client.IsConnected)
        {
            await _client.ConnectAsync(smtp.Host!, smtp.Port, smtp.Security, cancellationToken);
            if (smtp.UserName is { Length: > 0 } user) await _client.AuthenticateAsync(user, smtp.Password ?? "", cancellationToken);
        }
        var from = MailboxAddress.Parse(options.Value.From);
        using var message = new MimeMessage([from], [new MailboxAddress(null, letter.To)], letter.Subject, new BodyBuilder { TextBody = letter.Text, HtmlBody = letter.Html }.ToMessageBody())
        {
            MessageId = $"{id:N}@{from.Domain}",
        };
        // Nobody's out-of-office note is of use to a machine (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        await _client.SendAsync(message, cancellationToken);
    }

    private static SmtpClient Client(SmtpOptions smtp)
    {
        var client = new SmtpClient { Timeout = smtp.TimeoutSeconds * 1000 };
        if (smtp.Authorities is not { Length: > 0 } file) return client;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        client.ServerCertificateValidationCallback = (_, certificate, chain, errors) => certificate is X509Certificate2 server && chain is not null && IsOfHouse(server, chain, errors, authorities);
        return client;
    }

    /// <summary>The certificate is for this host and comes from one of the house's authorities.</summary>
    private static bool IsOfHouse(X509Certificate2 server, X509Chain chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }

    public void Dispose() => _client.Dispose();
}
