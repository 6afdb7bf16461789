using TrackTok.Budgets.Contracts;
using TrackTok.Budgets.Periods;
using TrackTok.Currencies;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Budgets;

/// <summary>What may be spent, by whom and on what, in each of its periods (SPEC 7.1). It reports and alerts; it stops nothing.</summary>
internal sealed class Budget : IAudited
{
    private Budget()
    {
    }

    public static string AuditNoun => "budget";

    string IAudited.KnownBy => nameof(Name);

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public string Name { get; private set; } = "";

    /// <summary>For each period, in <see cref="CurrencyCode"/>.</summary>
    public decimal Amount { get; private set; }

    public string CurrencyCode { get; private set; } = "";

    public PeriodKind Period { get; private set; }

    public DateOnly StartDate { get; private set; }

    /// <summary>The last day, its whole day included; null when the budget goes on.</summary>
    public DateOnly? EndDate { get; private set; }

    /// <summary>The tenant's calendar as the periods are cut by it.</summary>
    public DayOfWeek WeekStart { get; private set; }

    public int FiscalYearStartMonth { get; private set; }

    /// <summary>One of <see cref="Thresholds"/>: the one that clients of a single threshold set and see.</summary>
    public int AlertThreshold { get; private set; }

    /// <summary>Whole percents, in rising order.</summary>
    public int[] Thresholds { get; private set; } = [];

    public bool AlertEnabled { get; private set; }

    public Rollover Rollover { get; private set; }

    public Guid? ProjectId { get; private set; }

    public Guid[] CategoryIds { get; private set; } = [];

    /// <summary>The person it is set for: counts what they spend, and they may see it.</summary>
    public Guid? UserId { get; private set; }

    public Guid? AccountId { get; private set; }

    public string[] Tags { get; private set; } = [];

    public Guid? CreatedBy { get; private set; }

    public Guid? UpdatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public Currency Currency => Currency.Of(CurrencyCode);

    public BudgetScope Scope => new(ProjectId, CategoryIds, UserId, AccountId, Tags);

    public PeriodCalendar Calendar => new(Period, StartDate, EndDate, WeekStart, FiscalYearStartMonth);

    public BudgetRules Rules => new(Id, Version, Name, Currency, Amount, Calendar, Scope, Rollover, Thresholds, AlertEnabled, UpdatedBy);

    public static Budget Create(Guid tenantId, AgreedTerms terms, TenantCalendar calendar, Guid by, DateTimeOffset now)
    {
        var budget = new Budget { TenantId = tenantId, Id = Guid.CreateVersion7(now), CreatedBy = by, CreatedAt = now };
        budget.Follow(calendar);
        budget.Agree(terms, by, now);
        return budget;
    }

    /// <summary>Takes new terms; its figures are then to be counted anew.</summary>
    public void Agree(AgreedTerms terms, Guid by, DateTimeOffset now)
    {
        Name = terms.Name;
        Amount = terms.Amount;
        CurrencyCode = terms.Currency.Code;
        Period = terms.Period;
        StartDate = terms.StartDate;
        EndDate = terms.EndDate;
        AlertThreshold = terms.AlertThreshold;
        if (!Thresholds.SequenceEqual(terms.Thresholds)) Thresholds = terms.Thresholds;
        AlertEnabled = terms.AlertEnabled;
        Rollover = terms.Rollover;
        ProjectId = terms.Scope.ProjectId;
        if (!CategoryIds.SequenceEqual(terms.Scope.CategoryIds!)) CategoryIds = [.. terms.Scope.CategoryIds!];
        UserId = terms.Scope.UserId;
        AccountId = terms.Scope.AccountId;
        if (!Tags.SequenceEqual(terms.Scope.Tags!)) Tags = [.. terms.Scope.Tags!];
        UpdatedBy = by;
        UpdatedAt = now;
    }

    /// <summary>Cuts periods by another calendar; answers whether that is a change.</summary>
    public bool Follow(TenantCalendar calendar)
    {
        if (WeekStart == calendar.WeekStart && FiscalYearStartMonth == calendar.FiscalYearStartMonth) return false;
        (WeekStart, FiscalYearStartMonth) = (calendar.WeekStart, calendar.FiscalYearStartMonth);
        return true;
    }

    public void Delete(Guid by, DateTimeOffset now) => (DeletedAt, UpdatedBy, UpdatedAt) = (now, by, now);

    /// <summary>What others learn of it.</summary>
    public BudgetRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Amount, CurrencyCode, Words.Of(Period), DeletedAt is not null);
}

/// <summary>Where the tenant's weeks and fiscal years begin (SPEC 2.4).</summary>
internal readonly record struct TenantCalendar(DayOfWeek WeekStart, int FiscalYearStartMonth);
