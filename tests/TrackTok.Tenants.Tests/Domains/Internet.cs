using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TrackTok.Tenants.Tests.Domains;

/// <summary>As much of the internet as domains are proved with: a name server that speaks DNS over UDP, and a web server, both on this machine and with what a test put there.</summary>
public sealed class Internet : IAsyncDisposable
{
    private const ushort A = 1;
    private const ushort Txt = 16;
    private readonly UdpClient _dns = new(new IPEndPoint(IPAddress.Loopback, 0));
    private WebApplication? _web;

    public ConcurrentDictionary<string, string[]> Records { get; } = new(StringComparer.OrdinalIgnoreCase);

    public ConcurrentDictionary<string, IPAddress> Hosts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What the web server says at the proof's path, by host.</summary>
    public ConcurrentDictionary<string, (int Status, string Body)> Files { get; } = new(StringComparer.OrdinalIgnoreCase);

    public string Resolver => _dns.Client.LocalEndPoint!.ToString()!;

    public int WebPort { get; private set; }

    public async Task StartAsync()
    {
        _ = AnswerAsync();
        // Away from the settings of the service under test, which lie beside it.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        _web.Run(async http =>
        {
            var known = Files.TryGetValue(http.Request.Host.Host, out var file) && http.Request.Path == "/.well-known/tracktok-verification.txt";
            http.Response.StatusCode = known ? file.Status : 404;
            if (known && file.Status == 302) http.Response.Headers.Location = file.Body;
            else if (known) await http.Response.WriteAsync(file.Body);
        });
        await _web.StartAsync();
        WebPort = new Uri(_web.Urls.Single()).Port;
    }

    public async ValueTask DisposeAsync()
    {
        _dns.Dispose();
        if (_web is not null) await _web.DisposeAsync();
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _dns.ReceiveAsync();
                await _dns.SendAsync(Answer(asked.Buffer), asked.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The tests are done.
        }
    }

    /// <summary>The question, and behind it each answer: its name as a pointer to the question, type, class, life, data.</summary>
    private byte[] Answer(byte[] query)
    {
        var at = 12;
        var labels = new List<string>();
        for (; query[at] != 0; at += query[at] + 1) labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        var name = string.Join('.', labels);
        byte[][] data = type switch
        {
            Txt when Records.TryGetValue(name, out var texts) => [.. texts.Select(text => (byte[])[(byte)text.Length, .. Encoding.ASCII.GetBytes(text)])],
            A when Hosts.TryGetValue(name, out var address) => [address.GetAddressBytes()],
            _ => [],
        };
        var answer = new List<byte>([.. query[..2], 0x81, 0x80, 0, 1, 0, (byte)data.Length, 0, 0, 0, 0, .. query[12..(at + 5)]]);
        foreach (var one in data) answer.AddRange([0xC0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 1, (byte)(one.Length >> 8), (byte)one.Length, .. one]);
        return [.. answer];
    }
}
