namespace TrackTok.Gateway.Limits;

/// <summary>How much may be asked (SPEC 1.7), from the configuration's <c>RateLimits</c>. Defaults are what production runs with.</summary>
internal sealed class RateLimits
{
    /// <summary>Log-in and what is like it, per address.</summary>
    public Limit Auth { get; set; } = new() { Permits = 10 };

    /// <summary>The same, per account (e-mail), whatever the address.</summary>
    public Limit Account { get; set; } = new() { Permits = 10 };

    /// <summary>Renewing a session, per address: apart from everything else, so that a busy company's people stay signed in.</summary>
    public Limit Refresh { get; set; } = new() { Permits = 60 };

    /// <summary>Questions of a form that is being filled in, per address.</summary>
    public Limit LookUp { get; set; } = new() { Permits = 60 };

    /// <summary>Routes open to all, per address.</summary>
    public Limit Public { get; set; } = new() { Permits = 600 };

    /// <summary>Names of companies not met before, per address: each costs a question to Tenants.</summary>
    public Limit Unknown { get; set; } = new() { Permits = 60 };

    /// <summary>By plan; a plan that is not listed counts as basic.</summary>
    public Dictionary<string, PlanLimits> Plans { get; } = new(StringComparer.Ordinal)
    {
        ["basic"] = new(),
        ["professional"] = new() { Tenant = new() { Permits = 6000 }, Read = new() { Permits = 6000 }, Write = new() { Permits = 3000 } },
    };

    internal PlanLimits Of(string? plan) => plan is not null && Plans.TryGetValue(plan, out var limits) ? limits : Plans["basic"];
}

/// <summary>What a company, and each person of it, may ask.</summary>
internal sealed class PlanLimits
{
    public Limit Tenant { get; set; } = new() { Permits = 600 };

    public Limit Read { get; set; } = new() { Permits = 600 };

    public Limit Write { get; set; } = new() { Permits = 300 };
}

/// <summary>So many permits in so many seconds: all of them at once if nothing was asked for that long, then one each time its share of the seconds has passed.</summary>
internal sealed class Limit
{
    private const long Microsecond = 1_000_000;

    public int Permits { get; set; } = 60;

    public int Seconds { get; set; } = 60;

    /// <summary>How long one permit takes to come back, in microseconds.</summary>
    internal long Interval => Math.Max(1, Window / Math.Max(1, Permits));

    /// <summary>In microseconds.</summary>
    internal long Window => Math.Max(1, Seconds) * Microsecond;
}

/// <summary>One bucket that a request takes a permit from.</summary>
/// <param name="Policy">The name that clients see: <c>tenant</c>, <c>read</c>, <c>write</c>, <c>auth</c> …</param>
internal readonly record struct Bucket(string Policy, string Key, Limit Limit);
