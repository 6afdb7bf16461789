namespace TrackTok.Web.Projects;

/// <summary>A project as the API shows it: amounts are decimal strings in its currency.</summary>
public sealed record Project(
    Guid Id, string Name, string? Description, string Status, DateOnly? StartDate, DateOnly? EndDate, string? StartingBudget, string? ProjectedEstimate, string Currency,
    IReadOnlyList<Guid> AllowedAccountIds, string TotalSpent, long UnconvertedExpenses, long ExpenseCount, string? Remaining, decimal? Utilization, bool OverBudget, int? DaysElapsed,
    int? DaysRemaining, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, long Version)
{
    public const string Active = "active";
    public const string Archived = "archived";

    public static IReadOnlyList<string> Statuses { get; } = [Active, "on_hold", "completed", Archived];

    /// <summary>How a bar of what is spent is coloured.</summary>
    public string Tone => OverBudget ? "bad" : Utilization >= 80 ? "warn" : "good";
}
