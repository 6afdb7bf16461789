using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary><c>add-member TENANT USER_ID ROLE EMAIL FIRST LAST</c>: makes a person whom Identity knows a member, within the plan's limit.</summary>
internal sealed class AddMember(OperatorDesk desk, TenantsDbContext db, TimeProvider time) : IServiceCommand
{
    public string Name => "add-member";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is not [var tenantName, var userId, var roleName, var email, var first, var last] || RoleNames.Parse(roleName) is not { } role || !Guid.TryParse(userId, out var user))
            return await OperatorDesk.UsageAsync("add-member TENANT USER_ID owner|admin|analyst|member EMAIL FIRST LAST");
        var person = new Person(user, email, first, last);
        return await desk.WorkAsync(tenantName, $"{email} added as {roleName}", tenant => AddAsync(tenant, person, role, cancellationToken), cancellationToken);
    }

    private async Task<Refusal?> AddAsync(Tenant tenant, Person person, Role role, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        person.Check(errors, "");
        if (errors.ToRefusal() is { } unfit) return unfit;
        await db.LockMembersAsync(cancellationToken);
        var used = await db.CountSeatsAsync(time.GetUtcNow(), cancellationToken);
        var limit = tenant.Limits.Members;
        if (!limit.HasRoom(used)) return limit.Reached(used);
        if (await db.JoinAsync(person, role, time.GetUtcNow(), cancellationToken) is { } refusal) return refusal;
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }
}
