using Microsoft.Extensions.Caching.Memory;
using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Settings;

/// <summary>What the company uses of its plan, as <c>GET /usage</c> tells.</summary>
public sealed record Usage(string Plan, IReadOnlyList<Limit> Limits)
{
    /// <summary>The limits that somebody should hear of, the fullest first.</summary>
    public IEnumerable<Limit> Pressing => Limits.Where(limit => limit.Presses).OrderByDescending(limit => (decimal)limit.Used!.Value / limit.Max);
}

/// <param name="Used">Null while it is not known.</param>
/// <param name="Kind"><c>hard</c> refuses, <c>soft</c> warns.</param>
/// <param name="MetOn">The day on which the limit is met at the present pace; null when nothing speaks for one.</param>
public sealed record Limit(string Name, long? Used, long Max, string Kind, string? Warning, DateOnly? MetOn = null)
{
    private const int FromPercent = 80;

    /// <summary>From 80 % on. A limit of one is full from the first day on, and no news.</summary>
    public bool Presses => Used is { } used && Max > 1 && used * 100 >= Max * FromPercent;

    public bool IsMet => Used >= Max;
}

/// <summary>Reads a company's usage for what only mentions it; remembered for a minute, so that a dashboard does not ask each time.</summary>
internal sealed class PlanUsage(TrackTokApi api, Visit visit, IMemoryCache cache)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>Null for those who may not see it, and when the API does not tell.</summary>
    internal async Task<Usage?> FindAsync()
    {
        if (!visit.May("usage.read")) return null;
        var key = (typeof(Usage), visit.Company.Id, visit.Company.Plan);
        if (cache.TryGetValue(key, out Usage? known)) return known;
        return (await api.TryGetAsync<Usage>("/usage")).Value is { } usage ? cache.Set(key, usage, Kept) : null;
    }
}
