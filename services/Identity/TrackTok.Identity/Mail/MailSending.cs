using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;

namespace TrackTok.Identity.Mail;

/// <summary>
/// Sends what waits in the outgoing mail, any number of replicas side by side: each takes rows that no other has (SKIP LOCKED), for a lease; a row that was sent is deleted, one that
/// could not be is due again later. No transaction is held while a server is talked to, so a mail may, after a crash, go out twice, with the same Message-Id.
/// </summary>
internal sealed partial class MailSending(IServiceScopeFactory scopes, IOptions<MailOptions> options, TimeProvider time, ILogger<MailSending> log) : QueueWorker(log)
{
    internal static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private const int Batch = 20;
    private bool _warned;

    protected override async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var inbox = scope.ServiceProvider.GetRequiredService<DevelopmentInbox>();
        var hasServer = options.Value.Smtp.Host is { Length: > 0 };
        if (!hasServer && !inbox.IsOpen)
        {
            if (!_warned) LogNoServer();
            _warned = true;
            return false;
        }
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = time.GetUtcNow();
        var leased = now + Lease;
        var mails = await db.OutgoingMails.FromSql($"""
            UPDATE outgoing_mails SET due_at = {leased}, attempts = attempts + 1
            WHERE id = ANY (ARRAY(SELECT id FROM outgoing_mails WHERE due_at <= {now} AND given_up_at IS NULL ORDER BY due_at LIMIT {Batch} FOR UPDATE SKIP LOCKED))
            RETURNING *
            """).ToListAsync(cancellationToken);
        if (mails.Count == 0) return false;
        using var server = hasServer ? new SmtpSender(options) : null;
        foreach (var mail in mails)
        {
            await SendAsync(db, mail, server, inbox, scope.ServiceProvider.GetRequiredService<Seals>(), cancellationToken);
            // One by one: what was sent is never sent again because of what came after it.
            await db.SaveChangesAsync(CancellationToken.None);
        }
        return mails.Count == Batch;
    }

    private async Task SendAsync(IdentityDbContext db, OutgoingMail mail, SmtpSender? server, DevelopmentInbox inbox, Seals seals, CancellationToken cancellationToken)
    {
        try
        {
            var letter = JsonSerializer.Deserialize<Letter>(seals.Open(mail.Content, Mailer.Purpose))!;
            if (server is not null) await server.SendAsync(mail.Id, letter, cancellationToken);
            if (inbox.IsOpen) await inbox.TakeAsync(letter);
            db.Remove(mail);
        }
        catch (Exception e) when (IsForGood(e))
        {
            mail.GiveUp(e.Message, time.GetUtcNow());
            LogGivenUp(mail.Kind, mail.Id, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is MailKit.ProtocolException or MailKit.CommandException or MailKit.Security.AuthenticationException or MailKit.Security.SslHandshakeException
            or SocketException or IOException or TimeoutException or OperationCanceledException or StackExchange.Redis.RedisException)
        {
            mail.Postpone(e.Message, time.GetUtcNow());
            LogPostponed(mail.Kind, mail.Id, mail.Attempts, e.Message);
        }
    }

    /// <summary>The server says that it never will (5xx for this mail), or nobody can read the mail any more.</summary>
    private static bool IsForGood(Exception e) => e switch
    {
        SmtpCommandException refused => (int)refused.StatusCode >= 500 && refused.ErrorCode is SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted,
        CryptographicException or JsonException or MimeKit.ParseException => true,
        _ => false,
    };

    [LoggerMessage(LogLevel.Error, "Mails wait: no server is configured (Mail:Smtp:Host)")]
    private partial void LogNoServer();

    [LoggerMessage(LogLevel.Warning, "Mail {Kind} {MailId} could not be sent at attempt {Attempt} and is tried again: {Reason}")]
    private partial void LogPostponed(string kind, Guid mailId, int attempt, string reason);

    [LoggerMessage(LogLevel.Error, "Mail {Kind} {MailId} is given up: {Reason}")]
    private partial void LogGivenUp(string kind, Guid mailId, string reason);
}
