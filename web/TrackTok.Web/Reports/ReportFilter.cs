using System.Globalization;
using TrackTok.Web.Api;

namespace TrackTok.Web.Reports;

/// <summary>What a report is asked for, as it stands in the page's address: the same names as in the API's.</summary>
public sealed record ReportFilter(string? StartDate, string? EndDate, string? ProjectId, string? CategoryId, string? AccountId, string? GroupBy)
{
    public bool IsNarrowed => ProjectId is not null || CategoryId is not null || AccountId is not null;

    internal static ReportFilter Of(IQueryCollection query)
    {
        return new ReportFilter(Read("start_date"), Read("end_date"), Read("project_id"), Read("category_id"), Read("account_id"), Read("group_by"));

        string? Read(string name) => query[name] is [{ Length: > 0 and <= 64 } text] && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    /// <summary>The address of a report, or of the page that shows it, with this filter.</summary>
    public string To(string path, bool grouped = false)
    {
        var query = new Query(path).With("start_date", StartDate).With("end_date", EndDate).With("project_id", ProjectId).With("category_id", CategoryId).With("account_id", AccountId);
        return (grouped ? query.With("group_by", GroupBy) : query).ToString();
    }

    public ReportFilter Between(DateOnly start, DateOnly end) => this with { StartDate = Iso(start), EndDate = Iso(end) };

    internal static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A stretch of days that people often ask for.</summary>
public sealed record QuickRange(string Key, DateOnly Start, DateOnly End)
{
    /// <param name="fiscalStart">The month in which the company's year begins.</param>
    internal static IEnumerable<QuickRange> Around(DateOnly today, int fiscalStart)
    {
        var month = new DateOnly(today.Year, today.Month, 1);
        var year = new DateOnly(today.Month >= fiscalStart ? today.Year : today.Year - 1, fiscalStart, 1);
        var quarter = month.AddMonths(-((today.Month - fiscalStart + 12) % 3));
        yield return new QuickRange("ThisMonth", month, month.AddMonths(1).AddDays(-1));
        yield return new QuickRange("LastMonth", month.AddMonths(-1), month.AddDays(-1));
        yield return new QuickRange("ThisQuarter", quarter, quarter.AddMonths(3).AddDays(-1));
        yield return new QuickRange("ThisYear", year, year.AddYears(1).AddDays(-1));
        yield return new QuickRange("LastTwelve", month.AddMonths(-11), month.AddMonths(1).AddDays(-1));
    }
}

/// <summary>The names that a report is narrowed by, and its groups are called by.</summary>
public sealed class ReportPlaces
{
    public required IReadOnlyList<Named> Projects { get; init; }

    public required IReadOnlyList<Named> Categories { get; init; }

    public required IReadOnlyList<Named> Accounts { get; init; }

    public static async Task<ReportPlaces> ReadAsync(TrackTokApi api)
    {
        var projects = api.GetAllAsync<Named>("/projects");
        var categories = api.GetAllAsync<Named>("/categories");
        var accounts = api.GetAllAsync<Named>("/accounts");
        return new ReportPlaces { Projects = await projects, Categories = await categories, Accounts = await accounts };
    }

    public string? Name(MonthGroup group) => (group.By switch { "project" => Projects, "account" => Accounts, _ => Categories }).FirstOrDefault(named => named.Id == group.Id)?.Name;
}
