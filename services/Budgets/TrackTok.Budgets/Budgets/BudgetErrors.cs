using TrackTok.Budgets.Periods;
using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Budgets;

/// <summary>Every way a budget can refuse.</summary>
internal static class BudgetErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("budget");

    public static readonly Refusal OutsideBudget = Refusal.Invalid("at", "The budget does not run on this day.") with { Code = "outside_budget" };

    public static Refusal Outside(string member, PeriodCalendar calendar) => Refusal.Invalid(member, Days(calendar)) with { Code = OutsideBudget.Code };

    private static string Days(PeriodCalendar calendar) => calendar.End is { } end
        ? $"The budget runs from {calendar.Start:yyyy-MM-dd} to {end:yyyy-MM-dd}; give a day in between."
        : $"The budget begins on {calendar.Start:yyyy-MM-dd}; give that day or a later one.";
}
