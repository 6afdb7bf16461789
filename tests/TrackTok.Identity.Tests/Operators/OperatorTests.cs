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
    public async Task An_operator_has_a_second_factor_and_proves_anew_like_everybody()
    {
        var appointed = await AppointAsync();
        var token = Text(await LogInAsync(appointed.Email), "access_token");
        var secret = SecondFactors.TotpTests.Bytes(Text(await Json(await identity.PostAsync("totp/setup", new { }, token), HttpStatusCode.OK), "secret"));
        var step = Identity.SecondFactors.Totp.StepOf(TimeProvider.System.GetUtcNow());
        var codes = await Json(await identity.PostAsync("totp/confirm", new { code = Identity.SecondFactors.Totp.CodeOf(secret, step) }, token), HttpStatusCode.OK);
        string Recovery(int at) => codes.GetProperty("recovery_codes")[at].GetString()!;

        Code(await Json(await LogAsync(appointed.Email), HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
        var session = await Json(await identity.PostAsync("login", new { email = appointed.Email, password = Password, totp = Recovery(0) }), HttpStatusCode.OK);
        Code(await Json(await identity.PostAsync("step-up", new { password = Password }, Text(session, "access_token")), HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
        var proved = Text(await Json(await identity.PostAsync("step-up", new { password = Password, totp = Recovery(1) }, Text(session, "access_token")), HttpStatusCode.OK), "access_token");
        using var client = identity.With(proved);
        (await client.DeleteAsync("/api/v1/auth/totp")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await LogInAsync(appointed.Email);
        var trail = await identity.AuditedAsync(Platform.Id);
        trail.ShouldContain("person.two_factor_enabled");
        trail.ShouldContain("person.two_factor_disabled");
        foreach (var deed in (string[])["person.signed_in", "person.proved"])
            (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM audit_entries WHERE actor_id = '{appointed.Id}' AND action = '{deed}' AND changes #>> '{{value,1,second_factor}}' = 'recovery_code'")).ShouldBe(1, deed);
    }

    [Fact]
    public async Task An_operators_second_factor_outlives_a_reset_of_the_password()
    {
        var appointed = await AppointAsync();
        var token = Text(await LogInAsync(appointed.Email), "access_token");
        var secret = SecondFactors.TotpTests.Bytes(Text(await Json(await identity.PostAsync("totp/setup", new { }, token), HttpStatusCode.OK), "secret"));
        var code = Identity.SecondFactors.Totp.CodeOf(secret, Identity.SecondFactors.Totp.StepOf(TimeProvider.System.GetUtcNow()));
        await Json(await identity.PostAsync("totp/confirm", new { code }, token), HttpStatusCode.OK);

        await identity.PostAsync("password-reset/request", new { email = appointed.Email });
        var mailed = await identity.MailedTokenAsync(appointed.Email, "Choose a new password");
        (await identity.PostAsync("password-reset/confirm", new { token = mailed, new_password = "Another-good-1" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        using var answer = await identity.PostAsync("login", new { email = appointed.Email, password = "Another-good-1" });
        Code(await Json(answer, HttpStatusCode.Unauthorized)).ShouldBe("two_factor_required");
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
