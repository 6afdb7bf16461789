using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;

namespace TrackTok.Testing;

/// <summary>
/// A mail server on a loopback port that speaks SMTP (RFC 5321), keeps what it takes, and can be told to refuse. With a certificate it speaks only after STARTTLS (RFC 3207), with a
/// log-in only to whoever gives it (RFC 4616).
/// </summary>
public sealed class SmtpInbox : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly (string User, string Password)? _logIn;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<MimeMessage> _taken = new();
    private readonly CancellationTokenSource _closing = new();

    public SmtpInbox(X509Certificate2? certificate = null, (string User, string Password)? logIn = null)
    {
        (_certificate, _logIn) = (certificate, logIn);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Given a recipient, the answer that refuses it, such as <c>451 Later</c>; null takes it.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>All mails to this address, the oldest first.</summary>
    public IReadOnlyList<MimeMessage> To(string address) => [.. _taken.Where(mail => mail.To.Mailboxes.Any(to => to.Address.Equals(address, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The newest mail to this address whose subject holds the words, as soon as it is there.</summary>
    /// <exception cref="TimeoutException">None came within half a minute.</exception>
    public async Task<MimeMessage> WaitAsync(string address, string subject, int count = 1)
    {
        for (var attempt = 0; attempt < 1500; attempt++)
        {
            var mails = To(address).Where(mail => mail.Subject?.Contains(subject, StringComparison.OrdinalIgnoreCase) == true).ToList();
            if (mails.Count >= count) return mails[^1];
            await Task.Delay(20);
        }
        throw new TimeoutException($"No mail '{subject}' came to {address}; there are: {string.Join(", ", To(address).Select(mail => mail.Subject))}");
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = TalkAsync(await _listener.AcceptTcpClientAsync(_closing.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        Stream stream = client.GetStream();
        try
        {
            await SayAsync(stream, "220 tests ESMTP");
            if (_certificate is not null)
            {
                if (!await GreetAsync(stream)) return;
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                stream = secure;
            }
            using var reader = new StreamReader(stream, Encoding.Latin1);
            var known = _logIn is null;
            while (await reader.ReadLineAsync(_closing.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "AUTH") known = line == "AUTH PLAIN " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{_logIn?.User}\0{_logIn?.Password}"));
                if (verb == "DATA" && known)
                {
                    await SayAsync(stream, "354 Go on");
                    _taken.Enqueue(await ReadAsync(reader));
                }
                await SayAsync(stream, verb switch
                {
                    "EHLO" => _logIn is null ? "250-tests\r\n250 8BITMIME" : "250-tests\r\n250-8BITMIME\r\n250 AUTH PLAIN",
                    "AUTH" => known ? "235 Welcome" : "535 5.7.8 Not you",
                    "MAIL" or "RCPT" or "DATA" when !known => "530 5.7.0 Say who you are",
                    "RCPT" => Refuse(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]) ?? "250 Ok",
                    "QUIT" => "221 Bye",
                    "HELO" or "MAIL" or "DATA" or "RSET" or "NOOP" => "250 Ok",
                    _ => "502 Not known",
                });
                if (verb == "QUIT") return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or AuthenticationException)
        {
            // The client went away, or does not trust us.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>What is said before the line is secure: nothing but the wish to make it so. Read byte by byte, because what follows is not text.</summary>
    private async Task<bool> GreetAsync(Stream stream)
    {
        var (line, one) = (new StringBuilder(), new byte[1]);
        while (await stream.ReadAsync(one, _closing.Token) == 1)
        {
            line.Append((char)one[0]);
            if (one[0] != '\n') continue;
            var said = line.ToString();
            line.Clear();
            if (said.StartsWith("STARTTLS", StringComparison.OrdinalIgnoreCase))
            {
                await SayAsync(stream, "220 Go on");
                return true;
            }
            await SayAsync(stream, said.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase) ? "250-tests\r\n250 STARTTLS" : "530 5.7.0 Say STARTTLS first");
        }
        return false;
    }

    private Task SayAsync(Stream stream, string line) => stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _closing.Token).AsTask();

    private async Task<MimeMessage> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_closing.Token) is { } line && line != ".") text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        using var raw = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
        return await MimeMessage.LoadAsync(raw, _closing.Token);
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listener.Dispose();
        _closing.Dispose();
    }
}
