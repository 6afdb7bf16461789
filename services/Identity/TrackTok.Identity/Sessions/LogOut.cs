using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>Ends the session of the token that the request came with. Its tokens are dead with the next request.</summary>
internal static class LogOut
{
    internal static async Task<NoContent> HandleAsync(CallerContext caller, SessionEnding ending, CancellationToken cancellationToken)
    {
        if (caller.Caller is { SessionId: { } session, TenantId: { } tenant, Person: var person })
            await ending.EndAsync(tenant, person, session, EndReasons.SignedOut, "person.signed_out", cancellationToken);
        return TypedResults.NoContent();
    }
}
