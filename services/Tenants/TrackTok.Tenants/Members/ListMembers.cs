using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Members;

/// <summary>Lists the members by e-mail address, all of them or those of one role or state, or those whose second factor stands so.</summary>
internal static class ListMembers
{
    internal static async Task<Results<Ok<Page<MemberAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, string? role, bool? active, [FromQuery(Name = "second_factor")] string? secondFactor, HttpContext http, TenantsDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (role is not null && RoleNames.Parse(role) is null) return Refusal.Invalid("role", "Give one of owner, admin, analyst, member.").ToProblem();
        if (secondFactor is not null && !SecondFactorState.All.Contains(secondFactor)) return Refusal.Invalid("second_factor", $"Give one of {string.Join(", ", SecondFactorState.All)}.").ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 2, role, active?.ToString(), secondFactor);
        if (request is null) return refusal!.ToProblem();

        var members = db.Members().AsNoTracking();
        if (RoleNames.Parse(role) is { } wanted) members = members.Where(member => member.Role == wanted);
        if (active is { } state) members = members.Where(member => member.Active == state);
        var (policy, now) = (await db.SecondFactorAsync(cancellationToken), time.GetUtcNow());
        if (secondFactor is not null) members = Where(members, secondFactor, policy, now);
        var total = request.IncludeTotal ? await members.LongCountAsync(cancellationToken) : (long?)null;
        if (request.After is [var email, var id])
        {
            if (!Guid.TryParse(id, out var after)) return Refusal.Invalid("cursor", "Take it unchanged from next_cursor.").ToProblem();
            members = members.Where(member => EF.Functions.GreaterThan(ValueTuple.Create(member.Email, member.UserId), ValueTuple.Create(email, after)));
        }
        var rows = await members.OrderBy(member => member.Email).ThenBy(member => member.UserId).Take(request.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(request.ToPage(rows, member => MemberAnswer.From(member, policy, now), member => [member.Email, member.UserId.ToString()], total).Linked(http));
    }
    private static IQueryable<Membership> Where(IQueryable<Membership> members, string state, SecondFactorPolicy policy, DateTimeOffset now)
    {
        if (state == SecondFactorState.Enrolled) return members.Where(member => member.SecondFactor);
        var without = members.Where(member => !member.SecondFactor);
        if (policy.Since is not { } since) return state == SecondFactorState.Off ? without : without.Where(_ => false);
        var begun = now.AddDays(-policy.GraceDays);
        return state switch
        {
            SecondFactorState.Overdue => without.Where(member => since <= begun && member.JoinedAt <= begun),
            SecondFactorState.Pending => without.Where(member => since > begun || member.JoinedAt > begun),
            _ => without.Where(_ => false),
        };
    }
}
