using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Invitations;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Plans;

/// <summary>
/// How much of each limit of a tenant's plan is used (SPEC 2.8), with a warning from 80 % on and the day on which it will be met at the pace of the last 30 days. What
/// Expenses counts is asked of it; while it does not answer, those figures are null and the rest stands.
/// </summary>
internal sealed partial class TenantUsage(ExpensesReader.ExpensesReaderClient expenses, TimeProvider time, ILogger<TenantUsage> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Of the tenant that the context is bound to; null when there is no such tenant.</summary>
    internal async Task<UsageAnswer?> ReadAsync(TenantsDbContext db, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = AskAsync(db.TenantId, now, cancellationToken);
        var monthAgo = now.AddDays(-UsedLimit.PaceDays);
        var own = await db.Tenants.Select(tenant => new
        {
            tenant.Plan,
            // A pending invitation holds a seat.
            Members = db.Memberships.LongCount(membership => membership.Active)
                + db.Invitations.LongCount(invitation => invitation.State == InvitationState.Pending && invitation.ExpiresAt > now),
            // The pace is that of the seats: who is invited has taken one, whether they come or not.
            SeatsTaken = db.Memberships.LongCount(membership => membership.Active && membership.JoinedAt > monthAgo)
                + db.Invitations.LongCount(invitation => invitation.State == InvitationState.Pending && invitation.ExpiresAt > now && invitation.CreatedAt > monthAgo),
        }).SingleOrDefaultAsync(cancellationToken);
        var counted = await asked;
        if (own is null) return null;

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var plan = PlanLimits.Of(own.Plan);
        return new UsageAnswer(plan.Plan, [.. plan.All.Select(limit => limit == plan.Members
            ? UsedLimit.Of(limit, own.Members, own.SeatsTaken, today)
            : UsedLimit.Of(limit, counted?.GetValueOrDefault(limit.Name), today))]);
    }

    /// <summary>Null when Expenses does not answer in time.</summary>
    private async Task<Dictionary<string, Usage>?> AskAsync(Guid tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetUsageRequest { TenantId = tenantId.ToString() };
            var answer = await expenses.GetUsageAsync(request, deadline: (now + Patience).UtcDateTime, cancellationToken: cancellationToken);
            return answer.Usage.ToDictionary(usage => usage.Limit, StringComparer.Ordinal);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(e);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expenses does not say what of the plan is used")]
    private partial void LogUnknown(Exception exception);
}
