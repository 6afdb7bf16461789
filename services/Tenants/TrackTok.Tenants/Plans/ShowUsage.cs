using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Registry;
using TrackTok.TenantSettings;

namespace TrackTok.Tenants.Plans;

/// <summary>Shows the caller's own company how much of its plan it uses.</summary>
internal static class ShowUsage
{
    internal static async Task<Results<Ok<UsageAnswer>, ProblemHttpResult>> HandleAsync(TenantsDbContext db, TenantUsage usage, CancellationToken cancellationToken) =>
        await usage.ReadAsync(db, cancellationToken) is { } answer ? TypedResults.Ok(answer) : TenantErrors.NotFound.ToProblem();
}

internal sealed record UsageAnswer(string Plan, IReadOnlyList<UsedLimit> Limits);

/// <param name="Used">Null while the service that counts it does not answer.</param>
/// <param name="Warning">A sentence from 80 % on, or saying that the figure is not known; else null.</param>
/// <param name="MetOn">From 80 % on, the day on which the limit is met at the pace of the last 30 days; null when it is met, or nothing is added.</param>
internal sealed record UsedLimit(string Name, long? Used, long Max, LimitKind Kind, string? Warning, DateOnly? MetOn)
{
    internal const int PaceDays = 30;

    internal static UsedLimit Of(PlanLimit limit, Usage? usage, DateOnly today) => usage is null
        ? new UsedLimit(limit.Name, null, limit.Max, limit.Kind, "Not known at the moment.", null)
        : Of(limit, usage.Used, usage.AddedLast30Days, today);

    /// <param name="added">How many were added in the last 30 days: the present pace.</param>
    internal static UsedLimit Of(PlanLimit limit, long used, long added, DateOnly today)
    {
        var (warning, metOn) = (limit.Warning(used), (DateOnly?)null);
        if (warning is not null && used < limit.Max && added > 0)
        {
            var days = (int)Math.Min((limit.Max - used) * PaceDays / added, 36_500);
            metOn = today.AddDays(days);
            warning = $"{warning} At the present pace the limit is met on {metOn:yyyy-MM-dd}.";
        }
        return new UsedLimit(limit.Name, used, limit.Max, limit.Kind, warning, metOn);
    }
}
