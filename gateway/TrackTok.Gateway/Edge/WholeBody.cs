using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TrackTok.Gateway.Edge;

/// <summary>
/// Waits until a request's body has arrived whole before a service hears of the request. A client that sends slowly, too much, or breaks off costs nothing behind,
/// and a body that is still here can be sent to another replica. Nothing is copied: the bytes stay in Kestrel's buffer, where the forwarder reads them.
/// </summary>
internal static class WholeBody
{
    /// <summary>Bodies that name an account are small; a larger one is looked at by the service only.</summary>
    private const int LargestLookedInto = 16 * 1024;

    internal static bool IsExpected(HttpRequest request) => request.ContentLength > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);

    /// <exception cref="BadHttpRequestException">The body is too large, came too slowly, or broke off.</exception>
    internal static async ValueTask ArriveAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            var whole = read.IsCompleted;
            if (whole) reader.AdvanceTo(read.Buffer.Start);
            else reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (whole) return;
        }
    }

    /// <summary>Stands for the account whose <c>email</c> is in a body that has arrived, without being the address itself; null when there is none to be read.</summary>
    internal static async ValueTask<string?> AccountAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAsync(http.RequestAborted);
        try
        {
            return read.Buffer.Length <= LargestLookedInto && Email(read.Buffer) is { } email ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email))) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.Start);
        }
    }

    private static string? Email(in ReadOnlySequence<byte> body)
    {
        var json = new Utf8JsonReader(body);
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 1 || !json.ValueTextEquals("email"u8)) continue;
            if (!json.Read() || json.TokenType != JsonTokenType.String) return null;
            return json.GetString() is { Length: > 0 and <= 254 } email ? email.Trim().ToLowerInvariant() : null;
        }
        return null;
    }
}
