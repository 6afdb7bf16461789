using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.Tenancy;

namespace TrackTok.Identity.ExternalSignIns;

/// <summary>What the sign-in page of a company offers beside e-mail and password: its identity providers that are switched on. It tells what the page shows anyway, and no more.</summary>
internal static class ListOffered
{
    internal sealed record OfferedAnswer(IReadOnlyList<OfferedProvider> Items);

    internal sealed record OfferedProvider(Guid Id, string Name);

    internal static async Task<IResult> HandleAsync(TenantContext named, IdentityDbContext db, CancellationToken cancellationToken)
    {
        if (!named.IsSet) return ExternalErrors.TenantRequired.ToProblem();
        var offered = await db.IdentityProviders.AsNoTracking().Where(provider => provider.Enabled).OrderBy(provider => provider.Id).Select(provider => new OfferedProvider(provider.Id, provider.Name)).ToListAsync(cancellationToken);
        return TypedResults.Ok(new OfferedAnswer(offered));
    }
}
