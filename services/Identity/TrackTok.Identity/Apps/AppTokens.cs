using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Sessions;
using TrackTok.Identity.Tokens;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Apps;

/// <summary>
/// Gives an app that proved itself by its secret a token for itself, in its company, with its scopes: what an integration works with while no person is there. Scopes that concern a person
/// are not among them.
/// </summary>
internal sealed class AppTokens(Tenants.Contracts.Tenants.TenantsClient tenants, TenantWork tenantWork, TenantContext edge, AccessTokens tokens, RevocationList revocations, TimeProvider time)
{
    private static readonly Refusal NoScope = new(RefusalKind.Invalid, "invalid_scope", "An app has no person of its own: ask for names of permissions that it was registered with.");

    internal async Task<(string? Token, string[]? Scopes, Refusal? Refusal)> GrantAsync(App app, string[] wanted, CancellationToken cancellationToken)
    {
        if (edge.IsSet && edge.TenantId != app.TenantId) return (null, null, SessionErrors.TenantMismatch);
        var own = app.Scopes.Except(AppScopes.OfPerson);
        string[] scopes = [.. wanted.Length == 0 ? own : own.Intersect(wanted)];
        if (scopes.Length == 0 || wanted.Except(own).Any()) return (null, null, NoScope);
        if (await RefuseAsync(app.TenantId, cancellationToken) is { } refusal) return (null, null, refusal);
        var caller = new Caller(app.Id, app.TenantId, Role.Admin, app.Id, false, app.Id.ToString());
        var now = await tenantWork.RunAsync(app.TenantId, caller, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            db.Record("app.signed_in", App.AuditNoun, app.Id, after: new { scopes });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return time.GetUtcNow();
        });
        return (tokens.ForAppItself(app.Id, app.TenantId, scopes, now), scopes, null);
    }

    /// <summary>Ends all tokens that the app was given for itself so far.</summary>
    internal async Task RevokeAsync(Guid tenantId, Guid id, CancellationToken cancellationToken)
    {
        var known = await tenantWork.RunAsync(tenantId, new Caller(id, tenantId, Role.Admin, id, false, id.ToString()), async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            if (await db.Apps.SingleOrDefaultAsync(app => app.Id == id, cancellationToken) is not { } app) return false;
            app.EndOwnTokens(time.GetUtcNow());
            db.Name(app, "signed_out");
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        if (known) await revocations.RevokeAsync(RevocationSubject.Session(id));
    }

    private async Task<Refusal?> RefuseAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var tenant = await tenants.GetTenantAsync(new GetTenantRequest { TenantId = tenantId.ToString() }, cancellationToken: cancellationToken);
            return new Member(tenant, tenantId, Role.Admin, Active: true).Refuse();
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return SessionErrors.TenantSuspended;
        }
    }
}
