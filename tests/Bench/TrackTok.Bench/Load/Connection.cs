using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrackTok.Bench.Load;

/// <summary>
/// One HTTP/1.1 connection, one request at a time, on the calling thread: two system calls a request and no allocation, because the client shares the machine with what it measures.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
    private byte[] _answer = new byte[64 * 1024];
    private int _received;

    public Connection(int port) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>The answer's bytes, head and body, until the next request.</summary>
    public ReadOnlySpan<byte> Answer => _answer.AsSpan(0, _received);

    /// <summary>Sends a request and reads the whole answer; gives its status.</summary>
    public int Exchange(ReadOnlySpan<byte> request)
    {
        while (request.Length > 0) request = request[_socket.Send(request)..];
        _received = 0;
        var body = -1;
        var length = 0;
        while (true)
        {
            if (_received == _answer.Length) Array.Resize(ref _answer, _answer.Length * 2);
            var count = _socket.Receive(_answer.AsSpan(_received));
            if (count == 0) throw new IOException("The connection was closed before the answer was whole.");
            _received += count;
            if (body < 0)
            {
                var end = Answer.IndexOf("\r\n\r\n"u8);
                if (end < 0) continue;
                body = end + 4;
                length = ContentLength(Answer[..end]);
            }
            if (length >= 0 ? _received >= body + length : Answer.EndsWith("\r\n0\r\n\r\n"u8) || Answer[body..].SequenceEqual("0\r\n\r\n"u8)) break;
        }
        return (_answer[9] - '0') * 100 + (_answer[10] - '0') * 10 + (_answer[11] - '0');
    }

    public string Text => Encoding.UTF8.GetString(Answer);

    public void Dispose() => _socket.Dispose();

    /// <summary>-1 when the body comes in chunks.</summary>
    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        foreach (var line in head.Split("\r\n"u8))
        {
            var text = head[line];
            if (text.Length < 16 || !Ascii.EqualsIgnoreCase(text[..15], "content-length:"u8)) continue;
            return Utf8Parser.TryParse(text[15..].TrimStart((byte)' '), out int length, out _) ? length : 0;
        }
        return head.IndexOf("chunked"u8) >= 0 ? -1 : 0;
    }
}
