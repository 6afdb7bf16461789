using MailKit.Net.Smtp;
using Microsoft.Extensions.Options;
using MimeKit;

namespace TrackTok.Identity.Mail;

/// <summary>Hands letters to the configured mail server, several over one connection.</summary>
internal sealed class SmtpSender(IOptions<MailOptions> options) : IDisposable
{
    private readonly SmtpClient _client = new() { Timeout = options.Value.Smtp.TimeoutSeconds * 1000 };

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

    public void Dispose() => _client.Dispose();
}
