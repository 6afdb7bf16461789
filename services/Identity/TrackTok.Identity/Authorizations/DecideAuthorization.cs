using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Consents;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Authorizations;

/// <summary>
/// Takes a person's decision and tells where the browser goes with it. <c>continue</c> lets the app in where nothing is left to decide; for an app that wanted no question asked it
/// tells the app what is missing. What was allowed is remembered.
/// </summary>
internal static class DecideAuthorization
{
    private const string Allow = "allow", Deny = "deny", Continue = "continue";

    internal sealed record DecideAuthorizationRequest(string? Decision) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            if (errors.Required(Decision, "decision")) errors.OneOf(Decision, "decision", Allow, Deny, Continue);
        }
    }

    internal static async Task<IResult> HandleAsync(
        string handle, DecideAuthorizationRequest request, CallerContext caller, IdentityDbContext db, Authorizing authorizing, MembershipReader memberships, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await authorizing.FindOpenAsync(handle, cancellationToken) is not { } asked || asked.TenantId != caller.Caller.TenantId) return AuthorizationErrors.NotFound.ToProblem();
        var (person, sessionId) = (caller.Caller.Person, caller.Caller.SessionId!.Value);
        if (await memberships.FindAsync(asked.TenantId, person, cancellationToken) is not { } member) return SessionErrors.AccountInactive.ToProblem();
        if (member.Refuse() is { } no) return no.ToProblem();

        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == sessionId && row.EndedAt == null, cancellationToken) is not { } session) return SessionErrors.SessionEnded.ToProblem();
        var (error, refusal) = await OutcomeAsync(db, asked, caller.Caller, request.Decision!, cancellationToken);
        if (refusal is not null) return refusal.ToProblem();
        if (error is null) await RememberAsync(db, asked, person, time.GetUtcNow(), cancellationToken);
        else db.Record("app.kept_out", "app", asked.AppId, after: new { error });
        if (await authorizing.DecideAsync(db, asked, new Consenting(person, sessionId, session.ProvedAt), error, cancellationToken) is not { } location) return AuthorizationErrors.NotFound.ToProblem();
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return TypedResults.Ok(new DecidedAnswer(location.AbsoluteUri));
    }

    /// <summary>The error that the app gets, null to let it in; or why the person must do something first.</summary>
    private static async Task<(string? Error, Refusal? Refusal)> OutcomeAsync(IdentityDbContext db, Authorization asked, Caller caller, string decision, CancellationToken cancellationToken)
    {
        if (decision == Deny) return ("access_denied", null);
        var step = await ShowAuthorization.StepAsync(db, asked, caller, cancellationToken);
        if (asked.IsQuiet)
        {
            // The app wanted no question asked, so no answer but what stands already.
            return (asked.Expects is { } expected && expected != caller.Person ? "login_required" : step switch
            {
                Step.Prove => "login_required",
                Step.Decide => "consent_required",
                _ => null,
            }, null);
        }
        return step switch
        {
            Step.Prove => (null, AuthorizationErrors.ProofNeeded),
            Step.Decide when decision == Continue => (null, AuthorizationErrors.DecisionNeeded),
            _ => (null, null),
        };
    }

    private static async Task RememberAsync(IdentityDbContext db, Authorization asked, Guid person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // One at a time for each person: two tabs decide about the same app.
        await db.Database.ExecuteSqlAsync($"SELECT id FROM people WHERE id = {person} FOR NO KEY UPDATE", cancellationToken);
        var consent = await db.Consents.SingleOrDefaultAsync(row => row.PersonId == person && row.AppId == asked.AppId, cancellationToken);
        if (consent is null) db.Add(Consent.Give(person, asked.AppId, asked.Scopes, now));
        else consent.Widen(asked.Scopes, now);
    }
}
