using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>All that one change moves in the figures that the database keeps: account balances, project totals and what the plan counts. <see cref="Ledger"/> books it.</summary>
internal sealed class Booking
{
    private readonly Dictionary<Guid, ProjectMove> _projects = [];

    /// <summary>The entries to write, in this order.</summary>
    public List<Posting> Postings { get; } = [];

    public IReadOnlyCollection<ProjectMove> Projects => _projects.Values;

    /// <summary>Accounts that must be there until the change is committed, though nothing is posted to them: those of drafts.</summary>
    public HashSet<Guid> HeldAccounts { get; } = [];

    /// <summary>Categories that must be there until the change is committed.</summary>
    public HashSet<Guid> HeldCategories { get; } = [];

    /// <summary>The limit that the change counts against, and how many it adds; below zero it gives back, which no limit refuses.</summary>
    public (PlanLimit Limit, long Count)? Usage { get; private set; }

    public Booking Post(Posting posting)
    {
        if (posting.Amount != 0) Postings.Add(posting);
        else HeldAccounts.Add(posting.AccountId);
        return this;
    }

    /// <summary>Moves a project's totals; moves of the same project are added up.</summary>
    /// <param name="spent">In the project's currency.</param>
    /// <param name="expenses">How many living expenses come (above zero) or go.</param>
    /// <param name="unconverted">How many expenses that count, but have no rate into the project's currency, come or go.</param>
    public Booking Move(Guid projectId, decimal spent, int expenses = 0, int unconverted = 0)
    {
        var already = _projects.GetValueOrDefault(projectId) ?? new ProjectMove(projectId, 0, 0, 0);
        _projects[projectId] = new ProjectMove(projectId, already.Spent + spent, already.Expenses + expenses, already.Unconverted + unconverted);
        return this;
    }

    /// <summary>Takes from a limit of the plan, or gives back.</summary>
    public Booking Take(PlanLimit limit, long count = 1)
    {
        Usage = (limit, count);
        return this;
    }
}

/// <summary>One movement of a balance.</summary>
/// <param name="Kind">One of <see cref="EntryKind"/>.</param>
/// <param name="Amount">In the account's currency; above zero when money comes in, below when it goes: an expense of 5 posts −5.</param>
/// <param name="OccurredOn">The day the money moved, in the tenant's calendar.</param>
internal sealed record Posting(Guid AccountId, string Kind, decimal Amount, DateOnly OccurredOn, string? Note = null, Guid? ExpenseId = null, Guid? TransferId = null);

/// <summary>What a change does to a project's totals.</summary>
internal sealed record ProjectMove(Guid ProjectId, decimal Spent, int Expenses, int Unconverted);
