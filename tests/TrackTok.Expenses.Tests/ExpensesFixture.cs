using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;
using Client = TrackTok.Tenants.Contracts.Tenants.TenantsClient;

namespace TrackTok.Expenses.Tests;

/// <summary>The Expenses service in process, on a database of its own, with a stand-in for the Tenants service and a clock that tests may set.</summary>
public class ExpensesFixture() : ServiceFixture<ExpensesDbContext, ExpensesDbContext>("expenses-db"), IAsyncLifetime
{
    /// <summary>When tests begin: in the afternoon of 20 January 2025, UTC.</summary>
    public static readonly DateTimeOffset Start = new(2025, 1, 20, 15, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Clock { get; } = new(Start) { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };

    public KnownTenantsOfTests Tenants { get; } = new();

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>A tenant of its own for one test; its defaults come with the first request.</summary>
    public TestTenant NewTenant(string currency = "USD", string plan = "professional", string timeZone = "UTC")
    {
        var tenantId = Guid.CreateVersion7();
        Tenants.Add(tenantId, currency, plan, timeZone);
        return new TestTenant(this, tenantId);
    }

    /// <summary>Books in a transaction of its own, as the use cases do in theirs.</summary>
    internal Task<Booked> BookAsync(Guid tenantId, Booking booking) => InTenantAsync(tenantId, async services =>
    {
        var db = services.GetRequiredService<ExpensesDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, CancellationToken.None);
        var booked = await Ledger.PostAsync(db, booking, Clock.GetUtcNow(), CancellationToken.None);
        if (booked.Refusal is not null) return booked;
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return booked;
    });

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<Client>(Tenants));
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
    }
}

/// <summary>A tenant and clients of its people, one a role.</summary>
public sealed class TestTenant(ExpensesFixture fixture, Guid id)
{
    private readonly ConcurrentDictionary<Role, (Guid UserId, HttpClient Client)> _people = new();

    public Guid Id => id;

    public HttpClient Owner => Person(Role.Owner).Client;

    public HttpClient Admin => Person(Role.Admin).Client;

    public HttpClient Analyst => Person(Role.Analyst).Client;

    public HttpClient Member => Person(Role.Member).Client;

    /// <summary>The tenant's person of this role.</summary>
    public (Guid UserId, HttpClient Client) Person(Role role) => _people.GetOrAdd(role, _ => Another(role));

    /// <summary>One more person of this role.</summary>
    public (Guid UserId, HttpClient Client) Another(Role role)
    {
        var user = Guid.CreateVersion7();
        return (user, fixture.Client(id, user, role));
    }
}

/// <summary>Stands in for the Tenants service: knows the tenants that tests made, with the settings they gave.</summary>
public sealed class KnownTenantsOfTests : Client
{
    private readonly ConcurrentDictionary<string, Tenant> _tenants = new();
    private int _asked;

    /// <summary>How often the service asked.</summary>
    public int Asked => _asked;

    public Tenant Add(Guid tenantId, string currency, string plan, string timeZone) => _tenants[tenantId.ToString()] = new Tenant
    {
        Id = tenantId.ToString(),
        Name = "Acme",
        Subdomain = "acme-" + tenantId.ToString("N"),
        Status = "active",
        Plan = plan,
        Version = 1,
        Settings = new TrackTok.Tenants.Contracts.TenantSettings
        {
            Currency = currency,
            TimeZone = timeZone,
            DateFormat = "YYYY-MM-DD",
            WeekStart = "monday",
            FiscalYearStartMonth = 1,
            Locale = "en-US",
        },
    };

    public override AsyncUnaryCall<Tenant> GetTenantAsync(GetTenantRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        var answer = _tenants.TryGetValue(request.TenantId, out var tenant)
            ? Task.FromResult(tenant)
            : Task.FromException<Tenant>(new RpcException(new Status(StatusCode.NotFound, "There is no such tenant.")));
        return new AsyncUnaryCall<Tenant>(answer, Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
