using MailKit.Security;

namespace TrackTok.Identity.Mail;

/// <summary>How mails leave the house, from the configuration's <c>Mail</c>.</summary>
internal sealed class MailOptions
{
    public string From { get; set; } = "TrackTok <no-reply@localhost>";

    /// <summary>Whether development keeps what was sent at <c>/dev/mail</c>. No other environment does, whatever this says.</summary>
    public bool Inbox { get; set; } = true;

    public SmtpOptions Smtp { get; set; } = new();
}

internal sealed class SmtpOptions
{
    /// <summary>Without one nothing is sent: in development the inbox takes its place, elsewhere mails wait.</summary>
    public string? Host { get; set; }

    public int Port { get; set; } = 25;

    /// <summary><c>None</c>, <c>StartTls</c>, <c>SslOnConnect</c>; <c>Auto</c> takes what the server offers.</summary>
    public SecureSocketOptions Security { get; set; } = SecureSocketOptions.Auto;

    public string? UserName { get; set; }

    public string? Password { get; set; }

    /// <summary>A PEM file with the certificate authorities of the house's own mail server; without one those of the machine are trusted.</summary>
    public string? Authorities { get; set; }

    public int TimeoutSeconds { get; set; } = 20;
}
