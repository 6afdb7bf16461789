using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Apps;
using TrackTok.Identity.Data;
using TrackTok.Identity.Mail;
using TrackTok.Identity.Memberships;
using TrackTok.Identity.Tokens;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Identity.Authorizations;

/// <summary>Carries an app's question to the page where a person decides, and the decision back.</summary>
internal sealed class Authorizing(Tenants.Contracts.Tenants.TenantsClient tenants, TenantWork tenantWork, PublicLinks links, TimeProvider time)
{
    /// <summary>Keeps the question.</summary>
    /// <returns>The page, at the company's own host; null when the company is suspended or gone.</returns>
    internal async Task<Uri?> AskAsync(App app, string parameters, string[] scopes, AuthorizationWishes wishes, CancellationToken cancellationToken)
    {
        if (await FindCompanyAsync(app.TenantId, cancellationToken) is not { } company) return null;
        var (asked, handle) = Authorization.Ask(app.TenantId, app.Id, parameters, scopes, wishes, time.GetUtcNow());
        await tenantWork.RunAsync(app.TenantId, Caller.System, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            // Who asks tidies up: behind the wall nobody does it for all companies.
            var oldest = Guid.CreateVersion7(asked.AskedAt - Authorization.Kept);
            await db.Authorizations.Where(row => row.Id < oldest).ExecuteDeleteAsync(cancellationToken);
            db.Add(asked);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return true;
        });
        return links.Consent(company.Subdomain, handle);
    }

    /// <summary>The question of this handle, while it is open.</summary>
    internal async Task<Authorization?> FindOpenAsync(string handle, CancellationToken cancellationToken)
    {
        if (SecretText.TenantOf(handle) is not { } tenantId) return null;
        var hash = SecretText.HashOf(handle);
        var found = await tenantWork.RunAsync(tenantId, Caller.System, db => db.Authorizations.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken));
        return found is not null && found.IsOpen(time.GetUtcNow()) ? found : null;
    }

    /// <summary>The decision of this text, while the browser may come back with it.</summary>
    internal async Task<Authorization?> FindDecidedAsync(string text, CancellationToken cancellationToken)
    {
        if (SecretText.TenantOf(text) is not { } tenantId) return null;
        var hash = SecretText.HashOf(text);
        var found = await tenantWork.RunAsync(tenantId, Caller.System, db => db.Authorizations.AsNoTracking().SingleOrDefaultAsync(row => row.ReturnHash == hash, cancellationToken));
        return found is { ReturnedAt: null } && found.DecidedAt + Authorization.WayBack > time.GetUtcNow() ? found : null;
    }

    /// <summary>Notes the decision in the caller's transaction.</summary>
    /// <param name="by">Null when nobody was there to decide.</param>
    /// <param name="error">Null lets the app in.</param>
    /// <returns>Where the browser goes with it; null when it was decided before.</returns>
    internal async Task<Uri?> DecideAsync(IdentityDbContext db, Authorization asked, Consenting? by, string? error, CancellationToken cancellationToken)
    {
        var (text, hash) = SecretText.NewOf(asked.TenantId);
        var now = time.GetUtcNow();
        var decided = await db.Authorizations.Where(row => row.Id == asked.Id && row.DecidedAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.DecidedAt, now).SetProperty(row => row.ReturnHash, hash).SetProperty(row => row.Error, error)
                .SetProperty(row => row.PersonId, by == null ? null : by.PersonId).SetProperty(row => row.DecidedIn, by == null ? null : by.SessionId).SetProperty(row => row.ProvedAt, by == null ? null : by.ProvedAt),
            cancellationToken);
        return decided == 0 ? null : links.Decided(text);
    }

    /// <summary>Makes the code, or tells the error that the app gets. Both null when the browser came back before.</summary>
    internal Task<(string? Code, string? Error)> ReturnAsync(Authorization decided, CancellationToken cancellationToken)
    {
        var (code, hash) = SecretText.NewOf(decided.TenantId);
        var (now, kept) = (time.GetUtcNow(), decided.Error is null ? hash : null);
        return tenantWork.RunAsync<(string?, string?)>(decided.TenantId, Caller.System, async db =>
        {
            await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
            var returned = await db.Authorizations.Where(row => row.Id == decided.Id && row.ReturnedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.ReturnedAt, now).SetProperty(row => row.CodeHash, kept), cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            return returned == 0 ? (null, null) : decided.Error is null ? (code, null) : (null, decided.Error);
        });
    }

    /// <summary>The company, while its people may work.</summary>
    internal async Task<Tenant?> FindCompanyAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var tenant = await tenants.GetTenantAsync(new GetTenantRequest { TenantId = tenantId.ToString() }, cancellationToken: cancellationToken);
            return new Member(tenant, tenantId, Role.Member, Active: true).Refuse() is null ? tenant : null;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }
}
