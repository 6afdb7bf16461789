using OpenIddict.Server;
using TrackTok.Identity.Keys;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>What an endpoint answers with: made by us, and put in the place of what the server would make.</summary>
/// <param name="Scopes">What was granted; null where the client need not be told.</param>
internal sealed record Issued(string AccessToken, string? RefreshToken = null, IReadOnlyList<string>? Scopes = null);

/// <summary>
/// Puts our own tokens into the answers. Whoever grants keeps them with the transaction; where nobody did, there is none, and the request fails. Identity tokens are the server's work, signed
/// with the key that signs now: the next one is published, but not everybody has seen it.
/// </summary>
internal sealed class IssuedTokens : IOpenIddictServerHandler<GenerateTokenContext>, IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    private const string Tokens = "tracktok:issued", Code = "tracktok:code";

    internal static void Keep(OpenIddictServerTransaction transaction, Issued issued) => transaction.SetProperty(Tokens, issued);

    internal static void KeepCode(OpenIddictServerTransaction transaction, string code) => transaction.SetProperty(Code, code);

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType == TokenTypeIdentifiers.AccessToken) context.Token = context.Transaction.GetProperty<Issued>(Tokens)!.AccessToken;
        else if (context.TokenType == TokenTypeIdentifiers.Private.AuthorizationCode) context.Token = context.Transaction.GetProperty<string>(Code)!;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error is not null || context.Transaction.GetProperty<Issued>(Tokens) is not { } issued) return ValueTask.CompletedTask;
        context.Response.RefreshToken = issued.RefreshToken;
        if (issued.Scopes is { } scopes) context.Response.Scope = string.Join(' ', scopes);
        return ValueTask.CompletedTask;
    }

    /// <summary>Chooses the key of identity tokens.</summary>
    internal sealed class SignsNow(KeyRing keys) : IOpenIddictServerHandler<GenerateTokenContext>
    {
        public ValueTask HandleAsync(GenerateTokenContext context)
        {
            if (context.TokenType == TokenTypeIdentifiers.IdentityToken) context.SigningCredentials = keys.Current.Signing;
            return ValueTask.CompletedTask;
        }
    }
}
