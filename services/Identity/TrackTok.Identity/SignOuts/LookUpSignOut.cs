using TrackTok.Identity.Authorizations;
using TrackTok.Identity.OpenId;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.SignOuts;

/// <summary>Tells a browser which app of which company asks that its person sign out, and where the browser goes then. Signing out itself is <c>POST /auth/logout</c>, as ever.</summary>
internal static class LookUpSignOut
{
    internal static readonly Refusal NotFound = Refusal.NotFound("request of an app");

    internal sealed record LookUpSignOutRequest(string? Request) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Request, "request", SignOutQuestions.Longest);
    }

    /// <param name="Location">An address of the app's; null when it named none.</param>
    internal sealed record SignOutAnswer(string App, AskingCompanyAnswer Company, string? Location);

    internal static async Task<IResult> HandleAsync(LookUpSignOutRequest request, SignOutQuestions questions, Authorizing authorizing, AppReader apps, CancellationToken cancellationToken) =>
        questions.Read(request.Request!) is { } asked
        && await apps.FindAsync(asked.TenantId, asked.AppId, cancellationToken) is { } app
        && await authorizing.FindCompanyAsync(asked.TenantId, cancellationToken) is { } company
            ? TypedResults.Ok(new SignOutAnswer(app.Name, new AskingCompanyAnswer(company.Name, company.Subdomain), asked.Back))
            : NotFound.ToProblem();
}
