using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Consents;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Authorizations;

/// <summary>Tells a person of the company what an app asks to be let in for, and what is left for them to do. Another company's person is told of nothing (404).</summary>
internal static class ShowAuthorization
{
    /// <param name="Step">What is left: <c>prove</c> once more who one is, <c>decide</c>, or <c>none</c>.</param>
    /// <param name="Quiet">The app wants an answer without a question.</param>
    /// <param name="Offline">The app may go on while the person is away.</param>
    /// <param name="ReturnsTo">Where the browser is sent back to, as a person recognises it: a host, or an app's own scheme.</param>
    internal sealed record AuthorizationAnswer(AskingAppAnswer App, AskingCompanyAnswer Company, IReadOnlyList<ScopeAnswer> Scopes, bool Offline, string Step, bool Quiet, string ReturnsTo, DateTimeOffset ExpiresAt);

    internal sealed record AskingAppAnswer(Guid Id, string Name);

    /// <param name="Summary">What it lets the app do, in English.</param>
    internal sealed record ScopeAnswer(string Name, string Summary);

    internal static async Task<IResult> HandleAsync(
        string handle, CallerContext caller, IdentityDbContext db, Authorizing authorizing, PermissionNames permissions, CancellationToken cancellationToken)
    {
        if (await authorizing.FindOpenAsync(handle, cancellationToken) is not { } asked || asked.TenantId != caller.Caller.TenantId) return AuthorizationErrors.NotFound.ToProblem();
        if (await db.Apps.AsNoTracking().SingleOrDefaultAsync(row => row.Id == asked.AppId && row.RevokedAt == null, cancellationToken) is not { } app) return AuthorizationErrors.NotFound.ToProblem();
        if (await authorizing.FindCompanyAsync(asked.TenantId, cancellationToken) is not { } company) return AuthorizationErrors.NotFound.ToProblem();
        var step = await StepAsync(db, asked, caller.Caller, cancellationToken);
        var names = await permissions.SummariesAsync(cancellationToken);
        return TypedResults.Ok(new AuthorizationAnswer(
            new AskingAppAnswer(app.Id, app.Name), new AskingCompanyAnswer(company.Name, company.Subdomain),
            [.. asked.Scopes.Where(scope => scope != AppScopes.Offline).Select(scope => new ScopeAnswer(scope, AppScopes.Summary(scope) ?? names.GetValueOrDefault(scope) ?? scope))],
            asked.Scopes.Contains(AppScopes.Offline), step.Text(), asked.IsQuiet, ReturnsTo(asked), asked.ExpiresAt));
    }

    /// <summary>What this person has to do before the app is let in.</summary>
    internal static async Task<Step> StepAsync(IdentityDbContext db, Authorization asked, Caller caller, CancellationToken cancellationToken)
    {
        var (person, session) = (caller.Person, caller.SessionId);
        var provedAt = await db.Sessions.Where(row => row.Id == session).Select(row => row.ProvedAt).SingleAsync(cancellationToken);
        if (asked.AsksProof(provedAt)) return Step.Prove;
        if (asked.AsksConsent) return Step.Decide;
        var consent = await db.Consents.AsNoTracking().SingleOrDefaultAsync(row => row.PersonId == person && row.AppId == asked.AppId, cancellationToken);
        return consent is not null && consent.Covers(asked.Scopes) ? Step.None : Step.Decide;
    }

    private static string ReturnsTo(Authorization asked)
    {
        var uri = new Uri(JsonElement.Parse(asked.Parameters).GetProperty("redirect_uri").GetString()!);
        return uri.Scheme is "https" or "http" ? uri.Authority : uri.Scheme + ":";
    }
}

/// <summary>What is left for a person to do.</summary>
internal enum Step
{
    None,
    Decide,
    Prove,
}

internal static class Steps
{
    internal static string Text(this Step step) => step switch
    {
        Step.Prove => "prove",
        Step.Decide => "decide",
        _ => "none",
    };
}
