using TrackTok.Budgets.Periods;
using TrackTok.Currencies;
using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Budgets;

/// <summary>What a person may decide of a budget, as it was asked for, and not checked yet.</summary>
internal sealed record BudgetTerms
{
    public const int LongestName = 200;
    private const int MostThresholds = 10;
    private const int MostInScope = 100;
    private static readonly DateOnly Earliest = new(1900, 1, 1);
    private static readonly DateOnly Latest = new(2200, 12, 31);

    public string? Name { get; init; }

    public AmountText? Amount { get; init; }

    public string? Currency { get; init; }

    public string? Period { get; init; }

    public DateOnly? StartDate { get; init; }

    public DateOnly? EndDate { get; init; }

    public decimal? AlertThreshold { get; init; }

    public IReadOnlyList<decimal>? Thresholds { get; init; }

    public bool? AlertEnabled { get; init; }

    public ScopeBody? Scope { get; init; }

    public string? Rollover { get; init; }

    public string? Enforcement { get; init; }

    public static BudgetTerms Of(Budget budget) => new()
    {
        Name = budget.Name,
        Amount = budget.Amount,
        Currency = budget.CurrencyCode,
        Period = Words.Of(budget.Period),
        StartDate = budget.StartDate,
        EndDate = budget.EndDate,
        AlertThreshold = budget.AlertThreshold,
        Thresholds = [.. budget.Thresholds],
        AlertEnabled = budget.AlertEnabled,
        Scope = ScopeBody.Of(budget),
        Rollover = Words.Of(budget.Rollover),
    };

    /// <summary>The terms with every default filled in; null when something is wrong, which <paramref name="errors"/> then names, all of it at once.</summary>
    public AgreedTerms? Check(Currency tenantCurrency, RequestErrors errors)
    {
        errors.Text(Name, "name", LongestName);
        var currency = errors.CurrencyOr(Currency, tenantCurrency, "currency");
        if (currency is not null) errors.PositiveAmount(Amount, currency, "amount");
        else errors.Required(Amount, "amount");
        if (errors.Required(Period, "period")) errors.OneOf(Period, "period", Words.All<PeriodKind>());
        CheckDates(errors);
        var thresholds = CheckThresholds(errors);
        CheckScope(errors);
        errors.OneOf(Rollover, "rollover", Words.All<Rollover>());
        if (Enforcement == "block") errors.Add("enforcement", "A budget that blocks spending is not offered yet; give 'warn', which reports and alerts.");
        else errors.OneOf(Enforcement, "enforcement", "warn");
        return errors.Any ? null : new AgreedTerms(
            Name!.Trim(), Amount!.Value.Value, currency!, Words.Read<PeriodKind>(Period!), StartDate!.Value, EndDate, (int)(AlertThreshold ?? (Thresholds is null ? 80 : thresholds[0])), thresholds,
            AlertEnabled ?? true, (Scope ?? new ScopeBody()).ToScope(), Rollover is null ? Periods.Rollover.None : Words.Read<Rollover>(Rollover));
    }

    private void CheckDates(RequestErrors errors)
    {
        if (errors.Required(StartDate, "start_date")) InRange(errors, StartDate!.Value, "start_date");
        if (EndDate is { } end)
        {
            InRange(errors, end, "end_date");
            if (end < StartDate) errors.Add("end_date", "The end is not before the start.");
        }
        else if (Period == Words.Of(PeriodKind.Custom))
        {
            errors.Add("end_date", "A custom period needs its last day.");
        }
    }

    private static void InRange(RequestErrors errors, DateOnly day, string member)
    {
        if (day < Earliest || day > Latest) errors.Add(member, $"Give a day from {Earliest:yyyy-MM-dd} to {Latest:yyyy-MM-dd}.");
    }

    private int[] CheckThresholds(RequestErrors errors)
    {
        if (AlertThreshold is { } single) Percent(errors, single, "alert_threshold");
        foreach (var percent in Thresholds ?? []) if (!Percent(errors, percent, "thresholds")) break;
        if (Thresholds is { Count: 0 or > MostThresholds }) errors.Add("thresholds", $"Give 1 to {MostThresholds} percentages, or set alert_enabled to false.");
        if (errors.Any) return [];
        var all = (Thresholds ?? []).Select(percent => (int)percent);
        if (AlertThreshold is { } given) all = all.Append((int)given);
        return Thresholds is null && AlertThreshold is null ? [80] : [.. all.Distinct().Order()];
    }

    private static bool Percent(RequestErrors errors, decimal percent, string member) =>
        (percent is >= 0 and <= 100 && decimal.Truncate(percent) == percent) || errors.Add(member, "Give whole percents from 0 to 100.");

    private void CheckScope(RequestErrors errors)
    {
        if (Scope?.CategoryIds is { Count: > MostInScope }) errors.Add("scope.category_ids", $"Give at most {MostInScope}.");
        if (Scope?.Tags is { Count: > MostInScope }) errors.Add("scope.tags", $"Give at most {MostInScope}.");
        foreach (var tag in Scope?.Tags ?? []) if (!errors.Text(tag, "scope.tags", 50)) break;
    }
}

/// <summary>Terms that were checked, with every default filled in.</summary>
/// <param name="Thresholds">In rising order, <paramref name="AlertThreshold"/> among them.</param>
internal sealed record AgreedTerms(
    string Name, decimal Amount, Currency Currency, PeriodKind Period, DateOnly StartDate, DateOnly? EndDate, int AlertThreshold, int[] Thresholds,
    bool AlertEnabled, BudgetScope Scope, Rollover Rollover);

/// <summary>Which expenses a budget is for: each part that is given must fit, of several categories or tags one; none means the whole tenant.</summary>
internal sealed record ScopeBody(
    Guid? ProjectId = null, IReadOnlyList<Guid>? CategoryIds = null, Guid? UserId = null, Guid? AccountId = null, IReadOnlyList<string>? Tags = null)
{
    public static ScopeBody Of(Budget budget) => new(budget.ProjectId, budget.CategoryIds, budget.UserId, budget.AccountId, budget.Tags);

    public BudgetScope ToScope() => new(
        ProjectId, [.. (CategoryIds ?? []).Distinct()], UserId, AccountId, [.. (Tags ?? []).Select(tag => tag.Trim().ToLowerInvariant()).Distinct()]);
}
