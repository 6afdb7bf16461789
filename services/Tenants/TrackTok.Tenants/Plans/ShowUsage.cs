using Grpc.Core;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Plans;

/// <summary>
/// Shows how much of each limit of the plan is used (SPEC 2.8), with a warning from 80 % on and the day on which it will be met at the pace of the last 30 days. What
/// Expenses counts is asked of it; while it does not answer, those figures are null and the rest stands.
/// </summary>
internal static partial class ShowUsage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    internal static async Task<Results<Ok<UsageAnswer>, ProblemHttpResult>> HandleAsync(
        TenantsDbContext db, ExpensesReader.ExpensesReaderClient expenses, TimeProvider time, ILogger<UsageAnswer> log, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var asked = AskAsync(expenses, db.TenantId, now, log, cancellationToken);
        var monthAgo = now.AddDays(-UsedLimit.PaceDays);
        var own = await db.Tenants.Select(tenant => new
        {
            tenant.Plan,
            Members = db.Memberships.LongCount(membership => membership.Active),
            Joined = db.Memberships.LongCount(membership => membership.Active && membership.JoinedAt > monthAgo),
        }).SingleOrDefaultAsync(cancellationToken);
        var counted = await asked;
        if (own is null) return TenantErrors.NotFound.ToProblem();

        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var plan = PlanLimits.Of(own.Plan);
        return TypedResults.Ok(new UsageAnswer(plan.Plan, [.. plan.All.Select(limit => limit == plan.Members
            ? UsedLimit.Of(limit, own.Members, own.Joined, today)
            : UsedLimit.Of(limit, counted?.GetValueOrDefault(limit.Name), today))]));
    }

    /// <summary>Null when Expenses does not answer in time.</summary>
    private static async Task<Dictionary<string, Usage>?> AskAsync(
        ExpensesReader.ExpensesReaderClient expenses, Guid tenantId, DateTimeOffset now, ILogger log, CancellationToken cancellationToken)
    {
        try
        {
            var request = new GetUsageRequest { TenantId = tenantId.ToString() };
            var answer = await expenses.GetUsageAsync(request, deadline: (now + Patience).UtcDateTime, cancellationToken: cancellationToken);
            return answer.Usage.ToDictionary(usage => usage.Limit, StringComparer.Ordinal);
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(log, e);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Expenses does not say what of the plan is used")]
    private static partial void LogUnknown(ILogger log, Exception exception);
}

internal sealed record UsageAnswer(string Plan, IReadOnlyList<UsedLimit> Limits);

/// <param name="Used">Null while the service that counts it does not answer.</param>
/// <param name="Warning">A sentence from 80 % on, or saying that the figure is not known; else null.</param>
internal sealed record UsedLimit(string Name, long? Used, long Max, LimitKind Kind, string? Warning)
{
    internal const int PaceDays = 30;

    internal static UsedLimit Of(PlanLimit limit, Usage? usage, DateOnly today) => usage is null
        ? new UsedLimit(limit.Name, null, limit.Max, limit.Kind, "Not known at the moment.")
        : Of(limit, usage.Used, usage.AddedLast30Days, today);

    /// <param name="added">How many were added in the last 30 days: the present pace.</param>
    internal static UsedLimit Of(PlanLimit limit, long used, long added, DateOnly today)
    {
        var warning = limit.Warning(used);
        if (warning is not null && used < limit.Max && added > 0)
        {
            var days = (int)Math.Min((limit.Max - used) * PaceDays / added, 36_500);
            warning = $"{warning} At the present pace the limit is met on {today.AddDays(days):yyyy-MM-dd}.";
        }
        return new UsedLimit(limit.Name, used, limit.Max, limit.Kind, warning);
    }
}
