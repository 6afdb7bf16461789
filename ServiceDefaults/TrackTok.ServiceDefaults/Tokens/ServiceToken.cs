using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// This service's own access token, by which it calls other services: client credentials at Identity (<c>ServiceIdentity:ClientSecret</c>), kept until a minute
/// before it expires. A fixed <c>ServiceIdentity:Token</c> takes its place in tests.
/// </summary>
public sealed class ServiceToken(IHttpClientFactory clients, IConfiguration configuration, IHostEnvironment environment, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _asking = new(1, 1);
    private (string Token, DateTimeOffset Until) _current;

    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        if (configuration["ServiceIdentity:Token"] is { Length: > 0 } given) return given;
        if (time.GetUtcNow() < _current.Until) return _current.Token;
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() < _current.Until) return _current.Token;
            using var request = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = configuration["ServiceIdentity:ClientId"] ?? ClientId(environment.ApplicationName),
                ["client_secret"] = configuration["ServiceIdentity:ClientSecret"] ?? "",
                ["scope"] = Tenancy.TokenClaims.InternalScope,
            });
            using var client = clients.CreateClient("oidc");
            using var answer = await client.PostAsync(new Uri((configuration["Tokens:Authority"] ?? "http://identity") + "/connect/token"), request, cancellationToken);
            answer.EnsureSuccessStatusCode();
            var token = (await answer.Content.ReadFromJsonAsync<Answer>(cancellationToken))!;
            _current = (token.AccessToken, time.GetUtcNow().AddSeconds(token.ExpiresIn - 60));
            return token.AccessToken;
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary><c>TrackTok.Expenses</c> → <c>expenses</c>: the client's name at Identity, and the subject of its tokens.</summary>
    private static string ClientId(string applicationName) => applicationName[(applicationName.LastIndexOf('.') + 1)..].ToLowerInvariant();

    public void Dispose() => _asking.Dispose();

    private sealed record Answer([property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
