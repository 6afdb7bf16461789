using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace TrackTok.Journeys;

/// <summary>Somebody with a client program that holds their session and renews it, as programs do, when a token has ended while the session goes on.</summary>
public sealed class Person(Uri gateway) : IDisposable
{
    public const string Password = "SecurePass123!";
    private readonly HttpClient _http = new() { BaseAddress = gateway };
    private string _refreshToken = "";
    private byte[] _secret = [];

    /// <summary>Takes the tokens of an answer that signs in.</summary>
    public async Task<JsonElement> SignInAsync(string path, object body)
    {
        var session = await ReadAsync(await _http.PostAsJsonAsync("/api/v1" + path, body));
        Hold(session);
        return session;
    }

    public async Task RefreshAsync() => Hold(await ReadAsync(await _http.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = _refreshToken })));

    public async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null) => await ReadAsync(await SendAsync(method, path, body));

    /// <summary>The status of a read, and the code where it is refused.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> TryAsync(string path) => await SeenAsync(await SendAsync(HttpMethod.Get, path, null));

    /// <summary>The same of a service itself, to which no gateway stands before.</summary>
    public async Task<(HttpStatusCode Status, string? Code)> TryAtAsync(Uri service, string path)
    {
        using var direct = new HttpClient { BaseAddress = service };
        direct.DefaultRequestHeaders.Authorization = _http.DefaultRequestHeaders.Authorization;
        return await SeenAsync(await direct.GetAsync("/api/v1" + path));
    }

    /// <summary>Sets an authenticator up, and takes the better tokens that there are then.</summary>
    public async Task SetUpAuthenticatorAsync()
    {
        _secret = Read((await CallAsync(HttpMethod.Post, "/auth/totp/setup", new { })).GetProperty("secret").GetString()!);
        await CallAsync(HttpMethod.Post, "/auth/totp/confirm", new { code = Code() });
        await RefreshAsync();
    }

    public void Dispose() => _http.Dispose();

    private void Hold(JsonElement tokens)
    {
        _refreshToken = tokens.GetProperty("refresh_token").GetString()!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, "/api/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
            var answer = await _http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized || attempt > 0) return answer;
            answer.Dispose();
            await RefreshAsync();
        }
    }

    private static async Task<(HttpStatusCode Status, string? Code)> SeenAsync(HttpResponseMessage answer)
    {
        using (answer) return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.RequestMessage!.RequestUri}: {text}");
            return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
        }
    }

    /// <summary>What an authenticator program shows now (RFC 6238).</summary>
    private string Code()
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // What authenticator programs compute.
        var hash = HMACSHA1.HashData(_secret, counter);
#pragma warning restore CA5350
        return ((BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF) % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>Base32, as secrets of authenticators are written.</summary>
    private static byte[] Read(string text)
    {
        var (bytes, bits, count) = (new List<byte>(), 0, 0);
        foreach (var letter in text)
        {
            (bits, count) = (((bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal)) & 0xFFF, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }
        return [.. bytes];
    }
}
