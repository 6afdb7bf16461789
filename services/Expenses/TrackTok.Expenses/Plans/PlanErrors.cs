using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Plans;

/// <summary>The refusal of a hard limit, as the documents name it; the figures come with each.</summary>
internal static class PlanErrors
{
    public static readonly Refusal LimitReached = new(RefusalKind.Forbidden, "plan_limit_reached", "The plan has no room for one more; a larger plan lifts the limit at once.");
}
