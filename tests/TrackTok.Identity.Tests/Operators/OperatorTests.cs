using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TrackTok.Identity.Data;
using TrackTok.Identity.Operators;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Operators;

/// <summary>On a service of its own, because it changes what the deployment says.</summary>
public sealed class OperatorTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task An_appointed_operator_signs_in_for_no_company()
    {
        var appointed = await AppointAsync();

        var session = await LogInAsync(appointed.Email);

        session.GetProperty("tenant").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        Text(session.GetProperty("user"), "role").ShouldBe("operator");
        var claims = new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(Text(session, "access_token"));
        claims.TryGetPayloadValue<string>(TokenClaims.TenantId, out _).ShouldBeFalse();
        claims.TryGetPayloadValue<string>(TokenClaims.Role, out _).ShouldBeFalse();
        claims.GetPayloadValue<string>(TokenClaims.Scope).ShouldBe(TokenClaims.PlatformScope);
        using var client = identity.With(Text(session, "access_token"));
        var me = await Json(await client.GetAsync("/api/v1/auth/me"), HttpStatusCode.OK);
        (Text(me, "role"), me.GetProperty("tenant").ValueKind).ShouldBe(("operator", System.Text.Json.JsonValueKind.Null));
        (await client.GetAsync("/api/v1/auth/sessions")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PostAsync("/api/v1/auth/logout", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refreshed_session_is_still_an_operators()
    {
        var appointed = await AppointAsync();
        var session = await LogInAsync(appointed.Email);

        var renewed = await identity.RefreshAsync(Text(session, "refresh_token"), HttpStatusCode.OK);

        new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(Text(renewed, "access_token")).GetPayloadValue<string>(TokenClaims.Scope).ShouldBe(TokenClaims.PlatformScope);
    }

    [Fact]
    public async Task An_account_registered_under_the_operators_address_becomes_none()
    {
        var person = await identity.AddPersonAsync();

        await AppointAsync(person.Email);

        using var refused = await LogAsync(person.Email);
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Who_is_named_no_longer_is_out_with_the_next_request()
    {
        var appointed = await AppointAsync();
        var session = await LogInAsync(appointed.Email);
        Named.Remove(appointed);

        await Appointment.AppointAsync(CancellationToken.None);

        using var client = identity.With(Text(session, "access_token"));
        (await client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await identity.RefreshAsync(Text(session, "refresh_token"), HttpStatusCode.Unauthorized);
        (await LogAsync(appointed.Email)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task At_a_companys_address_an_operator_is_a_stranger()
    {
        var appointed = await AppointAsync();
        using var client = identity.AtHost(identity.Tenants.AddTenant());

        using var refused = await client.PostAsJsonAsync("/api/v1/auth/login", new { email = appointed.Email, password = Password });

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Two_replicas_appoint_once()
    {
        var appointed = Name(null);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Appointment.AppointAsync(CancellationToken.None)));

        await using var scope = identity.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().People.CountAsync(person => person.Id == appointed.Id)).ShouldBe(1);
    }

    private List<AppointedOperator> Named => identity.Services.GetRequiredService<IOptions<List<AppointedOperator>>>().Value;

    private OperatorAppointment Appointment => identity.Services.GetServices<IHostedService>().OfType<OperatorAppointment>().Single();

    private AppointedOperator Name(string? email)
    {
        var id = Guid.CreateVersion7();
        var appointed = new AppointedOperator { Id = id, Email = email ?? $"op{id:N}@example.com", Password = Password, FirstName = "Olga", LastName = "Operator" };
        Named.Add(appointed);
        return appointed;
    }

    private async Task<AppointedOperator> AppointAsync(string? email = null)
    {
        var appointed = Name(email);
        await Appointment.AppointAsync(CancellationToken.None);
        return appointed;
    }

    private Task<HttpResponseMessage> LogAsync(string email) => identity.PostAsync("login", new { email, password = Password });

    private async Task<System.Text.Json.JsonElement> LogInAsync(string email) => await Json(await LogAsync(email), HttpStatusCode.OK);
}
