namespace TrackTok.TenantData;

/// <summary>How PostgreSQL plans what we send.</summary>
public static class StatementPlans
{
    /// <summary>
    /// To be selected first in a transaction. Our statements find rows by tenant and key, so one plan is as good as another. Left to itself PostgreSQL plans each execution anew, because
    /// a plan for given values looks cheaper than a general one, and planning costs more than the statement.
    /// </summary>
    public const string Once = "set_config('plan_cache_mode', 'force_generic_plan', true)";
}
