using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Domains;

/// <summary>The company's domains, proved or not, in the order in which they were added.</summary>
internal static class ListDomains
{
    internal static async Task<Results<Ok<Page<DomainAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, HttpContext http, TenantsDbContext db, CancellationToken cancellationToken)
    {
        var (request, refusal) = PageRequest.Read(page, keys: 1);
        if (request is null) return refusal!.ToProblem();
        var domains = db.Domains.AsNoTracking();
        var total = request.IncludeTotal ? await domains.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var position])
        {
            if (!Guid.TryParse(position, out var after)) return PageRequest.BadCursor.ToProblem();
            domains = domains.Where(domain => domain.Id > after);
        }
        var rows = await domains.OrderBy(domain => domain.Id).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, DomainAnswer.From, domain => [domain.Id.ToString()], total).Linked(http));
    }
}
