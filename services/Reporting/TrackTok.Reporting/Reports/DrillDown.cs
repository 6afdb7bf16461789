using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace TrackTok.Reporting.Reports;

/// <summary>The list of expenses that gives exactly the rows behind a figure (SPEC 10.1), as a path of the public API.</summary>
/// <param name="Scope">The report's own filters.</param>
/// <param name="Range">The row's days; null for all there ever were.</param>
/// <param name="Statuses">The row's states.</param>
/// <param name="Vendor">The vendor the row is about, by the whole name.</param>
/// <param name="Place">What the row is about beyond that: <c>category</c>, <c>project</c> or <c>account</c>, and which; the empty UUID for those that have none.</param>
internal sealed record DrillDown(ReportScope Scope, ReportRange? Range, IEnumerable<string> Statuses, (string Kind, Guid Id)? Place = null, string? Vendor = null)
{
    /// <summary>To what a total holds.</summary>
    /// <param name="partly">True when something of the row could not be converted, and so is not in its total.</param>
    internal string ToTotal(bool partly) => Path(partly && Scope.InTenantCurrency ? [("converted", "true")] : []);

    /// <summary>To what stands beside the total in another currency.</summary>
    internal string ToUnconverted(string currency) => Path(Scope.InTenantCurrency ? [("converted", "false"), ("currency", currency)] : [("currency", currency)]);

    private string Path((string Name, string Value)[] more)
    {
        var query = new QueryBuilder();
        if (Range is { } range)
        {
            query.Add("start_date", range.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            query.Add("end_date", range.End.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }
        Add("category", Scope.CategoryId);
        Add("project", Scope.ProjectId);
        Add("account", Scope.AccountId);
        if (Vendor is not null) query.Add("vendor", Vendor);
        foreach (var status in Statuses) query.Add("status", status);
        foreach (var (name, value) in more) query.Add(name, value);
        return "/api/v1/expenses" + query.ToQueryString();

        void Add(string kind, Guid? filter)
        {
            var id = Place is { } place && place.Kind == kind ? place.Id : filter;
            if (id == Guid.Empty) query.Add("without", kind);
            else if (id is { } given) query.Add(kind + "_id", given.ToString());
        }
    }
}
