using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Projects;

/// <summary>A project as the API shows it. Amounts are decimal strings in its currency.</summary>
internal sealed record ProjectAnswer : IVersionedAnswer
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required string? Description { get; init; }

    [OneOf(typeof(Project), nameof(Project.Statuses))]
    public required string Status { get; init; }
    public required DateOnly? StartDate { get; init; }
    public required DateOnly? EndDate { get; init; }
    public required string? StartingBudget { get; init; }
    public required string? ProjectedEstimate { get; init; }
    public required string Currency { get; init; }
    public required IReadOnlyList<Guid> AllowedAccountIds { get; init; }

    /// <summary>The sum of the expenses that count: filed, and not turned down.</summary>
    public required string TotalSpent { get; init; }

    /// <summary>How many expenses count but are not in the total, because no rate into the project's currency was known.</summary>
    public required long UnconvertedExpenses { get; init; }

    /// <summary>How many expenses it has, drafts included.</summary>
    public required long ExpenseCount { get; init; }

    /// <summary>Of the starting budget, below zero when it is overspent; null without one.</summary>
    public required string? Remaining { get; init; }

    /// <summary>Per cent of the starting budget, with two digits; null without one, or when it is zero.</summary>
    public required decimal? Utilization { get; init; }
    public required bool OverBudget { get; init; }

    /// <summary>Days of the project up to and including today; null without a start.</summary>
    public required int? DaysElapsed { get; init; }

    /// <summary>Days of the project after today; null without an end.</summary>
    public required int? DaysRemaining { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted, while it can be restored.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }
    public required long Version { get; init; }

    /// <summary>Tomorrow the days are others.</summary>
    string? IVersionedAnswer.Variant => _day;

    private readonly string? _day;

    private ProjectAnswer(DateOnly today) => _day = today.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);

    /// <param name="today">In the tenant's zone.</param>
    public static ProjectAnswer From(Project project, DateOnly today) => new(today)
    {
        Id = project.Id,
        Name = project.Name,
        Description = project.Description,
        Status = project.Status,
        StartDate = project.StartDate,
        EndDate = project.EndDate,
        StartingBudget = project.StartingBudget is { } budget ? project.Currency.Text(budget) : null,
        ProjectedEstimate = project.ProjectedEstimate is { } estimate ? project.Currency.Text(estimate) : null,
        Currency = project.CurrencyCode,
        AllowedAccountIds = project.AllowedAccountIds,
        TotalSpent = project.Currency.Text(project.Spent),
        UnconvertedExpenses = project.UnconvertedCount,
        ExpenseCount = project.ExpenseCount,
        Remaining = project.Remaining is { } remaining ? project.Currency.Text(remaining) : null,
        Utilization = project.Utilization,
        OverBudget = project.IsOverBudget,
        DaysElapsed = project.DaysElapsed(today),
        DaysRemaining = project.DaysRemaining(today),
        CreatedAt = project.CreatedAt,
        UpdatedAt = project.UpdatedAt,
        DeletedAt = project.DeletedAt,
        Version = project.Version,
    };
}
