using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Projects;

/// <summary>
/// What money is spent for (SPEC 5.1). <see cref="Spent"/>, <see cref="ExpenseCount"/> and <see cref="UnconvertedCount"/> are kept by the database with every
/// expense (see <see cref="Accounts.Ledger"/>), never summed up on reading and never set here.
/// </summary>
internal sealed class Project : IAudited
{
    public const string Active = "active";
    public const string OnHold = "on_hold";
    public const string Completed = "completed";
    public const string Archived = "archived";

    private Project()
    {
    }

    public static string AuditNoun => "project";

    string IAudited.KnownBy => nameof(Name);

    public static IReadOnlyList<string> Statuses { get; } = [Active, OnHold, Completed, Archived];

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>Unique among the living of a tenant, whatever the case.</summary>
    public string Name { get; private set; } = "";

    public string? Description { get; private set; }

    public string Status { get; private set; } = Active;

    /// <summary>First day, inclusive.</summary>
    public DateOnly? StartDate { get; private set; }

    /// <summary>Last day, inclusive.</summary>
    public DateOnly? EndDate { get; private set; }

    /// <summary>What may be spent, in the project's currency.</summary>
    public decimal? StartingBudget { get; private set; }

    /// <summary>What will probably be spent, in the project's currency.</summary>
    public decimal? ProjectedEstimate { get; private set; }

    public string CurrencyCode { get; private set; } = "";

    /// <summary>The accounts that may pay for it; empty means all.</summary>
    public Guid[] AllowedAccountIds { get; private set; } = [];

    /// <summary>The sum of the expenses that count, in the project's currency.</summary>
    public decimal Spent { get; private set; }

    /// <summary>How many living expenses it has, drafts included.</summary>
    public long ExpenseCount { get; private set; }

    /// <summary>How many expenses count but are not in <see cref="Spent"/>, because no rate into the project's currency was known (SPEC 9.0).</summary>
    public long UnconvertedCount { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public Currency Currency => Currency.Of(CurrencyCode);

    /// <summary>What is left of the starting budget; null without one.</summary>
    public decimal? Remaining => StartingBudget - Spent;

    /// <summary>Per cent of the starting budget that is spent, rounded to two digits; null without one, or when it is zero.</summary>
    public decimal? Utilization => StartingBudget is { } budget and > 0 ? decimal.Round(Spent * 100 / budget, 2, MidpointRounding.AwayFromZero) : null;

    public bool IsOverBudget => Spent > StartingBudget;

    /// <summary>Days of the project up to and including today, at most all of them; null without a start.</summary>
    public int? DaysElapsed(DateOnly today) => StartDate is { } start ? Math.Max(0, (EndDate < today ? EndDate.Value : today).DayNumber - start.DayNumber + 1) : null;

    /// <summary>Days of the project after today; null without an end.</summary>
    public int? DaysRemaining(DateOnly today) => EndDate is { } end ? Math.Max(0, end.DayNumber - (StartDate > today ? StartDate.Value.AddDays(-1) : today).DayNumber) : null;

    /// <summary>Makes an active project of this name, with nothing else said about it.</summary>
    public static Project Create(string name, Currency currency, DateTimeOffset now) =>
        Create(new ProjectTerms(name, null, Active, null, null, null, null, currency, []), now);

    public static Project Create(ProjectTerms terms, DateTimeOffset now)
    {
        var project = new Project { Id = Guid.CreateVersion7(now), CreatedAt = now };
        project.Take(terms, now);
        return project;
    }

    /// <summary>Changes what is said about it. Its currency stays once it has expenses: amounts are never relabelled.</summary>
    public Refusal? Revise(ProjectTerms terms, DateTimeOffset now)
    {
        if (terms.Currency != Currency && ExpenseCount > 0) return ProjectErrors.CurrencyFixed;
        if (!Says(terms)) Take(terms, now);
        return null;
    }

    /// <summary>Deletes it; one with living expenses stays, because they would belong nowhere.</summary>
    public Refusal? Delete(DateTimeOffset now)
    {
        if (ExpenseCount > 0) return ProjectErrors.InUse.With("expenses", ExpenseCount);
        DeletedAt = UpdatedAt = now;
        return null;
    }

    /// <summary>Undoes a deletion of the last 30 days.</summary>
    public Refusal? Restore(DateTimeOffset now)
    {
        if (UndoWindow.Refuse(DeletedAt, now) is { } refusal) return refusal;
        DeletedAt = null;
        UpdatedAt = now;
        return null;
    }

    /// <summary>True when the account may pay for it.</summary>
    public bool Allows(Guid accountId) => AllowedAccountIds.Length == 0 || AllowedAccountIds.Contains(accountId);

    /// <summary>What others learn of it.</summary>
    public ProjectRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Status, StartDate, EndDate, StartingBudget, CurrencyCode, DeletedAt is not null);

    private bool Says(ProjectTerms terms) => AllowedAccountIds.AsSpan().SequenceEqual(terms.AllowedAccountIds)
        && terms == new ProjectTerms(Name, Description, Status, StartDate, EndDate, StartingBudget, ProjectedEstimate, Currency, terms.AllowedAccountIds);

    private void Take(ProjectTerms terms, DateTimeOffset now)
    {
        Name = terms.Name;
        Description = terms.Description;
        Status = terms.Status;
        StartDate = terms.StartDate;
        EndDate = terms.EndDate;
        StartingBudget = terms.StartingBudget;
        ProjectedEstimate = terms.ProjectedEstimate;
        CurrencyCode = terms.Currency.Code;
        if (!AllowedAccountIds.AsSpan().SequenceEqual(terms.AllowedAccountIds)) AllowedAccountIds = terms.AllowedAccountIds;
        UpdatedAt = now;
    }
}
