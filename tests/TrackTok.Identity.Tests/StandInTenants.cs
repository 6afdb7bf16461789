using System.Collections.Concurrent;
using Grpc.Core;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Tests;

/// <summary>Stands in for Tenants: keeps tenants and memberships in memory, and can be told to be away, or to do its work and lose the answer.</summary>
internal sealed class StandInTenants : Tenants.Contracts.Tenants.TenantsClient
{
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new();
    private readonly ConcurrentDictionary<string, Tenant> _byRegistration = new();
    private readonly ConcurrentDictionary<(string Tenant, string Person), Membership> _members = new();
    private readonly Lock _creating = new();

    internal bool IsAway { get; set; }

    /// <summary>The tenant is made, but the caller never hears of it: what a crash in between looks like.</summary>
    internal bool LosesAnswers { get; set; }

    /// <summary>Runs inside CreateTenant, before it answers.</summary>
    internal Func<Task>? WhileCreating { get; set; }

    /// <summary>Invitations that may be accepted, with their roles.</summary>
    internal ConcurrentDictionary<Guid, string> Invited { get; } = new();

    /// <summary>Invitations that are refused, with the code; <c>away</c> for no answer at all.</summary>
    internal ConcurrentDictionary<Guid, string> RefusesInvitations { get; } = new();

    /// <summary>The domains that a tenant has proved.</summary>
    internal ConcurrentDictionary<Guid, string[]> Proved { get; } = new();

    /// <summary>How many members a tenant's plan has room for; as many as come where it is not said.</summary>
    internal ConcurrentDictionary<Guid, int> Room { get; } = new();

    /// <summary>Addresses that are invited and have not accepted.</summary>
    internal ConcurrentDictionary<string, bool> Waiting { get; } = new();

    /// <summary>People who were members once.</summary>
    internal ConcurrentDictionary<Guid, bool> Removed { get; } = new();

    /// <summary>Runs inside AcceptInvitation, before it answers.</summary>
    internal Func<Guid, Task>? WhileAccepting { get; set; }

    internal Tenant? Registered(Guid registrationId) => _byRegistration.GetValueOrDefault(registrationId.ToString());

    internal int CountNamed(string subdomain) => _tenants.Values.Count(tenant => tenant.Subdomain == subdomain);

    internal Guid AddTenant(string name = "Acme")
    {
        var id = Guid.CreateVersion7();
        _tenants[id.ToString()] = Make(id, name, "t" + id.ToString("N")[^12..]);
        return id;
    }

    internal void AddMember(Guid tenantId, Guid personId, string role = "member", bool active = true) => _members[(tenantId.ToString(), personId.ToString())] =
        new Membership { Tenant = _tenants[tenantId.ToString()], UserId = personId.ToString(), Role = role, Active = active };

    /// <summary>Has the tenant ask its members for a second factor until then; for none when null.</summary>
    internal void AskForSecondFactor(Guid tenantId, DateTimeOffset? by)
    {
        foreach (var ((tenant, _), member) in _members)
        {
            if (tenant != tenantId.ToString()) continue;
            if (by is { } until) member.SecondFactorByMs = until.ToUnixTimeMilliseconds();
            else member.ClearSecondFactorByMs();
        }
    }

    internal void RemoveMember(Guid tenantId, Guid personId) => _members.TryRemove((tenantId.ToString(), personId.ToString()), out _);

    internal void SetStatus(Guid tenantId, string status) => _tenants[tenantId.ToString()].Status = status;

    public override AsyncUnaryCall<Tenant> CreateTenantAsync(CreateTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => Call(async () =>
    {
        if (WhileCreating is { } meanwhile) await meanwhile();
        if (IsAway) throw Away();
        Tenant tenant;
        lock (_creating)
        {
            if (request.Subdomain == "www") throw Refused(StatusCode.InvalidArgument, "subdomain_reserved", "This subdomain is reserved.");
            var subdomain = request.HasSubdomain ? request.Subdomain : "s" + Guid.CreateVersion7().ToString("N")[^12..];
            if (_byRegistration.TryGetValue(request.RegistrationId, out var made)) return made;
            if (_tenants.Values.Any(other => other.Subdomain == subdomain)) throw Refused(StatusCode.AlreadyExists, "subdomain_taken", "Taken.");
            tenant = Make(Guid.CreateVersion7(), request.Name, subdomain);
            _tenants[tenant.Id] = tenant;
            _byRegistration[request.RegistrationId] = tenant;
            _members[(tenant.Id, request.OwnerUserId)] = new Membership { Tenant = tenant, UserId = request.OwnerUserId, Role = "owner", Active = true };
        }
        return LosesAnswers ? throw Away() : tenant;
    });

    public override AsyncUnaryCall<CheckSubdomainResponse> CheckSubdomainAsync(CheckSubdomainRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(_tenants.Values.Any(tenant => tenant.Subdomain == request.Subdomain)
            ? new CheckSubdomainResponse { Reason = "taken", Suggestion = request.Subdomain + "-2" }
            : new CheckSubdomainResponse { Available = true }));

    public override AsyncUnaryCall<Tenant> FindRegistrationAsync(FindRegistrationRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(_byRegistration.GetValueOrDefault(request.RegistrationId) ?? throw NotFound()));

    public override AsyncUnaryCall<Tenant> GetTenantAsync(GetTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(_tenants.GetValueOrDefault(request.TenantId) ?? throw NotFound()));

    public override AsyncUnaryCall<Membership> GetMembershipAsync(GetMembershipRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(_members.GetValueOrDefault((request.TenantId, request.UserId)) ?? throw NotFound()));

    public override AsyncUnaryCall<ListMembershipsResponse> ListMembershipsAsync(ListMembershipsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(new ListMembershipsResponse { Memberships = { _members.Values.Where(member => member.UserId == request.UserId).OrderBy(member => member.Tenant.Id) } }));

    public override AsyncUnaryCall<Tenant> ResolveTenantAsync(ResolveTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(_tenants.GetValueOrDefault(request.TenantId) ?? throw NotFound()));

    public override AsyncUnaryCall<Membership> AcceptInvitationAsync(AcceptInvitationRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => Call(async () =>
    {
        var id = Guid.Parse(request.InvitationId);
        switch (RefusesInvitations.GetValueOrDefault(id))
        {
            case "away": throw Away();
            case "already_member": throw Refused(StatusCode.AlreadyExists, "already_member", "There already.");
            case "plan_limit_reached": throw Refused(StatusCode.PermissionDenied, "plan_limit_reached", "Full.");
            case { } code: throw Refused(StatusCode.InvalidArgument, code, "No.");
        }
        AddMember(Guid.Parse(request.TenantId), Guid.Parse(request.UserId), Invited[id]);
        if (WhileAccepting is { } meanwhile) await meanwhile(id);
        return _members[(request.TenantId, request.UserId)];
    });

    public override AsyncUnaryCall<ListProvedDomainsResponse> ListProvedDomainsAsync(ListProvedDomainsRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) =>
        Call(() => Task.FromResult(new ListProvedDomainsResponse { Domains = { Proved.GetValueOrDefault(Guid.Parse(request.TenantId), []) } }));

    public override AsyncUnaryCall<Membership> JoinByDomainAsync(JoinByDomainRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default) => Call(() =>
    {
        var (tenant, person) = (Guid.Parse(request.TenantId), Guid.Parse(request.UserId));
        if (!Proved.GetValueOrDefault(tenant, []).Contains(request.Email.Split('@')[^1])) throw Refused(StatusCode.PermissionDenied, "domain_not_verified", "Not proved.");
        lock (_creating)
        {
            if (_members.TryGetValue((request.TenantId, request.UserId), out var known)) return Task.FromResult(known.Active ? known : throw Refused(StatusCode.PermissionDenied, "account_inactive", "Out."));
            if (Removed.ContainsKey(person)) throw Refused(StatusCode.PermissionDenied, "account_inactive", "Out.");
            if (Waiting.ContainsKey(request.Email)) throw Refused(StatusCode.AlreadyExists, "invitation_waiting", "Invited.");
            if (Room.TryGetValue(tenant, out var room) && _members.Keys.Count(key => key.Tenant == request.TenantId) >= room) throw Refused(StatusCode.PermissionDenied, "plan_limit_reached", "Full.");
            AddMember(tenant, person, request.Role);
            return Task.FromResult(_members[(request.TenantId, request.UserId)]);
        }
    });

    private AsyncUnaryCall<T> Call<T>(Func<Task<T>> answer) => new(AnswerAsync(answer), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    private async Task<T> AnswerAsync<T>(Func<Task<T>> answer)
    {
        if (IsAway && WhileCreating is null) throw Away();
        return await answer();
    }

    private static RpcException Away() => new(new Status(StatusCode.Unavailable, "away"));

    private static RpcException NotFound() => new(new Status(StatusCode.NotFound, "not there"));

    private static RpcException Refused(StatusCode status, string code, string detail) => new(new Status(status, detail), new Metadata { { "code", code } });

    private static Tenant Make(Guid id, string name, string subdomain) => new()
    {
        Id = id.ToString(),
        Name = name,
        Subdomain = subdomain,
        Status = "active",
        Plan = "basic",
        Version = 1,
        Settings = new TenantSettings { Currency = "USD", TimeZone = "UTC", DateFormat = "YYYY-MM-DD", WeekStart = "monday", FiscalYearStartMonth = 1, Locale = "en" },
    };
}
