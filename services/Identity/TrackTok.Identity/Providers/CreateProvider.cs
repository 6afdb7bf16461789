using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Identity.Keys;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Providers;

/// <summary>
/// Lets a company's people in on the word of an identity provider of its own. The provider is asked at once: one that does not answer, or names another issuer in its discovery document, is refused.
/// </summary>
internal static class CreateProvider
{
    internal sealed record CreateProviderRequest(string? Name, string? Issuer, string? ClientId, string? ClientSecret, string? DefaultRole, string?[]? Domains, bool? Enabled) : ICheckedRequest
    {
        public void Check(RequestErrors errors)
        {
            errors.Text(Name, "name", IdentityProvider.LongestName);
            errors.Text(Issuer, "issuer", IdentityProvider.LongestIssuer);
            errors.Text(ClientId, "client_id", IdentityProvider.LongestClientId);
            errors.Text(ClientSecret, "client_secret", IdentityProvider.LongestSecret);
            ProviderTerms.CheckRole(DefaultRole ?? "member", errors);
        }
    }

    internal static async Task<IResult> HandleAsync(
        CreateProviderRequest request, IdentityDbContext db, ProvedDomains domains, ProviderDocuments documents, ProviderHttp http, Seals seals, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(request.Issuer, UriKind.Absolute, out var issuer) || !http.Allows(issuer) || issuer.Query.Length > 0)
            return Refusal.Invalid("issuer", "Give the provider's issuer as its discovery document names it, an https address such as https://login.example.com.").ToProblem();
        var terms = new ProviderTerms(request.Name!, request.ClientId!, RoleNames.Parse(request.DefaultRole) ?? Role.Member, ProviderTerms.Fold(request.Domains ?? []), request.Enabled ?? true);
        if (terms.RefuseDomains(await domains.OfAsync(db.TenantId, cancellationToken), []) is { } unproved) return unproved.ToProblem();
        if ((await documents.DiscoverAsync(request.Issuer!, fresh: true, cancellationToken)).Refusal is { } unfit) return unfit.ToProblem();

        // One at a time, so that the count holds.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"identity-providers:" + db.TenantId}, 0))", cancellationToken);
        if (await db.IdentityProviders.CountAsync(cancellationToken) >= IdentityProvider.Most) return ProviderErrors.TooMany.ToProblem();
        var provider = IdentityProvider.Add(request.Issuer!, terms, time.GetUtcNow());
        db.Add(provider).Property(IdentityProvider.Secret).CurrentValue = seals.Seal(request.ClientSecret!, IdentityProvider.Purpose);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/identity-providers/{provider.Id}", ProviderAnswer.From(provider));
    }
}
