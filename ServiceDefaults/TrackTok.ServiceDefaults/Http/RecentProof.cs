using Microsoft.AspNetCore.Builder;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Says that a route is dangerous: it asks for a person who proved who they are, by password and second factor, within the last quarter of an hour. Signing in is such a proof, unless
/// it was on the word of a company's identity provider alone; <c>POST /auth/step-up</c> is one too.
/// </summary>
public sealed record RecentProof
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    /// <summary>What is answered without one.</summary>
    public static readonly Refusal Required = new(RefusalKind.Forbidden, "step_up_required", "This asks for a fresh proof of who you are: call POST /api/v1/auth/step-up, then again with the token it gives.");

    /// <summary>For a route of which only some requests are dangerous, and say so by <see cref="RecentProofs.NeedsRecentProofFor{TBuilder}"/>: null when this caller may go on.</summary>
    public static Refusal? Refuse(Caller caller, DateTimeOffset now)
    {
        if (caller.Scopes is not null) return TokenRules.NotForKeys;
        return IsGiven(caller, now) ? null : Required;
    }

    internal static bool IsGiven(Caller caller, DateTimeOffset now) => caller.ProviderId is null && caller.ProvedAt > (now - Life).ToUnixTimeSeconds();
}

/// <summary>Says that some requests to a route are dangerous; its use case asks for the proof then (<see cref="RecentProof.Refuse"/>).</summary>
/// <param name="What">Which requests, for the API's documents.</param>
public sealed record RecentProofForSome(string What);

public static class RecentProofs
{
    /// <summary>The route asks for a fresh proof of who the caller is, beside the permission.</summary>
    public static TBuilder NeedsRecentProof<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RecentProof());

    /// <summary>Some requests to the route ask for a fresh proof; the use case sees to it.</summary>
    public static TBuilder NeedsRecentProofFor<TBuilder>(this TBuilder builder, string what)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RecentProofForSome(what));
}
