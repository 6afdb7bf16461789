using System.Text.Json;
using TrackTok.Budgets.Contracts;
using TrackTok.Budgets.Periods;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Alerts;

/// <summary>
/// Something a person should know, with its reasons (SPEC 7.5). Of a budget there is one open alert for each threshold and period, however many expenses come; it is
/// resolved when spending falls below, and a new one is raised when it rises again.
/// </summary>
internal sealed class Alert : ITenantOwned, IVersioned
{
    public const string AboutBudget = "budget";

    /// <summary>An alert is raised in its first version and resolved in its second; nothing else changes it.</summary>
    public const long VersionWhenResolved = 2;

    private Alert()
    {
    }

    public Guid TenantId { get; private init; }

    public Guid Id { get; private init; }

    public long Version { get; private set; } = 1;

    /// <summary>One of <see cref="AlertKinds"/>.</summary>
    public string Kind { get; private init; } = "";

    public string Severity { get; private init; } = "";

    /// <summary>What it is about: <c>budget</c>.</summary>
    public string EntityType { get; private init; } = "";

    public Guid EntityId { get; private init; }

    public string Title { get; private init; } = "";

    public string Message { get; private init; } = "";

    /// <summary>JSON: <see cref="Alerts.Explanation"/>.</summary>
    public string Explanation { get; private init; } = "{}";

    /// <summary>With <see cref="Percent"/> and kind: which threshold in which period.</summary>
    public DateOnly PeriodStart { get; private init; }

    public int Percent { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>When the cause was gone.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    /// <summary>The alert that a crossing asks for, under the id that the crossing has given it.</summary>
    public static Alert Of(BudgetRules rules, BudgetPeriod period, Crossing crossing, IReadOnlyList<ExplainedExpense> expenses, DateTimeOffset now)
    {
        var (currency, exceeded) = (rules.Currency, crossing.Kind == AlertKinds.BudgetExceeded);
        var figures = $"{currency.Text(period.Spent)} of {currency.Text(period.Available)} {currency} are spent ({period.Utilization:0.00} %) from {period.PeriodStart:yyyy-MM-dd} to {period.PeriodEnd:yyyy-MM-dd}";
        return new Alert
        {
            TenantId = period.TenantId,
            Id = crossing.AlertId!.Value,
            Kind = crossing.Kind,
            Severity = Severities.Of(crossing.Kind, crossing.Percent),
            EntityType = AboutBudget,
            EntityId = rules.BudgetId,
            Title = exceeded ? $"{rules.Name} is exceeded" : $"{rules.Name} has reached {crossing.Percent} %",
            // One expense may cross a threshold and the whole budget at once.
            Message = period.Remaining < 0 ? $"{figures}: {currency.Text(-period.Remaining)} too much." : $"{figures}; {currency.Text(period.Remaining)} are left.",
            Explanation = JsonSerializer.Serialize(Alerts.Explanation.Of(rules, period, crossing, expenses), JsonDefaults.Options),
            PeriodStart = period.PeriodStart,
            Percent = crossing.Percent,
            CreatedAt = now,
        };
    }

    public void Resolve(DateTimeOffset now) => ResolvedAt ??= now;

    public AlertRaised Raised() => new(TenantId, CreatedAt, Version, Id, Kind, Severity, EntityType, EntityId, Title, Message);

    public AlertResolved Resolved() => new(TenantId, ResolvedAt!.Value, Version, Id, Kind, EntityType, EntityId);
}
