using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Providers;

/// <summary>
/// Changes what a company set of an identity provider, as a merge patch; domains are replaced whole. The issuer stays: another issuer's subjects are other people. One that is switched off lets
/// nobody in and ends the sessions that were opened by it; one that is switched on is asked whether it is there.
/// </summary>
internal static class ChangeProvider
{
    internal sealed record ChangeProviderRequest(Change<string> Name, Change<string> ClientId, Change<string> ClientSecret, Change<string> DefaultRole, Change<string?[]> Domains, Change<bool?> Enabled) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            if (Name.IsGiven) errors.Text(Name.Value, "name", IdentityProvider.LongestName);
            if (ClientId.IsGiven) errors.Text(ClientId.Value, "client_id", IdentityProvider.LongestClientId);
            if (ClientSecret.IsGiven) errors.Text(ClientSecret.Value, "client_secret", IdentityProvider.LongestSecret);
            if (DefaultRole.IsGiven) ProviderTerms.CheckRole(DefaultRole.Value, errors);
            if (Enabled is { IsGiven: true, Value: null }) errors.Add("enabled", "Give true or false.");
        }
    }

    internal static async Task<IResult> HandleAsync(
        Guid id, ChangeProviderRequest request, IfMatch ifMatch, IdentityDbContext db, ProvedDomains domains, ProviderDocuments documents, ProviderEnding ending, Seals seals, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindForChangeAsync(id, cancellationToken) is not { } provider) return ProviderErrors.NotFound.ToProblem();
        if (!ifMatch.Allows(provider.Version)) return (await StaleVersion.RefuseAsync(db, provider, ifMatch, cancellationToken)).ToProblem();
        var terms = new ProviderTerms(
            request.Name.Value ?? provider.Name, request.ClientId.Value ?? provider.ClientId, RoleNames.Parse(request.DefaultRole.Value) ?? provider.DefaultRole,
            request.Domains.IsGiven ? ProviderTerms.Fold(request.Domains.Value ?? []) : provider.Domains, request.Enabled.Value ?? provider.Enabled);
        if (request.Domains.IsGiven && terms.RefuseDomains(await domains.OfAsync(db.TenantId, cancellationToken), provider.Domains) is { } unproved) return unproved.ToProblem();
        if (terms.Enabled && !provider.Enabled && (await documents.DiscoverAsync(provider.Issuer, fresh: true, cancellationToken)).Refusal is { } unfit) return unfit.ToProblem();

        var now = time.GetUtcNow();
        provider.Revise(terms, now);
        if (request.ClientSecret.Value is { } secret)
        {
            provider.RenewSecret(now);
            db.Entry(provider).Property(IdentityProvider.Secret).CurrentValue = seals.Seal(secret, IdentityProvider.Purpose);
        }
        if (!provider.Enabled) await ending.EndSessionsAsync(db, provider, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ProviderAnswer.From(provider));
    }

    /// <summary>The provider, held until the commit: whoever signs in by it right now comes before, or finds what we did.</summary>
    internal static async Task<IdentityProvider?> FindForChangeAsync(this IdentityDbContext db, Guid id, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT id FROM identity_providers WHERE tenant_id = {db.TenantId} AND id = {id} FOR UPDATE", cancellationToken);
        return await db.IdentityProviders.SingleOrDefaultAsync(provider => provider.Id == id, cancellationToken);
    }
}
