using TrackTok.Identity.OpenId;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Authorizations;

/// <summary>Tells a browser, before anybody has signed in, which app of which company sent it here.</summary>
internal static class LookUpAuthorization
{
    internal sealed record LookUpAuthorizationRequest(string? Request) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Request, "request", SecretText.Longest);
    }

    /// <param name="Quiet">The app wants an answer without a question; who is not signed in must be sent back.</param>
    internal sealed record LookedUpAnswer(string App, AskingCompanyAnswer Company, bool Quiet);

    internal static async Task<IResult> HandleAsync(LookUpAuthorizationRequest request, Authorizing authorizing, AppReader apps, CancellationToken cancellationToken) =>
        await authorizing.FindOpenAsync(request.Request!, cancellationToken) is { } asked
        && await apps.FindAsync(asked.TenantId, asked.AppId, cancellationToken) is { } app
        && await authorizing.FindCompanyAsync(asked.TenantId, cancellationToken) is { } company
            ? TypedResults.Ok(new LookedUpAnswer(app.Name, new AskingCompanyAnswer(company.Name, company.Subdomain), asked.IsQuiet))
            : AuthorizationErrors.NotFound.ToProblem();
}

/// <summary>The company whose app it is.</summary>
internal sealed record AskingCompanyAnswer(string Name, string Subdomain);
