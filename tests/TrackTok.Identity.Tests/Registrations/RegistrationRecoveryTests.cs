using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrackTok.Identity.Registrations;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Registrations;

/// <summary>A crash between the two services, at each place where it can happen.</summary>
public sealed class RegistrationRecoveryTests : IAsyncLifetime
{
    private readonly TimedIdentityFixture _identity = new();
    private readonly string _subdomain = RegisterTenantTests.Subdomain();

    public ValueTask InitializeAsync() => _identity.InitializeAsync();

    public ValueTask DisposeAsync() => _identity.DisposeAsync();

    [Fact]
    public async Task A_tenant_that_was_made_gets_its_owner_and_the_repetition_gets_the_answer()
    {
        _identity.Tenants.LosesAnswers = true;
        (await RegisterAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await PeopleAsync()).ShouldBe(0);
        Code(await Json(await RegisterAsync(), HttpStatusCode.Conflict)).ShouldBe("registration_in_progress");

        await RecoverAsync();
        (await PeopleAsync()).ShouldBe(1);
        (await _identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains("UserRegistered")))).ShouldBe(1);
        await RecoverAsync();
        (await _identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains("UserRegistered")))).ShouldBe(1);

        _identity.Tenants.LosesAnswers = false;
        var body = await Json(await RegisterAsync(), HttpStatusCode.Created);
        Text(body.GetProperty("tenant"), "subdomain").ShouldBe(_subdomain);
        _identity.Tenants.CountNamed(_subdomain).ShouldBe(1);
        (await _identity.AuditedAsync(Guid.Parse(Text(body.GetProperty("tenant"), "id")))).ShouldBe(["tenant.registered", "person.signed_in"]);
        // A third time it is a registration of its own, and the name is taken.
        Code(await Json(await RegisterAsync(), HttpStatusCode.Conflict)).ShouldBe("subdomain_taken");
    }

    [Fact]
    public async Task A_tenant_that_was_not_made_leaves_nothing_and_the_way_is_free_again()
    {
        _identity.Tenants.IsAway = true;
        (await RegisterAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await RecoverAsync();
        (await PendingAsync()).ShouldBe(1, "while Tenants does not answer nothing can be decided");

        _identity.Tenants.IsAway = false;
        await RecoverAsync();
        ((await PendingAsync()), (await PeopleAsync())).ShouldBe((0, 0));
        await Json(await RegisterAsync(), HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_registration_at_work_is_left_alone()
    {
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        _identity.Tenants.WhileCreating = () =>
        {
            reached.SetResult();
            return go.Task;
        };
        var registering = RegisterAsync();
        await reached.Task;
        await Recovery.RecoverAsync(CancellationToken.None);
        (await PendingAsync()).ShouldBe(1);
        go.SetResult();
        await Json(await registering, HttpStatusCode.Created);
        (await PendingAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Recovery_on_several_replicas_decides_once()
    {
        _identity.Tenants.LosesAnswers = true;
        await RegisterAsync();
        _identity.Time.Advance(RegistrationRecovery.LeftAlone + TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Recovery.RecoverAsync(CancellationToken.None)));
        (await PeopleAsync()).ShouldBe(1);
        (await _identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains("UserRegistered")))).ShouldBe(1);
    }

    private RegistrationRecovery Recovery => _identity.Services.GetServices<IHostedService>().OfType<RegistrationRecovery>().Single();

    private async Task RecoverAsync()
    {
        _identity.Time.Advance(RegistrationRecovery.LeftAlone + TimeSpan.FromSeconds(1));
        await Recovery.RecoverAsync(CancellationToken.None);
    }

    private Task<int> PeopleAsync() => _identity.QueryAsync(db => db.People.CountAsync());

    private Task<int> PendingAsync() => _identity.QueryAsync(db => db.Registrations.CountAsync(row => row.State == RegistrationState.Pending));

    private Task<HttpResponseMessage> RegisterAsync() => _identity.PostAsync("register", new
    {
        name = "Demo Corp",
        subdomain = _subdomain,
        owner_email = $"owner@{_subdomain}.example.com",
        owner_password = Password,
        owner_first_name = "Jane",
        owner_last_name = "Doe",
    });
}
