using OpenIddict.Abstractions;
using OpenIddict.Server;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace TrackTok.Identity.OpenId;

/// <summary>Puts the tokens of our own sessions into the token endpoint's answers, in the place of those that the server would make.</summary>
internal sealed class IssuedTokens(AccessTokens access) : IOpenIddictServerHandler<GenerateTokenContext>, IOpenIddictServerHandler<ApplyTokenResponseContext>
{
    private const string Property = "tracktok:session_tokens";

    internal static void Keep(OpenIddictServerTransaction transaction, SessionTokens tokens) => transaction.SetProperty(Property, tokens);

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        if (context.TokenType != TokenTypeIdentifiers.AccessToken) return ValueTask.CompletedTask;
        // A token with the internal scope is made for a service's own credentials and for nothing else, whatever else may be missing.
        context.Token = context.Request!.IsClientCredentialsGrantType()
            ? access.ForService(context.Principal.GetClaim(Claims.Subject)!)
            : context.Transaction.GetProperty<SessionTokens>(Property)!.AccessToken;
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Error is null && context.Transaction.GetProperty<SessionTokens>(Property) is { } tokens) context.Response.RefreshToken = tokens.RefreshToken;
        return ValueTask.CompletedTask;
    }
}
