using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TrackTok.Bench.Wire;

/// <summary>
/// Stands between a service and PostgreSQL and writes down what the service says: so the limit is measured with the very statements that the product sends, and nobody has to keep
/// a copy of them in step.
/// </summary>
internal sealed class WireTap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly Lock _lock = new();
    private List<WireStatement>? _recorded;
    private int _roundTrips;

    public WireTap(int postgresPort)
    {
        _server = new IPEndPoint(IPAddress.Loopback, postgresPort);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What is sent while the work runs.</summary>
    public async Task<IReadOnlyList<WireStatement>> RecordAsync(Func<Task> work)
    {
        lock (_lock) (_recorded, _roundTrips) = ([], 0);
        await work();
        // The answer may be here before the last bytes that led to it were looked at.
        await Task.Delay(50);
        lock (_lock)
        {
            var recorded = _recorded!;
            _recorded = null;
            return recorded;
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(_server);
                var conversation = new Conversation(this);
                await Task.WhenAny(
                    CopyAsync(client.GetStream(), server.GetStream(), conversation.Hear),
                    CopyAsync(server.GetStream(), client.GetStream(), null));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Either side has hung up.
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Action<ReadOnlyMemory<byte>>? hear)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var count)
        {
            hear?.Invoke(buffer.AsMemory(0, count));
            await to.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private void Record(string sql, IReadOnlyList<WireValue> values)
    {
        lock (_lock) _recorded?.Add(new WireStatement(sql, values, _roundTrips));
    }

    private void EndRoundTrip()
    {
        lock (_lock) _roundTrips++;
    }

    /// <summary>What one connection's client says, message by message.</summary>
    private sealed class Conversation(WireTap tap)
    {
        private const int EncryptionRequests = 80877000;
        private readonly Dictionary<string, (string Sql, int[] Types)> _prepared = [];
        private readonly List<byte> _unread = [];
        private bool _started;

        public void Hear(ReadOnlyMemory<byte> bytes)
        {
            _unread.AddRange(bytes.Span);
            while (Next() is { } message) Understand(message.Kind, message.Body);
        }

        private (char Kind, byte[] Body)? Next()
        {
            var head = _started ? 5 : 4;
            if (_unread.Count < head) return null;
            var buffer = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread);
            var length = BinaryPrimitives.ReadInt32BigEndian(buffer[(head - 4)..]) - 4;
            if (_unread.Count < head + length) return null;
            var message = (_started ? (char)buffer[0] : ' ', buffer.Slice(head, length).ToArray());
            _unread.RemoveRange(0, head + length);
            return message;
        }

        private void Understand(char kind, byte[] body)
        {
            switch (kind)
            {
                case ' ':
                    // Requests for encryption, which the server here declines, come before the start.
                    _started = BinaryPrimitives.ReadInt32BigEndian(body) < EncryptionRequests;
                    break;
                case 'Q':
                    tap.Record(Encoding.UTF8.GetString(body).TrimEnd('\0'), []);
                    tap.EndRoundTrip();
                    break;
                case 'P':
                    Parse(new Reader(body));
                    break;
                case 'B':
                    Bind(new Reader(body));
                    break;
                case 'S':
                    tap.EndRoundTrip();
                    break;
            }
        }

        private void Parse(Reader reader)
        {
            var (name, sql) = (reader.Name(), reader.Name());
            var types = new int[reader.Short()];
            for (var i = 0; i < types.Length; i++) types[i] = reader.Int();
            _prepared[name] = (sql, types);
        }

        private void Bind(Reader reader)
        {
            reader.Name();
            var (sql, types) = _prepared[reader.Name()];
            var formats = new short[reader.Short()];
            for (var i = 0; i < formats.Length; i++) formats[i] = reader.Short();
            var values = new WireValue[reader.Short()];
            for (var i = 0; i < values.Length; i++)
            {
                var length = reader.Int();
                var binary = formats.Length switch { 0 => false, 1 => formats[0] == 1, _ => formats[i] == 1 };
                values[i] = WireDecoder.Decode(i < types.Length ? types[i] : 0, binary, length < 0 ? [] : reader.Bytes(length), length < 0);
            }
            tap.Record(sql, values);
        }
    }

    private sealed class Reader(byte[] body)
    {
        private int _at;

        public string Name()
        {
            var end = Array.IndexOf(body, (byte)0, _at);
            var name = Encoding.UTF8.GetString(body, _at, end - _at);
            _at = end + 1;
            return name;
        }

        public short Short() => BinaryPrimitives.ReadInt16BigEndian(Bytes(2));

        public int Int() => BinaryPrimitives.ReadInt32BigEndian(Bytes(4));

        public ReadOnlySpan<byte> Bytes(int count)
        {
            var bytes = body.AsSpan(_at, count);
            _at += count;
            return bytes;
        }
    }
}
