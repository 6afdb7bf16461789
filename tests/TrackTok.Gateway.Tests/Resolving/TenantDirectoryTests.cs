using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using TrackTok.Gateway.Resolving;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.Tenants.Contracts;
using TrackTok.Testing;

namespace TrackTok.Gateway.Tests.Resolving;

public sealed class TenantDirectoryTests
{
    private static readonly Lazy<IConnectionMultiplexer> Redis = new(() => ConnectionMultiplexer.Connect(TestServers.Redis));
    private readonly StandInTenants _tenants = new();
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly TenantDirectory _directory;

    public TenantDirectoryTests() => _directory = new TenantDirectory(_tenants, new LastKnownTenants(Redis.Value), _time);

    [Fact]
    public async Task Asks_once_however_many_wait()
    {
        var tenant = _tenants.Add();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain)));
        answers.ShouldAllBe(answer => answer!.Id == Guid.Parse(tenant.Id));
        _tenants.Questions.ShouldBe(1);
        _directory.TryGet(NameKind.Subdomain, tenant.Subdomain.ToUpperInvariant(), out var found).ShouldBeTrue();
        found!.Subdomain.ShouldBe(tenant.Subdomain);
        _directory.TryGet(Guid.Parse(tenant.Id), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Remembers_for_a_minute()
    {
        var tenant = _tenants.Add();
        await _directory.AskAsync(NameKind.Id, tenant.Id);
        _time.Advance(TimeSpan.FromSeconds(59));
        _directory.TryGet(Guid.Parse(tenant.Id), out _).ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        _directory.TryGet(Guid.Parse(tenant.Id), out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Remembers_for_five_seconds_that_there_is_nobody()
    {
        (await _directory.AskAsync(NameKind.Subdomain, "nobody")).ShouldBeNull();
        _directory.TryGet(NameKind.Subdomain, "nobody", out var tenant).ShouldBeTrue();
        tenant.ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(5));
        _directory.TryGet(NameKind.Subdomain, "nobody", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_domain_that_was_proved_or_removed_is_asked_for_anew()
    {
        var tenant = _tenants.Add();
        var domain = $"shop-{Guid.CreateVersion7():N}.example.com";
        (await _directory.AskAsync(NameKind.Domain, domain)).ShouldBeNull();

        tenant.Name = domain;
        _directory.ForgetDomain(domain);

        _directory.TryGet(NameKind.Domain, domain, out _).ShouldBeFalse();
        (await _directory.AskAsync(NameKind.Domain, domain))!.Id.ShouldBe(Guid.Parse(tenant.Id));

        tenant.Name = "";
        _directory.ForgetDomain(domain);
        _tenants.IsAway = true;
        await Should.ThrowAsync<Grpc.Core.RpcException>(() => _directory.AskAsync(NameKind.Domain, domain));
    }

    [Fact]
    public async Task A_tenant_that_was_erased_is_remembered_by_no_name()
    {
        var tenant = _tenants.Add();
        await _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain);

        _tenants.Known.Clear();
        _directory.Forget(Guid.Parse(tenant.Id));

        _directory.TryGet(Guid.Parse(tenant.Id), out _).ShouldBeFalse();
        (await _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain)).ShouldBeNull();
        _tenants.IsAway = true;
        _time.Advance(TimeSpan.FromMinutes(2));
        await Should.ThrowAsync<Grpc.Core.RpcException>(() => _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain));
    }

    [Fact]
    public async Task Takes_news_and_no_older_ones()
    {
        var tenant = _tenants.Add(version: 2);
        var id = Guid.Parse(tenant.Id);
        await _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain);
        _directory.Take(new ResolvedTenant(id, tenant.Subdomain, "suspended", "basic", 3));
        _directory.Take(new ResolvedTenant(id, tenant.Subdomain, "active", "basic", 1));
        // An answer that was on its way when the news came is older than they are.
        await _directory.AskAsync(NameKind.Id, tenant.Id);
        _directory.TryGet(NameKind.Subdomain, tenant.Subdomain, out var known).ShouldBeTrue();
        known.ShouldBe(new ResolvedTenant(id, tenant.Subdomain, "suspended", "basic", 3));
    }

    [Fact]
    public async Task News_of_a_new_tenant_end_its_absence()
    {
        var id = Guid.CreateVersion7();
        var subdomain = $"t{id:N}";
        (await _directory.AskAsync(NameKind.Subdomain, subdomain)).ShouldBeNull();
        _directory.Take(new ResolvedTenant(id, subdomain, "active", "basic", 1));
        _directory.TryGet(NameKind.Subdomain, subdomain, out var known).ShouldBeTrue();
        known!.Id.ShouldBe(id);
    }

    [Fact]
    public async Task Falls_back_on_what_it_or_another_gateway_last_knew()
    {
        var tenant = _tenants.Add();
        await _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain);
        _time.Advance(TimeSpan.FromHours(1));
        _tenants.IsAway = true;
        (await _directory.AskAsync(NameKind.Subdomain, tenant.Subdomain))!.Id.ShouldBe(Guid.Parse(tenant.Id));

        var another = new TenantDirectory(_tenants, new LastKnownTenants(Redis.Value), _time);
        (await another.AskAsync(NameKind.Subdomain, tenant.Subdomain))!.Id.ShouldBe(Guid.Parse(tenant.Id));
        await Should.ThrowAsync<Grpc.Core.RpcException>(() => another.AskAsync(NameKind.Subdomain, "never-met-" + Guid.CreateVersion7().ToString("N")[..8]));
    }

    [Fact]
    public async Task A_gateway_hears_of_a_suspension_by_the_broker()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["ConnectionStrings:messaging"] = TestServers.RabbitMq);
        var tenant = gateway.Tenants.Add();
        using var client = gateway.Client(tenant);
        (await client.GetAsync("/api/v1/expenses")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var bus = gateway.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromSeconds(20));
        await bus.Publish(new TenantRevised(Guid.Parse(tenant.Id), TimeProvider.System.GetUtcNow(), 2, "suspended", "Acme", tenant.Subdomain, "suspended", "basic", new TenantSettingsFacts("USD", "UTC", "iso", "monday", 1, "en-US")));
        for (var attempt = 0; attempt < 100 && (await client.GetAsync("/api/v1/expenses")).StatusCode == HttpStatusCode.OK; attempt++) await Task.Delay(50);
        await (await client.GetAsync("/api/v1/expenses")).ShouldBeProblemAsync(403, "tenant_suspended");
    }

    [Fact]
    public async Task A_client_that_tries_names_is_stopped()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["RateLimits:Unknown:Permits"] = "3");
        using var client = gateway.Client();
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            client.DefaultRequestHeaders.Host = $"guess-{i}.localhost";
            answers.Add((await client.PostAsync("/api/v1/auth/login", new StringContent("{}"))).StatusCode);
        }
        answers.ShouldBe([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests]);
        gateway.Tenants.Questions.ShouldBe(3);
    }
}
