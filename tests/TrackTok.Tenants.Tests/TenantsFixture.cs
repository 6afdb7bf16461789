using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Tests;
using TrackTok.Testing;

[assembly: AssemblyFixture(typeof(TenantsFixture))]

namespace TrackTok.Tenants.Tests;

/// <summary>The Tenants service in process; Expenses is stood in for by figures that a test sets.</summary>
public sealed class TenantsFixture() : ServiceFixture<TenantsDbContext, TenantsDbContext>("tenants-db"), IAsyncLifetime
{
    public ExpensesStandIn Expenses { get; } = new();

    public Contracts.Tenants.TenantsClient Rpc { get; private set; } = null!;

    /// <summary>Where domains are proved.</summary>
    public Domains.Internet Internet { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Internet.StartAsync();
        await StartAsync();
        Rpc = new Contracts.Tenants.TenantsClient(Channel());
    }

    protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Domains:Resolver"] = Internet.Resolver;
        settings["Domains:FilePort"] = Internet.WebPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Domains:AllowPrivateAddresses"] = "true";
    }

    /// <summary>Identity, as far as it is asked who has a second factor.</summary>
    public IdentityStandIn Identity { get; } = new();

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Transient<ExpensesReader.ExpensesReaderClient>(_ => Expenses));
        services.Replace(ServiceDescriptor.Transient<TrackTok.Identity.Contracts.Identity.IdentityClient>(_ => Identity));
    }

    public Task<Tenant> CreateAsync(CreateTenantRequest request) => Rpc.CreateTenantAsync(request, ServiceMetadata).ResponseAsync;

    /// <summary>A new company of its own for a test.</summary>
    public async Task<Company> NewCompanyAsync(string plan = "basic")
    {
        var request = Requests.NewTenant();
        var tenant = await CreateAsync(request);
        var company = new Company(this, Guid.Parse(tenant.Id), tenant.Subdomain, Guid.Parse(request.OwnerUserId));
        if (plan != "basic") (await CommandAsync("change-plan", tenant.Subdomain, plan)).ShouldBe(0);
        return company;
    }

    /// <summary>A client signed in as an operator of the platform.</summary>
    public HttpClient Operator(Guid? id = null, DateTimeOffset? provedAt = null)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", TestTokens.ForOperator(id ?? Guid.CreateVersion7(), provedAt: provedAt));
        return client;
    }

    /// <summary>Runs a command as an operator would; answers its exit code.</summary>
    public async Task<int> CommandAsync(string name, params string[] arguments)
    {
        await using var scope = Services.CreateAsyncScope();
        var command = scope.ServiceProvider.GetServices<IServiceCommand>().Single(command => command.Name == name);
        return await command.RunAsync(arguments, CancellationToken.None);
    }

    /// <summary>Whether Redis, and so every other process, knows the tokens of this subject to be dead.</summary>
    public async Task<bool> IsRevokedAsync(string subject) =>
        await Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>().GetDatabase().SortedSetScoreAsync(ServiceDefaults.RevocationList.Key, subject) is not null;

    /// <summary>As if Redis had not been there when the tokens of this subject were to end.</summary>
    public Task ForgetRevocationAsync(string subject) =>
        Services.GetRequiredService<StackExchange.Redis.IConnectionMultiplexer>().GetDatabase().SortedSetRemoveAsync(ServiceDefaults.RevocationList.Key, subject);

    /// <summary>The bodies of the outbox rows of one event type and tenant, in order.</summary>
    public async Task<List<JsonElement>> ToldAsync(string type, Guid tenantId)
    {
        var rows = await Database.ScalarAsync<string>($"""
            SELECT coalesce(json_agg(body::json ORDER BY id), '[]')::text FROM outbox_messages
            WHERE type LIKE '%.{type},%' AND body::json ->> 'tenantId' = '{tenantId}'
            """);
        return [.. JsonDocument.Parse(rows!).RootElement.EnumerateArray()];
    }
}

/// <summary>A tenant of one test, with clients for its people.</summary>
public sealed record Company(TenantsFixture Service, Guid Id, string Subdomain, Guid OwnerId)
{
    public HttpClient Owner => As(OwnerId, Role.Owner);

    public HttpClient As(Guid userId, Role role) => Service.Client(Id, userId, role);

    public async Task<Guid> AddAsync(Role role, string? email = null)
    {
        var id = Guid.CreateVersion7();
        (await Service.CommandAsync("add-member", Subdomain, id.ToString(), role.Text(), email ?? $"{id:N}@example.com", "Jane", "Doe")).ShouldBe(0);
        return id;
    }
}

public static class Requests
{
    public static string Word(string prefix) => prefix + "-" + Guid.CreateVersion7().ToString("N")[^12..];

    public static CreateTenantRequest NewTenant(string? name = null, string? subdomain = null) => new()
    {
        RegistrationId = Guid.CreateVersion7().ToString(),
        Name = name ?? "Demo Corp",
        Subdomain = subdomain ?? Word("demo"),
        OwnerUserId = Guid.CreateVersion7().ToString(),
        OwnerEmail = "Owner@Example.com",
        OwnerFirstName = "Ada",
        OwnerLastName = "Lovelace",
    };

    /// <summary>A request that leaves the subdomain to be derived.</summary>
    public static CreateTenantRequest Named(string name)
    {
        var request = NewTenant(name);
        request.ClearSubdomain();
        return request;
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<JsonElement> ReadAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, path);
        return await response.JsonAsync();
    }

    public static async Task<string?> CodeAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("code").GetString();

    /// <summary>The status and the code of a refused call.</summary>
    public static async Task<(StatusCode Status, string? Code)> RefusalAsync(Func<Task> call)
    {
        var refused = await Should.ThrowAsync<RpcException>(call);
        return (refused.StatusCode, refused.Trailers.GetValue("code"));
    }
}

/// <summary>Expenses, as far as Tenants asks it: answers what a test set for a tenant, and fails for tenants it was told to fail for.</summary>
public sealed class ExpensesStandIn : ExpensesReader.ExpensesReaderClient
{
    public ConcurrentDictionary<string, GetUsageResponse> Usage { get; } = new();

    public override AsyncUnaryCall<GetUsageResponse> GetUsageAsync(GetUsageRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        deadline.ShouldNotBeNull("A figure on a screen is not worth a long wait.");
        return new AsyncUnaryCall<GetUsageResponse>(
            Usage.TryGetValue(request.TenantId, out var usage) ? Task.FromResult(usage) : Task.FromException<GetUsageResponse>(new RpcException(new Status(StatusCode.Unavailable, "down"))),
            Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}

/// <summary>Identity, as far as Tenants asks it: who has a second factor is for a test to say.</summary>
public sealed class IdentityStandIn : TrackTok.Identity.Contracts.Identity.IdentityClient
{
    public ConcurrentDictionary<string, bool> SecondFactors { get; } = new();

    public override AsyncUnaryCall<TrackTok.Identity.Contracts.FindPeopleResponse> FindPeopleAsync(
        TrackTok.Identity.Contracts.FindPeopleRequest request, Metadata? headers = null, DateTime? deadline = null, CancellationToken cancellationToken = default)
    {
        var answer = new TrackTok.Identity.Contracts.FindPeopleResponse { People = { request.UserIds.Select(id => new TrackTok.Identity.Contracts.Person { Id = id, SecondFactor = SecondFactors.GetValueOrDefault(id) }) } };
        return new AsyncUnaryCall<TrackTok.Identity.Contracts.FindPeopleResponse>(Task.FromResult(answer), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
