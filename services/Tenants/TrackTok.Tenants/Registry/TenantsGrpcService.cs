using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Invitations;
using TrackTok.Tenants.Members;

namespace TrackTok.Tenants.Registry;

/// <summary>What other services ask. Those who ask name the tenant; it is then read from within its wall, each in a scope of its own.</summary>
internal sealed class TenantsGrpcService(TenantsDbContext directory, CreateTenant create, AcceptInvitation accept, JoinByDomain join, IServiceScopeFactory scopes) : Contracts.Tenants.TenantsBase
{
    /// <summary>How many similar subdomains are looked at to find a free one.</summary>
    private const int Suggestions = 50;

    public override async Task<Contracts.Tenant> CreateTenant(CreateTenantRequest request, ServerCallContext context)
    {
        var owner = new Person(Id(request.OwnerUserId), request.OwnerEmail, request.OwnerFirstName, request.OwnerLastName);
        var wanted = new NewTenant(Id(request.RegistrationId), request.Name, request.HasSubdomain ? request.Subdomain : null, owner);
        var (tenantId, refusal) = await create.HandleAsync(wanted, context.CancellationToken);
        return refusal is null ? await ReadAsync(tenantId, context) : throw refusal.ToRpc();
    }

    public override Task<Contracts.Tenant> GetTenant(GetTenantRequest request, ServerCallContext context) => ReadAsync(Id(request.TenantId), context);

    public override async Task<Contracts.Tenant> ResolveTenant(ResolveTenantRequest request, ServerCallContext context)
    {
        var names = directory.Names.AsNoTracking();
        var found = request.ByCase switch
        {
            ResolveTenantRequest.ByOneofCase.TenantId => names.Where(name => name.TenantId == Id(request.TenantId)),
            ResolveTenantRequest.ByOneofCase.Subdomain => names.Where(name => name.Subdomain == request.Subdomain),
            // Only what was proved stands here; an unproved domain never resolves (SPEC 2.5).
            _ => names.Where(name => directory.DomainNames.Any(domain => domain.Name == request.Domain && domain.TenantId == name.TenantId)),
        };
        return await found.SingleOrDefaultAsync(context.CancellationToken) is { } name ? Message(name) : throw TenantErrors.NotFound.ToRpc();
    }

    public override async Task<CheckSubdomainResponse> CheckSubdomain(CheckSubdomainRequest request, ServerCallContext context)
    {
        var refusal = Subdomain.Refuse(request.Subdomain);
        // A few candidates looked up by the index, however many companies share the beginning of a name.
        var candidates = Subdomain.Candidates(Subdomain.Slug(request.Subdomain)).Take(Suggestions).ToList();
        var taken = await directory.Names.Where(name => name.Subdomain == request.Subdomain || candidates.Contains(name.Subdomain)).Select(name => name.Subdomain).ToHashSetAsync(context.CancellationToken);
        if (refusal is null && !taken.Contains(request.Subdomain)) return new CheckSubdomainResponse { Available = true };
        var answer = new CheckSubdomainResponse { Reason = ReferenceEquals(refusal, TenantErrors.SubdomainReserved) ? "reserved" : refusal is null ? "taken" : "invalid" };
        if (candidates.Find(candidate => !taken.Contains(candidate)) is { } free) answer.Suggestion = free;
        return answer;
    }

    public override async Task<Contracts.Tenant> FindRegistration(FindRegistrationRequest request, ServerCallContext context)
    {
        var registrationId = Id(request.RegistrationId);
        var tenantId = await directory.Names.Where(name => name.RegistrationId == registrationId).Select(name => name.TenantId).SingleOrDefaultAsync(context.CancellationToken);
        return await ReadAsync(tenantId, context);
    }

    public override async Task<Contracts.Membership> GetMembership(GetMembershipRequest request, ServerCallContext context) =>
        await FindMembershipAsync(Id(request.TenantId), Id(request.UserId), context) ?? throw TenantErrors.MembershipNotFound.ToRpc();

    public override async Task<ListMembershipsResponse> ListMemberships(ListMembershipsRequest request, ServerCallContext context)
    {
        var userId = Id(request.UserId);
        var tenantIds = await directory.Belongings.Where(belonging => belonging.UserId == userId).OrderBy(belonging => belonging.TenantId)
            .Select(belonging => belonging.TenantId).ToListAsync(context.CancellationToken);
        var answer = new ListMembershipsResponse();
        // One read within each tenant's wall: nearly everyone belongs to one, accountants to a few.
        foreach (var tenantId in tenantIds)
            if (await FindMembershipAsync(tenantId, userId, context) is { } membership) answer.Memberships.Add(membership);
        return answer;
    }

    public override async Task<Contracts.Membership> AcceptInvitation(AcceptInvitationRequest request, ServerCallContext context)
    {
        var (tenantId, person) = (Id(request.TenantId), new Person(Id(request.UserId), request.Email, request.FirstName, request.LastName));
        return await accept.HandleAsync(tenantId, Id(request.InvitationId), person, context.CancellationToken) is { } refusal
            ? throw refusal.ToRpc()
            : await FindMembershipAsync(tenantId, person.UserId, context) ?? throw TenantErrors.MembershipNotFound.ToRpc();
    }

    public override async Task<ListProvedDomainsResponse> ListProvedDomains(ListProvedDomainsRequest request, ServerCallContext context)
    {
        var tenantId = Id(request.TenantId);
        var domains = await directory.DomainNames.Where(domain => domain.TenantId == tenantId).OrderBy(domain => domain.Name).Select(domain => domain.Name).ToListAsync(context.CancellationToken);
        return new ListProvedDomainsResponse { Domains = { domains } };
    }

    public override async Task<Contracts.Membership> JoinByDomain(JoinByDomainRequest request, ServerCallContext context)
    {
        var (tenantId, person) = (Id(request.TenantId), new Person(Id(request.UserId), request.Email, request.FirstName, request.LastName));
        return await join.HandleAsync(tenantId, person, request.Role, context.CancellationToken) is { } refusal
            ? throw refusal.ToRpc()
            : await FindMembershipAsync(tenantId, person.UserId, context) ?? throw TenantErrors.MembershipNotFound.ToRpc();
    }

    private async Task<Contracts.Tenant> ReadAsync(Guid tenantId, ServerCallContext context) =>
        await WithinAsync(tenantId, db => db.Tenants.AsNoTracking().SingleOrDefaultAsync(context.CancellationToken)) is { } tenant
            ? Message(tenant)
            : throw TenantErrors.NotFound.ToRpc();

    private async Task<Contracts.Membership?> FindMembershipAsync(Guid tenantId, Guid userId, ServerCallContext context)
    {
        var found = await WithinAsync(tenantId, db => db.Members().AsNoTracking().Where(membership => membership.UserId == userId)
            .Join(db.Tenants, membership => membership.TenantId, tenant => tenant.TenantId, (membership, tenant) => new { membership.Role, membership.Active, membership.JoinedAt, Tenant = tenant })
            .SingleOrDefaultAsync(context.CancellationToken));
        if (found is null) return null;
        var membership = new Contracts.Membership { Tenant = Message(found.Tenant), UserId = userId.ToString(), Role = found.Role.Text(), Active = found.Active };
        if (found.Tenant.SecondFactor.By(found.JoinedAt) is { } by) membership.SecondFactorByMs = by.ToUnixTimeMilliseconds();
        return membership;
    }

    private async Task<T?> WithinAsync<T>(Guid tenantId, Func<TenantsDbContext, Task<T?>> read)
    {
        if (tenantId == Guid.Empty) return default;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        return await read(scope.ServiceProvider.GetRequiredService<TenantsDbContext>());
    }

    /// <summary>What is no id names nothing.</summary>
    private static Guid Id(string text) => Guid.TryParse(text, out var id) ? id : Guid.Empty;

    private static Contracts.Tenant Message(TenantName name) => new()
    {
        Id = name.TenantId.ToString(),
        Name = name.Name,
        Subdomain = name.Subdomain,
        Status = name.Status,
        Plan = name.Plan,
        Version = name.Version,
    };

    private static Contracts.Tenant Message(Tenant tenant) => new()
    {
        Id = tenant.Id.ToString(),
        Name = tenant.Name,
        Subdomain = tenant.Subdomain,
        Status = tenant.Status,
        Plan = tenant.Plan,
        Version = tenant.Version,
        Settings = new Contracts.TenantSettings
        {
            Currency = tenant.Currency,
            TimeZone = tenant.TimeZone,
            DateFormat = tenant.DateFormat,
            WeekStart = tenant.WeekStart,
            FiscalYearStartMonth = tenant.FiscalYearStartMonth,
            Locale = tenant.Locale,
        },
    };
}
