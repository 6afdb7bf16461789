using TrackTok.Identity.Data;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Authorizations;

/// <summary>Sends a browser back to the app when nobody signed in: <c>login_required</c> where the app wanted no question asked, else <c>access_denied</c>.</summary>
internal static class AbandonAuthorization
{
    internal sealed record AbandonAuthorizationRequest(string? Request) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Request, "request", SecretText.Longest);
    }

    internal static async Task<IResult> HandleAsync(AbandonAuthorizationRequest request, Authorizing authorizing, TenantWork tenantWork, CancellationToken cancellationToken)
    {
        if (await authorizing.FindOpenAsync(request.Request!, cancellationToken) is not { } asked) return AuthorizationErrors.NotFound.ToProblem();
        var location = await tenantWork.RunAsync(asked.TenantId, Caller.System, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            var address = await authorizing.DecideAsync(db, asked, null, asked.IsQuiet ? "login_required" : "access_denied", cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return address;
        });
        return location is null ? AuthorizationErrors.NotFound.ToProblem() : TypedResults.Ok(new DecidedAnswer(location.AbsoluteUri));
    }
}
