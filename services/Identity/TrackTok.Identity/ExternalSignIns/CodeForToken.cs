using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.Identity.Providers;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>Exchanges the code that a browser brought for what the provider says of the person, and believes nothing of it unchecked.</summary>
internal sealed class CodeForToken(ProviderDocuments documents, ProviderHttp http, IdTokens tokens, Seals seals)
{
    /// <summary>What could not be had because the provider does not answer.</summary>
    internal const string Unreachable = "unreachable";

    /// <param name="namedIssuer">The issuer that the answer named beside the code, if it did (RFC 9207).</param>
    /// <returns>The person, or a word that says what went wrong, for the audit trail.</returns>
    internal async Task<(VouchedPerson? Person, string? Wrong)> RunAsync(IdentityProvider provider, byte[] sealedSecret, ExternalAttempt attempt, string code, string? namedIssuer, CancellationToken cancellationToken)
    {
        if ((await documents.DiscoverAsync(provider.Issuer, fresh: false, cancellationToken)).Metadata is not { } metadata) return (null, Unreachable);
        if (namedIssuer is null ? metadata.NamesItself : namedIssuer != metadata.Issuer) return (null, "mixed_up_issuer");

        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = attempt.RedirectUri,
            ["code_verifier"] = seals.Open(attempt.Verifier, ExternalAttempt.VerifierPurpose),
        };
        var secret = seals.Open(sealedSecret, IdentityProvider.Purpose);
        if (metadata.PostsSecret) (form["client_id"], form["client_secret"]) = (provider.ClientId, secret);
        var reply = await http.PostAsync(metadata.Token, metadata.PostsSecret ? null : Basic(provider.ClientId, secret), form, cancellationToken);
        if (reply.Body is not { } body) return (null, reply.IsRefusal ? "code" : Unreachable);

        var (token, wrong) = await tokens.CheckAsync(Text(body, "id_token"), metadata, new ExpectedToken(provider.ClientId, attempt.NonceHash, attempt.BegunAt), cancellationToken);
        if (token is null) return (null, wrong == "keys_unreachable" ? Unreachable : wrong);
        if (token.TryGetPayloadValue<string>("email", out _) || metadata.UserInfo is not { } userInfo || Text(body, "access_token") is not { } access) return (VouchedPerson.Of(token, null), null);
        var more = await http.GetAsync(userInfo, new AuthenticationHeaderValue("Bearer", access), cancellationToken);
        if (more.Body is not { } told) return (null, more.IsRefusal ? "user_info" : Unreachable);
        // Core 1.0, 5.3.2: of somebody else it is not to be used.
        return Text(told, "sub") == token.Subject ? (VouchedPerson.Of(token, told), null) : (null, "user_info");
    }

    /// <summary>RFC 6749, 2.3.1: both halves as in a form, before they are put together.</summary>
    private static AuthenticationHeaderValue Basic(string id, string secret) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{System.Net.WebUtility.UrlEncode(id)}:{System.Net.WebUtility.UrlEncode(secret)}")));

    private static string? Text(JsonElement body, string member) => body.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
