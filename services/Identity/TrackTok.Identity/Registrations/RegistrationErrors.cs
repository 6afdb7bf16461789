using Grpc.Core;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Registrations;

internal static class RegistrationErrors
{
    internal static readonly Refusal EmailInUse = new(RefusalKind.Conflict, "email_in_use", "There is an account with this e-mail; give its password to found another company with it.");

    internal static readonly Refusal SubdomainTaken = new(RefusalKind.Conflict, "subdomain_taken", "Another company has this subdomain; choose another.");

    internal static readonly Refusal InProgress = new(RefusalKind.Conflict, "registration_in_progress", "A registration with this e-mail is being worked on; try again in a moment.") { RetryAfterSeconds = 2 };

    internal static readonly Refusal KeyInProgress = new(RefusalKind.Conflict, "idempotency_key_in_progress", "The first request with this key is still being worked on.") { RetryAfterSeconds = 1 };

    internal static readonly Refusal KeyReused = new(RefusalKind.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request; give each request a key of its own.");

    internal static readonly Refusal KeyInvalid = new(RefusalKind.Invalid, "idempotency_key_invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.");

    /// <summary>What Tenants' refusal to create a tenant means here; null when it said neither yes nor no.</summary>
    internal static Refusal? From(RpcException answer) => answer.StatusCode switch
    {
        StatusCode.AlreadyExists => SubdomainTaken,
        StatusCode.InvalidArgument => Refusal.Invalid(answer.Code() is "subdomain_invalid" or "subdomain_reserved" ? "subdomain" : "name", answer.Status.Detail),
        _ => null,
    };
}
