using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrackTok.Browser;

/// <summary>The name server that the started system asks for the proofs of domains: speaks DNS over UDP, and knows the texts that a test published.</summary>
public sealed class NameServer : IDisposable
{
    private const ushort Txt = 16;
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentDictionary<string, string> _texts = new(StringComparer.OrdinalIgnoreCase);

    public NameServer() => _ = AnswerAsync();

    /// <summary>What processes started from now on have in their environment, so that they ask here.</summary>
    public void Announce() => Environment.SetEnvironmentVariable("Domains__Resolver", _socket.Client.LocalEndPoint!.ToString());

    public void Publish(string name, string text) => _texts[name] = text;

    public void Dispose() => _socket.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var asked = await _socket.ReceiveAsync();
                await _socket.SendAsync(Answer(asked.Buffer), asked.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The tests are over.
        }
    }

    /// <summary>The question, and behind it the answer where there is one: its name as a pointer to the question, type, class, life, text.</summary>
    private byte[] Answer(byte[] query)
    {
        var at = 12;
        var labels = new List<string>();
        for (; query[at] != 0; at += query[at] + 1) labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var text = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1)) == Txt ? _texts.GetValueOrDefault(string.Join('.', labels)) : null;
        byte[] answer = text is null ? [] : [0xC0, 12, 0, (byte)Txt, 0, 1, 0, 0, 0, 1, 0, (byte)(text.Length + 1), (byte)text.Length, .. Encoding.ASCII.GetBytes(text)];
        return [.. query[..2], 0x81, 0x80, 0, 1, 0, (byte)(text is null ? 0 : 1), 0, 0, 0, 0, .. query[12..(at + 5)], .. answer];
    }
}
