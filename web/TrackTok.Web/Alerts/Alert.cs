namespace TrackTok.Web.Alerts;

/// <summary>An alert as who looks sees it.</summary>
/// <param name="Title">In English, as the API says it; pages put it into words of their own where they know the kind.</param>
public sealed record Alert(
    Guid Id, string Kind, string Severity, string EntityType, Guid EntityId, string Title, string Message, Explanation? Explanation, bool Read, bool Dismissed, DateTimeOffset? ResolvedAt, DateTimeOffset CreatedAt)
{
    /// <summary>What happens to a budget: there the explanation has figures.</summary>
    public bool IsOfBudget => EntityType == "budget" && Explanation is { Rule: not null, Figures: not null };

    public string Tone => Severity switch { "critical" => "bad", "warning" => "warn", _ => "info" };
}

/// <summary>Why it was raised: the rule, the figures of that moment, the latest expenses that counted.</summary>
public sealed record Explanation(ExplainedRule? Rule, ExplainedFigures? Figures, IReadOnlyList<ExplainedExpense>? Expenses, string? WouldPass, string? WhatToDo, string? DrillDown);

public sealed record ExplainedRule(string Kind, int Percent, Guid BudgetId, string BudgetName, long Version, Guid? SetBy);

public sealed record ExplainedFigures(
    DateOnly PeriodStart, DateOnly PeriodEnd, string Currency, string Planned, string Carried, string Available, string Spent, string Committed, string Remaining, decimal Utilization)
{
    /// <summary>The amount at which this per cent of the money is spent.</summary>
    public decimal LimitOf(int percent) => (Design.Formats.Read(Available) ?? 0) is var available and > 0
        ? available * percent / 100
        : (Design.Formats.Read(Planned) ?? 0) * percent / 100 + (Design.Formats.Read(Carried) ?? 0);
}

public sealed record ExplainedExpense(Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, DateOnly ExpenseDate);

public sealed record AlertStats(int Total, int Unread, int Dismissed, int Open);
