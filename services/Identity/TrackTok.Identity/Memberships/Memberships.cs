using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Sessions;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Memberships;

/// <summary>A person's place in a tenant, as Tenants tells it.</summary>
/// <param name="SecondFactorBy">Until when they may go without a second factor there; null where none is asked for.</param>
internal sealed record Member(Tenant Tenant, Guid TenantId, Role Role, bool Active, DateTimeOffset? SecondFactorBy = null)
{
    internal static Member From(Membership membership) => new(
        membership.Tenant, Guid.Parse(membership.Tenant.Id), RoleNames.Parse(membership.Role) ?? Role.Member, membership.Active,
        membership.HasSecondFactorByMs ? DateTimeOffset.FromUnixTimeMilliseconds(membership.SecondFactorByMs) : null);

    /// <summary>An operator's place: the platform, where roles of tenants mean nothing.</summary>
    internal static readonly Member OfPlatform = new(new Tenant { Id = Platform.Id.ToString(), Status = "active" }, Platform.Id, Role.Member, Active: true);

    internal bool IsOfPlatform => TenantId == Platform.Id;

    /// <summary>Why this person may not work in this tenant now; null when they may.</summary>
    internal Refusal? Refuse() => this switch
    {
        { Active: false } => SessionErrors.AccountInactive,
        { Tenant.Status: not ("active" or "closing") } => SessionErrors.TenantSuspended,
        _ => null,
    };
}

/// <summary>Asks Tenants who is a member of what.</summary>
internal sealed class MembershipReader(Tenants.Contracts.Tenants.TenantsClient tenants, IdentityDbContext db)
{
    /// <summary>The operator's place on the platform; null for everybody else.</summary>
    public async Task<Member?> FindOperatorAsync(Guid personId, CancellationToken cancellationToken) =>
        await db.Operators.AnyAsync(appointed => appointed.PersonId == personId, cancellationToken) ? Member.OfPlatform : null;

    /// <summary>The membership, active or not; null when there is none.</summary>
    /// <exception cref="RpcException">Tenants does not answer.</exception>
    public async Task<Member?> FindAsync(Guid tenantId, Guid personId, CancellationToken cancellationToken)
    {
        if (tenantId == Platform.Id) return await FindOperatorAsync(personId, cancellationToken);
        try
        {
            return Member.From(await tenants.GetMembershipAsync(new GetMembershipRequest { TenantId = tenantId.ToString(), UserId = personId.ToString() }, cancellationToken: cancellationToken));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>All memberships, active or not, oldest first.</summary>
    /// <exception cref="RpcException">Tenants does not answer.</exception>
    public async Task<List<Member>> ListAsync(Guid personId, CancellationToken cancellationToken)
    {
        var answer = await tenants.ListMembershipsAsync(new ListMembershipsRequest { UserId = personId.ToString() }, cancellationToken: cancellationToken);
        return [.. answer.Memberships.Select(Member.From)];
    }
}

/// <summary>A tenant as the answers of sign-in and registration show it.</summary>
/// <param name="Status"><c>active</c>, or <c>closing</c> while everything can still be read, and reopened.</param>
internal sealed record TenantAnswer(Guid Id, string Name, string Subdomain, string Plan, TenantSettingsAnswer Settings, string Status)
{
    internal static TenantAnswer From(Tenant tenant) => new(Guid.Parse(tenant.Id), tenant.Name, tenant.Subdomain, tenant.Plan, TenantSettingsAnswer.From(tenant.Settings), tenant.Status);
}

/// <summary>The settings of SPEC 2.4.</summary>
internal sealed record TenantSettingsAnswer(string Currency, string TimeZone, string DateFormat, string WeekStart, int FiscalYearStartMonth, string Locale)
{
    internal static TenantSettingsAnswer From(TenantSettings settings) =>
        new(settings.Currency, settings.TimeZone, settings.DateFormat, settings.WeekStart, settings.FiscalYearStartMonth, settings.Locale);
}
