using TrackTok.Identity.Memberships;
using TrackTok.Identity.People;
using TrackTok.Identity.SecondFactors;
using TrackTok.Identity.Tokens;

namespace TrackTok.Identity.Sessions;

/// <summary>The tokens of a session, told once.</summary>
internal sealed record SessionTokens(Guid SessionId, string AccessToken, string RefreshToken);

/// <summary>What every way of signing in ends with: who, where, and the tokens.</summary>
/// <param name="FactorSeen">The company's identity provider saw a second factor.</param>
internal sealed record SignedIn(Person Person, Member Member, SessionTokens Tokens, bool FactorSeen = false);

/// <summary>The answer to a refresh.</summary>
/// <param name="ExpiresIn">Seconds that the access token lives.</param>
internal sealed record TokenAnswer(string AccessToken, string RefreshToken, string TokenType, int ExpiresIn)
{
    internal static TokenAnswer From(SessionTokens tokens) => new(tokens.AccessToken, tokens.RefreshToken, "Bearer", (int)AccessTokens.Life.TotalSeconds);
}

/// <summary>The answer to sign-in and registration.</summary>
/// <param name="Tenant">Null for an operator of the platform.</param>
/// <param name="ExpiresIn">Seconds that the access token lives.</param>
/// <param name="SecondFactor">Tells, among others, until when the company waits for a second factor.</param>
internal sealed record SignedInAnswer(TenantAnswer? Tenant, PersonAnswer User, string AccessToken, string RefreshToken, string TokenType, int ExpiresIn, SecondFactorAnswer SecondFactor)
{
    internal static SignedInAnswer From(SignedIn signedIn, TimeProvider time) => new(
        signedIn.Member.IsOfPlatform ? null : TenantAnswer.From(signedIn.Member.Tenant), PersonAnswer.From(signedIn.Person, signedIn.Member),
        signedIn.Tokens.AccessToken, signedIn.Tokens.RefreshToken, "Bearer", (int)AccessTokens.Life.TotalSeconds, SecondFactorAnswer.From(signedIn.Member, signedIn.Person, time.GetUtcNow(), signedIn.FactorSeen));
}
