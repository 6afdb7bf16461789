using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Members;

/// <summary>Lists the members by e-mail address, all of them or those of one role or state.</summary>
internal static class ListMembers
{
    internal static async Task<Results<Ok<Page<MemberAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, string? role, bool? active, HttpContext http, TenantsDbContext db, CancellationToken cancellationToken)
    {
        if (role is not null && RoleNames.Parse(role) is null) return Refusal.Invalid("role", "Give one of owner, admin, analyst, member.").ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 2, role, active?.ToString());
        if (request is null) return refusal!.ToProblem();

        var members = db.Members().AsNoTracking();
        if (RoleNames.Parse(role) is { } wanted) members = members.Where(member => member.Role == wanted);
        if (active is { } state) members = members.Where(member => member.Active == state);
        var total = request.IncludeTotal ? await members.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var email, var id])
        {
            if (!Guid.TryParse(id, out var after)) return Refusal.Invalid("cursor", "Take it unchanged from next_cursor.").ToProblem();
            members = members.Where(member => EF.Functions.GreaterThan(ValueTuple.Create(member.Email, member.UserId), ValueTuple.Create(email, after)));
        }
        var rows = await members.OrderBy(member => member.Email).ThenBy(member => member.UserId).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, MemberAnswer.From, member => [member.Email, member.UserId.ToString()], total).Linked(http));
    }
}
