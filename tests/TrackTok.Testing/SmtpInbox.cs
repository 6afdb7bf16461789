using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace TrackTok.Testing;

/// <summary>A mail server on a loopback port that speaks SMTP (RFC 5321), keeps what it takes, and can be told to refuse or to be away.</summary>
public sealed class SmtpInbox : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<MimeMessage> _taken = new();
    private readonly CancellationTokenSource _closing = new();

    public SmtpInbox()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Given a recipient, the answer that refuses it, such as <c>451 Later</c>; null takes it.</summary>
    public Func<string, string?> Refuse { get; set; } = _ => null;

    /// <summary>All mails to this address, the oldest first.</summary>
    public IReadOnlyList<MimeMessage> To(string address) => [.. _taken.Where(mail => mail.To.Mailboxes.Any(to => to.Address.Equals(address, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The newest mail to this address whose subject holds the words, as soon as it is there.</summary>
    /// <exception cref="TimeoutException">None came within ten seconds.</exception>
    public async Task<MimeMessage> WaitAsync(string address, string subject, int count = 1)
    {
        for (var attempt = 0; attempt < 500; attempt++)
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
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            await SayAsync("220 tests ESMTP");
            while (await reader.ReadLineAsync(_closing.Token) is { } line)
            {
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                if (verb == "DATA")
                {
                    await SayAsync("354 Go on");
                    _taken.Enqueue(await ReadAsync(reader));
                }
                await SayAsync(verb switch
                {
                    "EHLO" => "250-tests\r\n250 8BITMIME",
                    "RCPT" => Refuse(line[(line.IndexOf('<') + 1)..line.IndexOf('>')]) ?? "250 Ok",
                    "QUIT" => "221 Bye",
                    "HELO" or "MAIL" or "DATA" or "RSET" or "NOOP" => "250 Ok",
                    _ => "502 Not known",
                });
                if (verb == "QUIT") return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client went away.
        }

        Task SayAsync(string line) => stream.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), _closing.Token).AsTask();
    }

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
