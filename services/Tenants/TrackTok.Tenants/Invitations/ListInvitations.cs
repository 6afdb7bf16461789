using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Invitations;

/// <summary>Lists invitations, the newest first: all of them or those of one state.</summary>
internal static class ListInvitations
{
    internal static async Task<Results<Ok<Page<InvitationAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, string? state, HttpContext http, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1, state);
        if (request is null) return refusal!.ToProblem();
        var now = time.GetUtcNow();
        var invitations = db.Invitations.AsNoTracking();
        switch (state)
        {
            case null: break;
            case "pending": invitations = invitations.Where(invitation => invitation.State == InvitationState.Pending && invitation.ExpiresAt > now); break;
            case "expired": invitations = invitations.Where(invitation => invitation.State == InvitationState.Pending && invitation.ExpiresAt <= now); break;
            case "accepted": invitations = invitations.Where(invitation => invitation.State == InvitationState.Accepted); break;
            case "revoked": invitations = invitations.Where(invitation => invitation.State == InvitationState.Revoked); break;
            default: return Refusal.Invalid("state", "Give one of pending, expired, accepted, revoked.").ToProblem();
        }
        var total = request.IncludeTotal ? await invitations.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            invitations = invitations.Where(invitation => invitation.Id < after);
        }
        var rows = await invitations.OrderByDescending(invitation => invitation.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, invitation => InvitationAnswer.From(invitation, now), invitation => [invitation.Id.ToString()], total).Linked(http));
    }
}
