using System.Net;
using System.Net.Sockets;

namespace TrackTok.AppHost.Local;

/// <summary>Asks a server one question over TCP. That a port is open does not mean that the server behind it works.</summary>
internal static class Wire
{
    public static async Task<byte[]> AskAsync(int port, byte[] question, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(question, cancellationToken);
        var answer = new byte[32];
        var length = question.Length == 0 ? 0 : await stream.ReadAsync(answer, cancellationToken);
        return answer[..length];
    }
}
