using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace TrackTok.ServiceDefaults;

/// <summary>The refusals that come from a route's shape (who may use it, whether it has a body, a query, a version) and not from its use case, for the API's documents.</summary>
internal static class SharedRefusals
{
    internal static readonly Refusal Fault = new(RefusalKind.Fault, "internal_error", "This is our fault, not yours. Nothing was changed; try again, and give us the trace id if it happens once more.");
    internal static readonly Refusal ConnectionReset = new(RefusalKind.Unreadable, "connection_reset", "The connection broke before the request was whole.");
    internal static readonly Refusal TimedOut = new(RefusalKind.Unavailable, "timed_out", "A part that is needed did not answer in time; try again.") { RetryAfterSeconds = 2 };
    internal static readonly Refusal Unreadable = new(RefusalKind.Unreadable, "unreadable", "The request cannot be read; a JSON object is expected.");
    internal static readonly Refusal NoObject = new(RefusalKind.Unreadable, "unreadable", "A JSON object is expected.");
    internal static readonly Refusal MalformedJson = new(RefusalKind.Unreadable, "malformed_json", "The body is not JSON.");

    private static readonly Refusal[] SignedIn =
    [
        new(RefusalKind.Unauthenticated, "unauthenticated", "Give a valid access token as 'Authorization: Bearer …'."),
        new(RefusalKind.Unauthenticated, "token_revoked", "This session has ended; sign in again."),
        new(RefusalKind.Forbidden, "tenant_mismatch", "The token belongs to another company than the one that the request names."),
    ];

    private static readonly Refusal Permission = new(RefusalKind.Forbidden, "permission_missing", "Your role does not include what this route asks for.");

    private static readonly Refusal[] Body =
    [
        MalformedJson,
        new(RefusalKind.Invalid, "validation_failed", "Some members are not valid; see errors."),
        new(RefusalKind.WrongMedia, "unsupported_media_type", "Send the body as application/json."),
        new(RefusalKind.TooLarge, "body_too_large", "The body is larger than this route accepts."),
    ];

    private static readonly Refusal[] Repeated =
    [
        new(RefusalKind.Conflict, "idempotency_key_in_progress", "The first request with this key is still being worked on."),
        new(RefusalKind.Invalid, "idempotency_key_reused", "This Idempotency-Key was used for another request; give each request a key of its own."),
    ];

    private static readonly Refusal NotFound = new(RefusalKind.NotFound, "not_found", "There is nothing of this id, or it is not yours to see.");
    private static readonly Refusal Stale = new(RefusalKind.Stale, "stale_version", "Someone changed this in the meantime; read it again, then decide.");

    private static readonly Refusal[] Always =
    [
        new(RefusalKind.TooMany, "too_many_requests", "Slow down and try again after the time in Retry-After."),
        new(RefusalKind.Unavailable, "unavailable", "A part that is needed is not available; try again after the time in Retry-After."),
    ];

    internal static IEnumerable<Refusal> Of(ApiDescription route)
    {
        var metadata = route.ActionDescriptor.EndpointMetadata;
        var refusals = new List<Refusal>();
        if (!metadata.OfType<PublicMetadata>().Any()) refusals.AddRange(SignedIn);
        if (!metadata.OfType<PublicMetadata>().Any() && !metadata.OfType<WithoutSecondFactorMetadata>().Any()) refusals.Add(TokenRules.SecondFactorMissing);
        if (metadata.OfType<PermissionMetadata>().Any()) refusals.AddRange([Permission, TokenRules.ScopeMissing]);
        if (metadata.OfType<RecentProof>().Any() || metadata.OfType<RecentProofForSome>().Any()) refusals.AddRange([RecentProof.Required, TokenRules.NotForKeys]);
        if (metadata.OfType<OwnProofMetadata>().Any()) refusals.Add(TokenRules.OwnProofNeeded);
        if (route.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Body)) refusals.AddRange(Body);
        if (HttpMethods.IsPost(route.HttpMethod ?? "")) refusals.AddRange(Repeated);
        if (HttpMethods.IsGet(route.HttpMethod ?? "")) refusals.Add(KnownQuery.Unknown);
        if (route.ParameterDescriptions.Any(parameter => parameter.Source == BindingSource.Path)) refusals.Add(NotFound);
        if (HttpMethods.IsPatch(route.HttpMethod ?? "") || HttpMethods.IsDelete(route.HttpMethod ?? "")) refusals.Add(Stale);
        return [.. refusals, .. Always];
    }
}
