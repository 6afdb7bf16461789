using System.Net;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Tests;

/// <summary>What must hold for every route, every table and every consumer there is, and for each that is added.</summary>
public sealed class SweepTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public void The_public_routes_are_these_and_every_other_asks_for_somebody_signed_in()
    {
        Routes.Where(route => route.Metadata.GetMetadata<PublicMetadata>() is not null).Select(Text).Order()
            .ShouldBe(
            [
                "GET /api/v1/auth/external/", "GET /api/v1/auth/subdomain-availability", "POST /api/v1/auth/authorizations/abandon", "POST /api/v1/auth/authorizations/look-up",
                "POST /api/v1/auth/external/callback", "POST /api/v1/auth/external/finish", "POST /api/v1/auth/external/start", "POST /api/v1/auth/invitations/accept",
                "POST /api/v1/auth/invitations/look-up", "POST /api/v1/auth/login", "POST /api/v1/auth/passkeys/sign-in", "POST /api/v1/auth/passkeys/sign-in/options",
                "POST /api/v1/auth/password-reset/confirm", "POST /api/v1/auth/password-reset/request",
                "POST /api/v1/auth/refresh", "POST /api/v1/auth/register", "POST /api/v1/auth/sign-outs/look-up", "POST /api/v1/auth/verify-email",
            ]);
        Routes.Where(route => route.Metadata.GetMetadata<SignedInMetadata>() is not null).Select(Text).Order().ShouldBe(
        [
            "DELETE /api/v1/auth/change-email", "DELETE /api/v1/auth/consents/{id}", "DELETE /api/v1/auth/passkeys/{id:guid}", "DELETE /api/v1/auth/sessions/{id}", "DELETE /api/v1/auth/totp",
            "GET /api/v1/auth/authorizations/{handle}", "GET /api/v1/auth/change-email", "GET /api/v1/auth/consents/", "GET /api/v1/auth/me", "GET /api/v1/auth/passkeys/",
            "GET /api/v1/auth/sessions", "GET /api/v1/auth/totp", "PATCH /api/v1/auth/me", "PATCH /api/v1/auth/passkeys/{id:guid}", "POST /api/v1/auth/authorizations/{handle}",
            "POST /api/v1/auth/change-email", "POST /api/v1/auth/change-password", "POST /api/v1/auth/logout", "POST /api/v1/auth/passkeys/", "POST /api/v1/auth/passkeys/options",
            "POST /api/v1/auth/step-up", "POST /api/v1/auth/step-up/options", "POST /api/v1/auth/switch-tenant",
            "POST /api/v1/auth/totp/confirm", "POST /api/v1/auth/totp/recovery-codes", "POST /api/v1/auth/totp/setup", "POST /api/v1/auth/verify-email/resend",
        ]);
        Routes.Where(route => route.Metadata.GetMetadata<PermissionMetadata>() is not null).Select(Text).Order()
            .ShouldBe(
            [
                "DELETE /api/v1/api-keys/{id:guid}", "DELETE /api/v1/apps/{id:guid}", "DELETE /api/v1/identity-providers/{id:guid}", "GET /api/v1/api-keys/", "GET /api/v1/apps/", "GET /api/v1/apps/{id:guid}",
                "GET /api/v1/identity-providers/", "GET /api/v1/identity-providers/{id:guid}", "PATCH /api/v1/apps/{id:guid}", "PATCH /api/v1/identity-providers/{id:guid}",
                "POST /api/v1/api-keys/", "POST /api/v1/apps/", "POST /api/v1/apps/{id:guid}/secret", "POST /api/v1/identity-providers/", "POST /api/v1/identity-providers/{id:guid}/check",
            ]);
        Routes.Where(route => route.Metadata.GetMetadata<RecentProof>() is not null).Select(Text).Order().ShouldBe(
        [
            "DELETE /api/v1/auth/passkeys/{id:guid}", "DELETE /api/v1/auth/totp", "DELETE /api/v1/identity-providers/{id:guid}", "PATCH /api/v1/identity-providers/{id:guid}", "POST /api/v1/api-keys/", "POST /api/v1/apps/", "POST /api/v1/apps/{id:guid}/secret", "POST /api/v1/auth/passkeys/",
            "POST /api/v1/auth/passkeys/options", "POST /api/v1/auth/totp/confirm", "POST /api/v1/auth/totp/recovery-codes", "POST /api/v1/auth/totp/setup", "POST /api/v1/identity-providers/",
        ]);
        Routes.Where(route => route.Metadata.GetMetadata<OwnProofMetadata>() is not null).Select(Text).Order().ShouldBe(
            ["DELETE /api/v1/auth/change-email", "PATCH /api/v1/auth/me", "PATCH /api/v1/auth/passkeys/{id:guid}", "POST /api/v1/auth/switch-tenant"]);
        Routes.Where(route => route.Metadata.GetMetadata<WithoutSecondFactorMetadata>() is not null).Select(Text).Order().ShouldBe(
        [
            "GET /api/v1/auth/me", "GET /api/v1/auth/passkeys/", "GET /api/v1/auth/totp", "POST /api/v1/auth/logout", "POST /api/v1/auth/passkeys/", "POST /api/v1/auth/passkeys/options", "POST /api/v1/auth/step-up",
            "POST /api/v1/auth/step-up/options", "POST /api/v1/auth/switch-tenant", "POST /api/v1/auth/totp/confirm", "POST /api/v1/auth/totp/setup",
        ]);
        Routes.Count.ShouldBe(60);
    }

    [Fact]
    public async Task Routes_for_the_signed_in_let_every_role_in_and_nobody_without_a_token()
    {
        foreach (var route in Routes.Where(route => route.Metadata.GetMetadata<SignedInMetadata>() is not null))
        {
            var (method, path) = (new HttpMethod(Method(route)), route.RoutePattern.RawText!.Replace("{id}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal).Replace("{id:guid}", Guid.CreateVersion7().ToString(), StringComparison.Ordinal));
            using var anonymous = identity.Anonymous();
            using var refused = await anonymous.SendAsync(Request(method, path));
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            foreach (var role in Enum.GetValues<Role>())
            {
                var person = await identity.SignInAsync(role.Text());
                using var client = identity.With(person.AccessToken);
                using var answer = await client.SendAsync(Request(method, path));
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NoContent, HttpStatusCode.Accepted, HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.UnprocessableEntity);
            }
        }
    }

    [Fact]
    public async Task Every_tenants_table_has_filter_key_and_policy()
    {
        await using var scope = identity.Services.CreateAsyncScope();
        var owned = scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Model.GetEntityTypes().Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList();
        owned.Select(type => type.ClrType.Name).Order().ShouldBe(["ApiKey", "App", "AuditCounter", "AuditEntry", "Authorization", "Consent", "ExternalAttempt", "ExternalLink", "IdentityProvider"]);
        foreach (var type in owned)
        {
            type.FindDeclaredQueryFilter(TenantDbContext.TenantFilter).ShouldNotBeNull(type.Name);
            type.FindPrimaryKey()!.Properties[0].Name.ShouldBe("TenantId", type.Name);
            (await identity.Database.ScalarAsync<bool>($"""
                SELECT relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT FROM pg_policies WHERE tablename = relname AND policyname = '{RowSecurity.Policy}')
                FROM pg_class WHERE relname = '{Microsoft.EntityFrameworkCore.RelationalEntityTypeExtensions.GetTableName(type)}' AND relkind = 'r'
                """)).ShouldBeTrue(type.Name);
        }
    }

    [Fact]
    public async Task Every_table_and_column_is_named_in_snake_case() =>
        (await identity.Database.ScalarAsync<long>("""
            SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__EFMigrationsHistory' AND (table_name ~ '[^a-z0-9_]' OR column_name ~ '[^a-z0-9_]')
            """)).ShouldBe(0);

    [Fact]
    public void Every_consumer_is_one_whose_repetition_is_tested() =>
        typeof(IdentityDbContext).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IConsumer))).Select(type => type.Name).Order()
            .ShouldBe(["CredentialsChangedConsumer", "InvitationRevisedConsumer", "MemberRevisedConsumer", "OwnersToldOfLimitConsumer", "SignInFailedConsumer", "TenantErasedConsumer", "TenantRevisedConsumer"]);

    [Fact]
    public async Task The_document_describes_every_route()
    {
        using var client = identity.Anonymous();
        var document = await IdentityFixture.Json(await client.GetAsync("/openapi/v1.json"), HttpStatusCode.OK);
        foreach (var route in Routes) document.GetProperty("paths").GetProperty(route.RoutePattern.RawText!.TrimEnd('/').Replace(":guid", "", StringComparison.Ordinal)).TryGetProperty(Method(route).ToLowerInvariant(), out _).ShouldBeTrue(Text(route));
    }

    private static HttpRequestMessage Request(HttpMethod method, string path) => new(method, path) { Content = method == HttpMethod.Post || method == HttpMethod.Patch ? System.Net.Http.Json.JsonContent.Create(new { }) : null };

    private static string Method(RouteEndpoint route) => route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods[0];

    private static string Text(RouteEndpoint route) => $"{Method(route)} {route.RoutePattern.RawText}";

    private List<RouteEndpoint> Routes => [.. identity.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText!.StartsWith("/api/v1", StringComparison.Ordinal))];
}
