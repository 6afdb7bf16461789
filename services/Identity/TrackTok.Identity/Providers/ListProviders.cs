using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Identity.Providers;

/// <summary>Lists the company's identity providers in the order in which they were added.</summary>
internal static class ListProviders
{
    internal static async Task<IResult> HandleAsync([AsParameters] PageQuery page, HttpContext http, IdentityDbContext db, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var providers = db.IdentityProviders.AsNoTracking();
        var total = request.IncludeTotal ? await providers.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var id])
        {
            if (!Guid.TryParse(id, out var after)) return PageRequest.BadCursor.ToProblem();
            providers = providers.Where(provider => provider.Id > after);
        }
        var rows = await providers.OrderBy(provider => provider.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, ProviderAnswer.From, provider => [provider.Id.ToString()], total).Linked(http));
    }
}
