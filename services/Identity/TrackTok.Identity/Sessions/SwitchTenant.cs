using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Sessions;

/// <summary>Opens a session in another tenant that one is a member of. The session that asks lives on: people keep several companies open side by side.</summary>
internal static class SwitchTenant
{
    internal sealed record SwitchTenantRequest(Guid? TenantId) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Required(TenantId, "tenant_id");
    }

    internal static async Task<IResult> HandleAsync(
        SwitchTenantRequest request, CallerContext caller, IdentityDbContext db, MembershipReader memberships, SessionOpening opening, TimeProvider time, CancellationToken cancellationToken)
    {
        var id = caller.Caller.Person;
        if (await memberships.FindAsync(request.TenantId!.Value, id, cancellationToken) is not { } member) return Refusal.NotFound("company").ToProblem();
        if (member.Refuse() is { } refusal) return refusal.ToProblem();
        var person = await db.People.AsNoTracking().FirstAsync(row => row.Id == id, cancellationToken);
        // Another company's session is no fresher a proof than the one that asks.
        var provedAt = DateTimeOffset.FromUnixTimeSeconds(caller.Caller.ProvedAt);
        var tokens = await opening.OpenAsync(person, member, "switch", cancellationToken, provedAt: provedAt);
        return tokens is null ? SessionErrors.SessionEnded.ToProblem() : TypedResults.Ok(SignedInAnswer.From(new SignedIn(person, member, tokens), time));
    }
}
