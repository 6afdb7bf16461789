using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
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

    /// <summary>Makes an active project in a currency.</summary>
    public static Project Create(string name, Currency currency, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name.Trim(),
        CurrencyCode = currency.Code,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>True when the account may pay for it.</summary>
    public bool Allows(Guid accountId) => AllowedAccountIds.Length == 0 || AllowedAccountIds.Contains(accountId);

    /// <summary>What others learn of it.</summary>
    public ProjectRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Status, StartDate, EndDate, StartingBudget, CurrencyCode, DeletedAt is not null);
}
