using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

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
            return read.Buffer.Length <= LargestLookedInto && Email(read.Buffer) is { } email ? HashOf(email) : null;
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

    /// <summary>Whether a form that has arrived asks for a token by a password, and what stands for the account then. What cannot be read may be one.</summary>
    internal static async ValueTask<(bool ByPassword, string? Account)> GrantAsync(HttpContext http)
    {
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAsync(http.RequestAborted);
        try
        {
            if (read.Buffer.Length > LargestLookedInto || !IsPlainForm(http.Request)) return (true, null);
            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(read.Buffer));
            if (form.TryGetValue("grant_type", out var grant) && !grant.Contains("password", StringComparer.Ordinal)) return (false, null);
            return (true, form.TryGetValue("username", out var names) && names is [{ Length: > 0 and <= 254 } name] ? HashOf(name.Trim().ToLowerInvariant()) : null);
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.Start);
        }
    }

    /// <summary>In another encoding the same bytes may say something else to the service.</summary>
    private static bool IsPlainForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static string HashOf(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email)));

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
