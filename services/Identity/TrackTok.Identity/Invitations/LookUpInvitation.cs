using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Invitations;

/// <summary>Tells who holds the link what they are invited to, and whether they have an account already, so that the page can ask for the right things. Uses nothing up.</summary>
internal static class LookUpInvitation
{
    internal sealed record LookUpInvitationRequest(string? Token) : ICheckedRequest
    {
        public void Check(RequestErrors errors) => errors.Text(Token, "token", SecretText.Longest);
    }

    /// <param name="HasAccount">True when accepting takes the password of that account instead of names and a new password.</param>
    internal sealed record InvitationAnswer(InvitingTenant Tenant, string Email, string Role, string? FirstName, string? LastName, bool HasAccount, DateTimeOffset ExpiresAt);

    internal sealed record InvitingTenant(Guid Id, string Name, string Subdomain);

    internal static async Task<IResult> HandleAsync(
        LookUpInvitationRequest request, IdentityDbContext db, Tenants.Contracts.Tenants.TenantsClient tenants, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindLinkAsync(request.Token!, time.GetUtcNow(), cancellationToken) is not { } link) return AcceptInvitation.Invalid.ToProblem();
        var hasAccount = await db.People.AnyAsync(person => person.Email == link.Email, cancellationToken);
        var tenant = await tenants.ResolveTenantAsync(new ResolveTenantRequest { TenantId = link.TenantId.ToString() }, cancellationToken: cancellationToken);
        return TypedResults.Ok(new InvitationAnswer(
            new InvitingTenant(link.TenantId, tenant.Name, tenant.Subdomain), link.Email, link.Role, link.FirstName, link.LastName, hasAccount, link.ExpiresAt));
    }

    internal static Task<InvitationLink?> FindLinkAsync(this IdentityDbContext db, string token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hash = SecretText.HashOf(token);
        return db.InvitationLinks.AsNoTracking().FirstOrDefaultAsync(link => link.TokenHash == hash && link.ExpiresAt > now, cancellationToken);
    }
}
