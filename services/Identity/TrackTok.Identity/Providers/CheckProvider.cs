using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Providers;

/// <summary>Asks a provider now whether it is there and is who it says: its discovery document, and whether its key set holds a key that we accept.</summary>
internal static class CheckProvider
{
    /// <param name="Ok">True when people could be sent there now.</param>
    /// <param name="Problem">A sentence for whoever set it up; null when all is well.</param>
    internal sealed record CheckedProviderAnswer(bool Ok, string? Problem, DateTimeOffset CheckedAt);

    internal static async Task<IResult> HandleAsync(Guid id, IdentityDbContext db, ProviderDocuments documents, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.IdentityProviders.AsNoTracking().SingleOrDefaultAsync(provider => provider.Id == id, cancellationToken) is not { } provider) return ProviderErrors.NotFound.ToProblem();
        var (metadata, refusal) = await documents.DiscoverAsync(provider.Issuer, fresh: true, cancellationToken);
        var problem = refusal?.Detail;
        if (metadata is not null && (await documents.KeysAsync(metadata.Keys, fresh: true, cancellationToken) is not { } keys || !IdTokens.HasUsableKey(keys))) problem = "The provider's key set (jwks_uri) holds no key that we accept, or cannot be reached.";
        return TypedResults.Ok(new CheckedProviderAnswer(problem is null, problem, time.GetUtcNow()));
    }
}
