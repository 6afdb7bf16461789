using System.Text.Json.Serialization;
using TrackTok.Budgets.Periods;
using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Budgets;

/// <summary>A budget as the API shows it.</summary>
internal sealed record BudgetAnswer(
    Guid Id, string Name, string Amount, string Currency, [property: OneOf(typeof(PeriodKind))] string Period, DateOnly StartDate, DateOnly? EndDate, int AlertThreshold, IReadOnlyList<int> Thresholds,
    bool AlertEnabled, ScopeBody Scope, [property: OneOf(typeof(Rollover))] string Rollover, string Enforcement, Guid? CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Version) : IVersionedAnswer
{
    /// <summary>How it stands today; only in a list that was asked for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PeriodAnswer? Status { get; init; }

    public static BudgetAnswer From(Budget budget) => new(
        budget.Id, budget.Name, budget.Currency.Text(budget.Amount), budget.CurrencyCode, Words.Of(budget.Period), budget.StartDate, budget.EndDate,
        budget.AlertThreshold, budget.Thresholds, budget.AlertEnabled, ScopeBody.Of(budget), Words.Of(budget.Rollover), "warn", budget.CreatedBy, budget.CreatedAt,
        budget.UpdatedAt, budget.Version);
}
