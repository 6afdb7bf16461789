using System.Globalization;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Currencies;
using TrackTok.Reporting.Reports;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Dashboards;

/// <summary>Where a project stands today (SPEC 10.2), in its own currency, from maintained figures; a member sees what is their own. docs/figures.md defines each figure.</summary>
internal static class ProjectDashboard
{
    internal const string Explanation =
        "All sums are in the project's currency, by the rate of each expense's day; what has none stands under `unconverted`. A forecast is given only when it was nearer to the truth than the naive one "
        + "(the next four weeks like the last four) over the project's own past; otherwise `forecast_absent` says why there is none. Members get their own spending (`scope` is `own`), without budget, runway and forecast.";

    internal static readonly Refusal NotFound = new(RefusalKind.NotFound, "project_not_found", "There is no such project.");

    private const int MonthsByAccount = 12;

    /// <param name="Scope"><c>all</c>, or <c>own</c> for a member.</param>
    internal sealed record Answer(
        string Scope, Project Project, string Currency, DateOnly Today, Use Utilization, Burn BurnRate, Runway? Runway, Months Spend, IReadOnlyList<LargeExpense> Largest,
        IReadOnlyList<CategoryFigure> ByCategory, IReadOnlyList<DayFigure> Daily, IReadOnlyList<AccountMonth> MonthlyByAccount, Forecast? Forecast, string? ForecastAbsent, DateTimeOffset AsOf);

    internal sealed record Project(Guid Id, string Name, string Status, DateOnly? StartDate, DateOnly? EndDate, string? StartingBudget);

    /// <param name="Spent">Ever.</param>
    /// <param name="Percentage">Of the starting budget, two digits.</param>
    /// <param name="Elapsed">Per cent of the project's days that have passed.</param>
    /// <param name="State">As on the tenant's dashboard; null for a member, who sees only a part.</param>
    internal sealed record Use(
        string Spent, long Count, IReadOnlyList<Unconverted> Unconverted, string? Remaining, decimal? Percentage, decimal? Elapsed, string? State, string? Reason, string DrillDown);

    internal sealed record Burn([property: JsonPropertyName("last_7_days")] Pace Last7Days, [property: JsonPropertyName("last_30_days")] Pace Last30Days);

    /// <param name="PerDay">The total by the number of days.</param>
    internal sealed record Pace(DateOnly StartDate, DateOnly EndDate, string Total, string PerDay, string DrillDown);

    /// <summary>How long the rest of the budget lasts at the pace of the last thirty days.</summary>
    /// <param name="Days">Whole days; zero when nothing is left.</param>
    /// <param name="BeforeEnd">Whether that is before the project's last day; null when it has none.</param>
    internal sealed record Runway(int Days, DateOnly RunsOutOn, bool? BeforeEnd);

    /// <param name="LastMonth">The same days of the month before.</param>
    internal sealed record Months(Figure ThisMonth, Figure LastMonth, decimal? ChangePercentage);

    /// <param name="Value">In the project's currency.</param>
    internal sealed record LargeExpense(Guid ExpenseId, string Title, string? Vendor, string Amount, string Currency, string Value, DateOnly ExpenseDate, string Status, Guid CreatedBy);

    /// <param name="Month"><c>YYYY-MM</c>.</param>
    /// <param name="AccountId">Null for what was paid from none.</param>
    internal sealed record AccountMonth(string Month, Guid? AccountId, string? AccountName, string Total, long Count, IReadOnlyList<Unconverted> Unconverted, string DrillDown);

    /// <summary>What will probably be spent in the next days.</summary>
    /// <param name="Low">Four of five trials on the past missed by no more than this and <paramref name="High"/> allow.</param>
    /// <param name="SpentByThen">What was spent ever, and the expected together.</param>
    internal sealed record Forecast(string Method, DateOnly StartDate, DateOnly EndDate, string Expected, string Low, string High, string SpentByThen, bool? ExceedsBudget, Accuracy Accuracy);

    /// <summary>How near it was, tried on the project's own past.</summary>
    /// <param name="ErrorPercentage">What the trials missed by, on average, of what was then spent.</param>
    internal sealed record Accuracy(decimal ErrorPercentage, decimal NaiveErrorPercentage, int Trials);

    internal static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        Guid id, ProjectReader reader, KnownTenants tenants, CallerContext caller, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(cancellationToken);
        var days = new DashboardDays(tenant.Today(time));
        var owner = caller.Caller.OnlyOwn(Permissions.ReadReports) ? caller.Caller.Person : (Guid?)null;
        var read = days.Last(SpendingForecast.History + 1);
        var months = new ReportRange(ReportRange.FirstOfMonth(days.Today).AddMonths(1 - MonthsByAccount), ReportRange.LastOfMonth(days.Today));
        if (await reader.ReadAsync(tenant.TenantId, id, owner, read, months, cancellationToken) is not { } rows) return NotFound.ToProblem();

        var (head, currency) = (rows.Head, Currency.Of(rows.Head.Currency));
        var scope = new ReportScope(currency, read, null, id, null, owner, head.AsOf ?? time.GetUtcNow()) { InTenantCurrency = currency == tenant.Currency };
        var daily = rows.Days.GroupBy(row => row.Day).ToDictionary(group => group.Key, group => Tally.Of(currency, group.Select(row => row.Sum)));
        var ever = Tally.Of(currency, rows.Ever.Select(row => row.Sum));
        var (now, before) = (In(currency, rows, days.ThisMonth), In(currency, rows, days.SameDaysOfLastMonth));
        var (forecast, absent) = owner is null ? ForecastOf(daily, ever.Total, head.Budget, currency, days.Today) : (null, null);
        return TypedResults.Ok(new Answer(
            owner is null ? "all" : "own",
            new Project(id, head.Name, head.Status, head.Start, head.End, head.Budget is { } budget ? currency.Text(budget) : null),
            currency.Code,
            days.Today,
            UseOf(scope, head, ever, days.Today),
            new Burn(PaceOf(scope, rows, days.Last(7)), PaceOf(scope, rows, days.Recent)),
            owner is null ? RunwayOf(head, ever.Total, In(currency, rows, days.Recent).Total, days.Today) : null,
            new Months(Figure.Of(scope, days.ThisMonth, now), Figure.Of(scope, days.SameDaysOfLastMonth, before), DashboardDays.Change(now.Total, before.Total)),
            [.. rows.Largest.Select(row => Large(row, currency))],
            CategoryFigure.Of(scope, null, rows.Ever, rows.Categories),
            DayFigure.Of(scope, days.Recent, daily),
            [.. rows.Months.GroupBy(row => (row.Month, row.AccountId)).OrderBy(group => group.Key.Month).ThenBy(group => group.Key.AccountId)
                .Select(group => Month(scope, group.Key.Month, group.Key.AccountId, rows.Accounts, Tally.Of(currency, group.Select(row => row.Sum))))],
            forecast,
            absent,
            scope.AsOf));
    }

    private static Tally In(Currency currency, ProjectRows rows, ReportRange range) => Tally.Of(currency, rows.Days.Where(row => row.Day >= range.Start && row.Day <= range.End).Select(row => row.Sum));

    private static Use UseOf(ReportScope scope, ProjectHead head, Tally ever, DateOnly today)
    {
        var all = new DrillDown(scope, null, ReportScope.CountedStatuses);
        var elapsed = ProjectHealth.Elapsed(head.Start, head.End, today);
        if (scope.Owner is not null) return new Use(ever.Text, ever.Count, ever.Unconverted(all), null, null, elapsed, null, null, ever.Path(all));
        var utilization = ProjectHealth.Utilization(ever.Total, head.Budget);
        var health = ProjectHealth.Of(utilization, elapsed);
        var remaining = head.Budget - ever.Total;
        return new Use(
            ever.Text, ever.Count, ever.Unconverted(all), remaining is { } left ? scope.Currency.Text(left) : null, utilization, elapsed, health.State, health.Reason, ever.Path(all));
    }

    private static Pace PaceOf(ReportScope scope, ProjectRows rows, ReportRange range)
    {
        var tally = In(scope.Currency, rows, range);
        var days = range.End.DayNumber - range.Start.DayNumber + 1;
        return new Pace(range.Start, range.End, tally.Text, scope.Currency.Text(scope.Currency.Round(tally.Total / days)), Figure.Of(scope, range, tally).DrillDown);
    }

    private static Runway? RunwayOf(ProjectHead head, decimal spent, decimal recent, DateOnly today)
    {
        if (head.Budget - spent is not { } remaining) return null;
        if (remaining > 0 && recent <= 0) return null;
        var days = remaining <= 0 ? 0 : (int)Math.Min(decimal.Floor(remaining * DashboardDays.Window / recent), 36_500);
        var runsOutOn = today.AddDays(days);
        return new Runway(days, runsOutOn, head.End is { } end ? runsOutOn < end : null);
    }

    private static LargeExpense Large(LargeExpenseRow row, Currency currency) => new(
        row.Id, row.Title, row.Vendor, Currency.Of(row.Currency).Text(row.Amount), row.Currency, currency.Text(row.ProjectAmount), row.ExpenseDate, row.Status, row.CreatedBy);

    private static AccountMonth Month(ReportScope scope, DateOnly month, Guid account, IReadOnlyDictionary<Guid, string> names, Tally tally)
    {
        var drillDown = new DrillDown(scope, new ReportRange(month, ReportRange.LastOfMonth(month)), ReportScope.CountedStatuses, ("account", account));
        return new AccountMonth(
            month.ToString("yyyy-MM", CultureInfo.InvariantCulture), account == Guid.Empty ? null : account, names.GetValueOrDefault(account), tally.Text, tally.Count, tally.Unconverted(drillDown),
            tally.Path(drillDown));
    }

    private static (Forecast? Forecast, string? Absent) ForecastOf(IReadOnlyDictionary<DateOnly, Tally> daily, decimal ever, decimal? budget, Currency currency, DateOnly today)
    {
        if (daily.Count == 0) return (null, SpendingForecast.TooLittleHistory);
        // Today is not over: it would look like a quiet day.
        var first = daily.Keys.Min();
        var past = new List<decimal>();
        for (var day = first; day < today; day = day.AddDays(1)) past.Add(daily.GetValueOrDefault(day)?.Total ?? 0);
        var (forecast, absent) = SpendingForecast.Of(past);
        if (forecast is null) return (null, absent);
        var expected = currency.Round(forecast.Expected);
        return (new Forecast(
            SpendingForecast.Method, today, today.AddDays(SpendingForecast.Days - 1), currency.Text(expected), currency.Text(currency.Round(forecast.Low)), currency.Text(currency.Round(forecast.High)),
            currency.Text(ever + expected), budget is { } most ? ever + expected > most : null, new Accuracy(forecast.Error, forecast.NaiveError, forecast.Trials)), null);
    }
}
