using System.Text.Json;

namespace TrackTok.Identity.Providers;

/// <summary>What we use of a provider's discovery document (OpenID Connect Discovery 1.0).</summary>
/// <param name="PostsSecret">The client secret goes in the body, because the provider takes it in no header.</param>
/// <param name="NamesItself">The provider names itself in what it sends browsers back with (RFC 9207), so an answer without a name is somebody else's.</param>
internal sealed record ProviderMetadata(string Issuer, Uri Authorization, Uri Token, Uri Keys, Uri? UserInfo, bool PostsSecret, bool NamesItself)
{
    private const int LongestTold = 200;

    internal static Uri AddressOf(string issuer) => new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");

    /// <summary>Reads the document of the issuer.</summary>
    /// <param name="allows">Whether we would call an address.</param>
    /// <returns>What it says, or a sentence that says why we cannot work with it.</returns>
    internal static (ProviderMetadata? Metadata, string? Why) Read(JsonElement document, string issuer, Func<Uri, bool> allows)
    {
        var named = Text(document, "issuer");
        if (named != issuer) return (null, $"The discovery document is of another issuer, '{(named is { Length: > LongestTold } ? named[..LongestTold] + "…" : named)}'; give the issuer letter by letter as the document does.");
        if (Address("authorization_endpoint") is not { } authorization || Address("token_endpoint") is not { } token || Address("jwks_uri") is not { } keys)
            return (null, "The discovery document lacks an https address for authorization_endpoint, token_endpoint or jwks_uri.");
        if (Words(document, "response_types_supported") is { } types && !types.Contains("code")) return (null, "The provider does not offer the authorization code flow.");
        if (Words(document, "id_token_signing_alg_values_supported") is { } algorithms && !algorithms.Intersect(IdTokens.Algorithms).Any()) return (null, "The provider signs its tokens by no algorithm that we accept, such as RS256 or ES256.");
        var methods = Words(document, "token_endpoint_auth_methods_supported") ?? ["client_secret_basic"];
        var posts = !methods.Contains("client_secret_basic");
        if (posts && !methods.Contains("client_secret_post")) return (null, "The provider takes a client secret neither by client_secret_basic nor by client_secret_post.");
        var names = document.TryGetProperty("authorization_response_iss_parameter_supported", out var flag) && flag.ValueKind == JsonValueKind.True;
        return (new ProviderMetadata(issuer, authorization, token, keys, Address("userinfo_endpoint"), posts, names), null);

        Uri? Address(string member) => Text(document, member) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && allows(address) ? address : null;
    }

    private static string? Text(JsonElement document, string member) => document.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static List<string>? Words(JsonElement document, string member) => document.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Array
        ? [.. value.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String).Select(word => word.GetString()!)]
        : null;
}
