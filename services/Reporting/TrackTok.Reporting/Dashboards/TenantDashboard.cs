using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Reporting.Reports;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Dashboards;

/// <summary>Where a tenant stands today (SPEC 10.2), from maintained figures; a member sees what is their own. docs/figures.md defines each figure.</summary>
internal static class TenantDashboard
{
    internal const string Explanation =
        "Submitted, approved and reimbursed expenses count, by their own date in the tenant's calendar. Every sum leads to its expenses by `drill_down`. What has no value in the tenant's "
        + "currency stands under `unconverted` and is in no sum. Members get their own figures (`scope` is `own`), and neither budgets nor balances. `as_of` is the instant of the newest change that is contained.";

    private const int MostProjects = 50;

    /// <param name="Scope"><c>all</c>, or <c>own</c> for a member.</param>
    /// <param name="Today">In the tenant's zone.</param>
    internal sealed record Answer(
        string Scope, string Currency, DateOnly Today, Spending Spend, ActiveProjects ActiveProjects, BudgetInPlay? BudgetInPlay, Velocity Velocity, IReadOnlyList<Activity> LatestActivity,
        IReadOnlyList<Health> ProjectHealth, Vendors TopVendors, IReadOnlyList<LowBalance>? LowBalances, Categories ByCategory, IReadOnlyList<DayFigure> Daily, DateTimeOffset AsOf);

    /// <param name="LastMonth">The same days of the month before.</param>
    /// <param name="ChangePercentage">Against the same days, one digit; null when nothing was spent then.</param>
    internal sealed record Spending(Figure ThisMonth, Figure LastMonth, decimal? ChangePercentage);

    /// <param name="DrillDown">The list of projects.</param>
    internal sealed record ActiveProjects(long Count, string DrillDown);

    /// <summary>The starting budgets of active projects, and what was spent of them.</summary>
    /// <param name="Others">Projects in other currencies, each by itself: never added.</param>
    internal sealed record BudgetInPlay(
        string Currency, string Total, string Spent, string Remaining, decimal? Utilization, int Projects, IReadOnlyList<OtherBudget> Others, string DrillDown);

    internal sealed record OtherBudget(string Currency, string Total, string Spent, string Remaining, int Projects);

    /// <summary>The pace of spending: what was spent a day in the last thirty days.</summary>
    internal sealed record Velocity(int Days, string PerDay, string PreviousPerDay, decimal? ChangePercentage, string DrillDown);

    /// <param name="Change">What happened last, such as <c>recorded</c> or <c>approved</c>; null when it is not known.</param>
    internal sealed record Activity(
        Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string Status, string? Change, DateOnly ExpenseDate, DateTimeOffset At, Guid CreatedBy);

    /// <param name="State"><c>over_budget</c>, <c>at_risk</c>, <c>on_track</c> or <c>no_budget</c>.</param>
    /// <param name="Reason">Why it is at risk: <c>nearly_spent</c> or <c>ahead_of_time</c>.</param>
    /// <param name="Utilization">Per cent of the starting budget.</param>
    /// <param name="Elapsed">Per cent of the project's days.</param>
    /// <param name="Unconverted">How many expenses count but are not in the sum, for want of a rate.</param>
    internal sealed record Health(
        Guid ProjectId, string Name, string State, string? Reason, string Currency, string? StartingBudget, string Spent, string? Remaining, decimal? Utilization, decimal? Elapsed,
        long Count, long Unconverted, string DrillDown);

    internal sealed record Vendors(DateOnly StartDate, DateOnly EndDate, IReadOnlyList<Vendor> Items);

    internal sealed record Vendor(string Name, string Total, long Count, string DrillDown);

    internal sealed record LowBalance(Guid AccountId, string Name, string Currency, string Balance, string Threshold);

    internal sealed record Categories(DateOnly StartDate, DateOnly EndDate, string Total, IReadOnlyList<CategoryFigure> Items);

    internal static async Task<Ok<Answer>> HandleAsync(DashboardReader reader, KnownTenants tenants, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(cancellationToken);
        var days = new DashboardDays(tenant.Today(time));
        var owner = caller.Caller.OnlyOwn(Permissions.ReadReports) ? caller.Caller.Person : (Guid?)null;
        var rows = await reader.ReadAsync(tenant.TenantId, owner, days, tenant.Currency, cancellationToken);
        var scope = new ReportScope(tenant.Currency, days.All, null, null, null, owner, rows.AsOf ?? time.GetUtcNow());

        var (now, before) = (In(scope, rows, days.ThisMonth), In(scope, rows, days.SameDaysOfLastMonth));
        var (recent, earlier) = (In(scope, rows, days.Recent), In(scope, rows, days.Before));
        var recently = rows.Days.Where(row => row.Day >= days.Recent.Start).ToList();
        return TypedResults.Ok(new Answer(
            owner is null ? "all" : "own",
            tenant.CurrencyCode,
            days.Today,
            new Spending(Figure.Of(scope, days.ThisMonth, now), Figure.Of(scope, days.SameDaysOfLastMonth, before), DashboardDays.Change(now.Total, before.Total)),
            new ActiveProjects(rows.ActiveProjects, "/api/v1/projects?status=active"),
            owner is null ? InPlay(tenant.Currency, rows.Projects) : null,
            new Velocity(DashboardDays.Window, PerDay(tenant.Currency, recent), PerDay(tenant.Currency, earlier), DashboardDays.Change(recent.Total, earlier.Total), Figure.Of(scope, days.Recent, recent).DrillDown),
            [.. rows.Activity.Select(Act)],
            [.. rows.Projects.Select(project => HealthOf(project, scope, days.Today)).OrderBy(pair => pair.Rank).ThenByDescending(pair => pair.Health.Utilization).ThenBy(pair => pair.Health.Name, StringComparer.OrdinalIgnoreCase).Take(MostProjects).Select(pair => pair.Health)],
            new Vendors(days.VendorMonths.Start, days.VendorMonths.End, [.. rows.Vendors.Select(vendor => VendorOf(vendor, scope, days.VendorMonths))]),
            owner is null ? [.. rows.LowAccounts.Select(Low)] : null,
            new Categories(days.Recent.Start, days.Recent.End, recent.Text, CategoryFigure.Of(scope, days.Recent, recently.Select(row => (row.CategoryId, row.Sum)), rows.Categories)),
            DayFigure.Of(scope, days.Recent, recently.GroupBy(row => row.Day).ToDictionary(group => group.Key, group => Tally.Of(tenant.Currency, group.Select(row => row.Sum)))),
            scope.AsOf));
    }

    private static Tally In(ReportScope scope, DashboardRows rows, ReportRange range) =>
        Tally.Of(scope.Currency, rows.Days.Where(row => row.Day >= range.Start && row.Day <= range.End).Select(row => row.Sum));

    private static string PerDay(Currency currency, Tally tally) => currency.Text(currency.Round(tally.Total / DashboardDays.Window));

    private static BudgetInPlay InPlay(Currency currency, IReadOnlyList<ProjectRow> projects)
    {
        var planned = projects.Where(project => project.Budget is not null).ToList();
        var own = planned.Where(project => project.Currency == currency).ToList();
        var others = planned.Where(project => project.Currency != currency).GroupBy(project => project.Currency).OrderBy(group => group.Key.Code, StringComparer.Ordinal);
        var (total, spent) = (own.Sum(project => project.Budget!.Value), own.Sum(project => project.Spent));
        return new BudgetInPlay(
            currency.Code, currency.Text(total), currency.Text(spent), currency.Text(total - spent), Dashboards.ProjectHealth.Utilization(spent, total), own.Count,
            [.. others.Select(group => Other(group.Key, [.. group]))], "/api/v1/projects?status=active");
    }

    private static OtherBudget Other(Currency currency, IReadOnlyList<ProjectRow> projects)
    {
        var (total, spent) = (projects.Sum(project => project.Budget!.Value), projects.Sum(project => project.Spent));
        return new OtherBudget(currency.Code, currency.Text(total), currency.Text(spent), currency.Text(total - spent), projects.Count);
    }

    private static Activity Act(ActivityRow row) => new(
        row.ExpenseId, row.Title, row.Vendor, Currency.Of(row.Currency).Text(row.Amount), row.Currency, row.Status, row.Change, row.ExpenseDate, row.At, row.CreatedBy);

    private static (int Rank, Health Health) HealthOf(ProjectRow project, ReportScope scope, DateOnly today)
    {
        var utilization = Dashboards.ProjectHealth.Utilization(project.Spent, project.Budget);
        var elapsed = Dashboards.ProjectHealth.Elapsed(project.Start, project.End, today);
        var health = Dashboards.ProjectHealth.Of(utilization, elapsed);
        var currency = project.Currency;
        return (health.Rank, new Health(
            project.Id, project.Name, health.State, health.Reason, currency.Code, project.Budget is { } budget ? currency.Text(budget) : null, currency.Text(project.Spent),
            project.Budget - project.Spent is { } remaining ? currency.Text(remaining) : null, utilization, elapsed, project.Count, project.Unconverted,
            new DrillDown(scope with { ProjectId = project.Id, InTenantCurrency = currency == scope.Currency }, null, ReportScope.CountedStatuses).ToTotal(project.Unconverted > 0)));
    }

    private static Vendor VendorOf(VendorRow row, ReportScope scope, ReportRange range) => new(
        row.Name, scope.Currency.Text(row.Total), row.Count, new DrillDown(scope, range, ReportScope.CountedStatuses, Vendor: row.Name).ToTotal(row.Partly));

    private static LowBalance Low(LowAccountRow row)
    {
        var currency = Currency.Of(row.Currency);
        return new LowBalance(row.Id, row.Name, row.Currency, currency.Text(row.Balance), currency.Text(row.Threshold));
    }
}
