using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Authorizations;

/// <summary>Every way in which the page where a person lets an app in can be refused.</summary>
internal static class AuthorizationErrors
{
    /// <summary>Unknown, expired, decided, or of another company.</summary>
    internal static readonly Refusal NotFound = Refusal.NotFound("request of an app");

    internal static readonly Refusal DecisionNeeded = new(RefusalKind.Conflict, "decision_needed", "You have not let this app do all of this yet: allow or deny it.");

    internal static readonly Refusal ProofNeeded = new(RefusalKind.Forbidden, "step_up_required", "The app asks that you prove once more who you are: call POST /api/v1/auth/step-up, then decide.");
}
