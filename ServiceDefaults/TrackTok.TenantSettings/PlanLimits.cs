using TrackTok.ServiceDefaults;

namespace TrackTok.TenantSettings;

/// <summary>How a limit holds: a soft one lets a write pass and warns, a hard one refuses it.</summary>
public enum LimitKind
{
    Hard,
    Soft,
}

/// <summary>The limits of one plan (SPEC 2.8): the only place that knows the numbers. Tenants publishes them, the services that own what is counted enforce them.</summary>
public sealed record PlanLimits(string Plan, PlanLimit Members, PlanLimit Projects, PlanLimit Accounts, PlanLimit ExpensesPerProject, PlanLimit Expenses)
{
    public const string Basic = "basic";
    public const string Professional = "professional";

    /// <summary>The plans that there are, the one that a new tenant gets first.</summary>
    public static IReadOnlyList<PlanLimits> Offered { get; } =
    [
        Row(Basic, members: 1, projects: 3, accounts: 3, expensesPerProject: 100, expenses: 100_000),
        Row(Professional, members: 50, projects: 500, accounts: 500, expensesPerProject: 1_000_000, expenses: 1_000_000),
    ];

    /// <summary>The five limits, in the order in which they are shown.</summary>
    public IEnumerable<PlanLimit> All => [Members, Projects, Accounts, ExpensesPerProject, Expenses];

    /// <summary>The plan of this name, or null.</summary>
    public static PlanLimits? Find(string? plan) => Offered.FirstOrDefault(offered => offered.Plan == plan);

    /// <summary>The limits of a plan whose name came from our own tables.</summary>
    /// <exception cref="ArgumentException">There is no such plan.</exception>
    public static PlanLimits Of(string plan) => Find(plan) ?? throw new ArgumentException($"There is no plan '{plan}'.", nameof(plan));

    private static PlanLimits Row(string plan, long members, long projects, long accounts, long expensesPerProject, long expenses) => new(
        plan,
        new PlanLimit(plan, "members", members, LimitKind.Hard),
        new PlanLimit(plan, "projects", projects, LimitKind.Hard),
        new PlanLimit(plan, "accounts", accounts, LimitKind.Hard),
        new PlanLimit(plan, "expenses_per_project", expensesPerProject, LimitKind.Soft),
        new PlanLimit(plan, "expenses", expenses, LimitKind.Hard));
}

/// <summary>How many of one thing a plan allows. A hard limit is checked in the transaction of the write that would pass it.</summary>
/// <param name="Name">As the API and the services name it: <c>members</c>, <c>projects</c>, <c>accounts</c>, <c>expenses_per_project</c>, <c>expenses</c>.</param>
/// <param name="Max">The last number that is still within the limit.</param>
public sealed record PlanLimit(string Plan, string Name, long Max, LimitKind Kind)
{
    private const int WarnsFromPercent = 80;

    /// <summary>True while one more may be added to those in use.</summary>
    public bool HasRoom(long used) => used < Max;

    /// <summary>The sentence for <c>TrackTok-Plan-Warning</c> and the banner, from 80 % on; null below.</summary>
    public string? Warning(long used)
    {
        if (used * 100 < Max * WarnsFromPercent) return null;
        var things = Name.Replace('_', ' ');
        return used > Max ? $"{used} {things}, more than the {Max} of plan {Plan}." : $"{used} of {Max} {things} of plan {Plan} in use.";
    }

    /// <summary>The refusal of a hard limit (403 <c>plan_limit_reached</c>), with its figures.</summary>
    /// <param name="used">How many there are before the refused write.</param>
    public Refusal Reached(long used) =>
        new Refusal(RefusalKind.Forbidden, "plan_limit_reached", $"Plan {Plan} allows {Max} {(Max == 1 ? Name.TrimEnd('s') : Name).Replace('_', ' ')}; {used} {(used == 1 ? "is" : "are")} in use. A larger plan lifts the limit at once.")
            .With("limit", Name).With("used", used).With("max", Max).With("plan", Plan);
}
