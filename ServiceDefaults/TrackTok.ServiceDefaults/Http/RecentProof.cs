using Microsoft.AspNetCore.Builder;
using TrackTok.Tenancy;

namespace TrackTok.ServiceDefaults;

/// <summary>
/// Says that a route is dangerous: it asks for a person who proved who they are, by password and second factor, within the last quarter of an hour. Signing in is such a proof;
/// <c>POST /auth/step-up</c> is one too.
/// </summary>
public sealed record RecentProof
{
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    internal static readonly Refusal Required = new(RefusalKind.Forbidden, "step_up_required", "This asks for a fresh proof of who you are: call POST /api/v1/auth/step-up, then again with the token it gives.");

    internal static bool IsGiven(Caller caller, DateTimeOffset now) => caller.ProvedAt > (now - Life).ToUnixTimeSeconds();
}

public static class RecentProofs
{
    /// <summary>The route asks for a fresh proof of who the caller is, beside the permission.</summary>
    public static TBuilder NeedsRecentProof<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RecentProof());
}
