using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Identity.Providers;

/// <summary>Shows an identity provider, without its secret.</summary>
internal static class ShowProvider
{
    internal static async Task<IResult> HandleAsync(Guid id, IdentityDbContext db, CancellationToken cancellationToken) =>
        await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(provider => provider.Id == id, cancellationToken) is { } provider
            ? TypedResults.Ok(ProviderAnswer.From(provider))
            : ProviderErrors.NotFound.ToProblem();
}

/// <param name="DefaultRole"><c>member</c> or <c>analyst</c>: the role of those who become members by it.</param>
/// <param name="Domains">Whoever has an e-mail address of one of these may become a member by it.</param>
/// <param name="SecretSince">Since when the client secret is the one it is; it is told to nobody.</param>
internal sealed record ProviderAnswer(
    Guid Id, string Name, string Issuer, string ClientId, DateTimeOffset SecretSince, string DefaultRole, string[] Domains, bool Enabled, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version) : IVersionedAnswer
{
    internal static ProviderAnswer From(IdentityProvider provider) => new(
        provider.Id, provider.Name, provider.Issuer, provider.ClientId, provider.SecretSince, provider.DefaultRole.Text(), provider.Domains, provider.Enabled, provider.CreatedAt, provider.UpdatedAt, provider.Version);
}
