using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace TrackTok.Reporting.Reports;

/// <summary>The list of expenses that gives exactly the rows behind a figure (SPEC 10.1), as a path of the public API.</summary>
internal static class DrillDown
{
    /// <summary>How the list of expenses is asked for rows that have no category, project or account.</summary>
    private const string None = "none";

    /// <param name="scope">The report's own filters.</param>
    /// <param name="range">The row's days.</param>
    /// <param name="statuses">The row's states.</param>
    /// <param name="narrower">What the row is about beyond that, by the list's own parameter.</param>
    internal static string To(ReportScope scope, ReportRange range, IEnumerable<string> statuses, (string Parameter, Guid Id)? narrower = null)
    {
        var query = new QueryBuilder
        {
            { "start_date", range.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            { "end_date", range.End.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
        };
        Add("category_id", scope.CategoryId);
        Add("project_id", scope.ProjectId);
        Add("account_id", scope.AccountId);
        foreach (var status in statuses) query.Add("status", status);
        return "/api/v1/expenses" + query.ToQueryString();

        void Add(string parameter, Guid? filter)
        {
            var id = narrower is { } own && own.Parameter == parameter ? own.Id : filter;
            if (id is { } given) query.Add(parameter, given == Guid.Empty ? None : given.ToString());
        }
    }
}
