using System.Text.Json.Serialization;

namespace TrackTok.Web.Dashboard;

/// <summary>Where the company stands today, as <c>GET /dashboard</c> tells; docs/figures.md defines each figure.</summary>
public sealed record DashboardAnswer(
    string Scope, string Currency, DateOnly Today, Spending Spend, ActiveProjects ActiveProjects, BudgetInPlay? BudgetInPlay, Velocity Velocity, IReadOnlyList<Activity> LatestActivity,
    IReadOnlyList<Health> ProjectHealth, Vendors TopVendors, IReadOnlyList<LowBalance>? LowBalances, CategoryShares ByCategory, IReadOnlyList<DayFigure> Daily, DateTimeOffset AsOf)
{
    /// <summary>Nothing was ever recorded by whom this is shown to.</summary>
    public bool IsEmpty => LatestActivity.Count == 0;
}

public sealed record Unconverted(string Currency, string Amount, long Count, string DrillDown);

public sealed record Figure(DateOnly StartDate, DateOnly EndDate, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

public sealed record Spending(Figure ThisMonth, Figure LastMonth, decimal? ChangePercentage);

public sealed record ActiveProjects(long Count, string DrillDown);

public sealed record BudgetInPlay(string Currency, string Total, string Spent, string Remaining, decimal? Utilization, int Projects, IReadOnlyList<OtherBudget> Others);

public sealed record OtherBudget(string Currency, string Total, string Spent, string Remaining);

public sealed record Velocity(int Days, string PerDay, string PreviousPerDay, decimal? ChangePercentage, string DrillDown);

public sealed record Activity(Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string Status, string? Change, DateOnly ExpenseDate, DateTimeOffset At);

public sealed record Health(
    Guid ProjectId, string Name, string State, string? Reason, string Currency, string? StartingBudget, string Spent, string? Remaining, decimal? Utilization, decimal? Elapsed, string DrillDown);

public sealed record Vendors(DateOnly StartDate, DateOnly EndDate, IReadOnlyList<Vendor> Items);

public sealed record Vendor(string Name, string Total, long Count, string DrillDown);

public sealed record LowBalance(Guid AccountId, string Name, string Currency, string Balance, string Threshold);

public sealed record CategoryShares(DateOnly StartDate, DateOnly EndDate, string Total, IReadOnlyList<CategoryShare> Items);

public sealed record CategoryShare(Guid? CategoryId, string? Name, string? Color, string Total, long Count, decimal Percentage, string DrillDown);

public sealed record DayFigure(DateOnly Date, string Total, long Count, string DrillDown);

/// <summary>Where one project stands today, as <c>GET /dashboard/projects/{id}</c> tells.</summary>
public sealed record ProjectAnswer(
    string Scope, ProjectHead Project, string Currency, DateOnly Today, Use Utilization, Burn BurnRate, Runway? Runway, Spending Spend, IReadOnlyList<LargeExpense> Largest,
    IReadOnlyList<CategoryShare> ByCategory, IReadOnlyList<DayFigure> Daily, IReadOnlyList<AccountMonth> MonthlyByAccount, Forecast? Forecast, string? ForecastAbsent, DateTimeOffset AsOf);

public sealed record ProjectHead(Guid Id, string Name, string Status, DateOnly? StartDate, DateOnly? EndDate, string? StartingBudget);

public sealed record Use(
    string Spent, long Count, IReadOnlyList<Unconverted> Unconverted, string? Remaining, decimal? Percentage, decimal? Elapsed, string? State, string? Reason, string DrillDown);

public sealed record Burn([property: JsonPropertyName("last_7_days")] Pace Last7Days, [property: JsonPropertyName("last_30_days")] Pace Last30Days);

public sealed record Pace(DateOnly StartDate, DateOnly EndDate, string Total, string PerDay, string DrillDown);

public sealed record Runway(int Days, DateOnly RunsOutOn, bool? BeforeEnd);

public sealed record LargeExpense(Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string Value, DateOnly ExpenseDate, string Status);

public sealed record AccountMonth(string Month, Guid? AccountId, string? AccountName, string Total, long Count, string DrillDown);

public sealed record Forecast(
    string Method, DateOnly StartDate, DateOnly EndDate, string Expected, string Low, string High, string SpentByThen, bool? ExceedsBudget, Accuracy Accuracy);

public sealed record Accuracy(decimal ErrorPercentage, decimal NaiveErrorPercentage, int Trials);
