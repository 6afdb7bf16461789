using System.Globalization;
using Microsoft.Extensions.Primitives;
using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Expenses;

/// <summary>
/// The filters of the list as they stand in the page's address: they have the API's names, so that a report's drill-down leads here unchanged, and what a person typed (several tags in one field, an
/// amount with a comma) is brought into the API's form.
/// </summary>
public sealed class ExpenseQuery
{
    private static readonly string[] Single =
        ["q", "start_date", "end_date", "project_id", "category_id", "account_id", "created_by", "payment_method", "vendor", "min_amount", "max_amount", "currency", "converted", "deleted", "sort", "order", "limit"];

    private static readonly string[] Several = ["status", "tag", "any_tag", "without"];
    private static readonly string[] NotFilters = ["q", "deleted", "sort", "order", "limit"];
    private readonly List<KeyValuePair<string, string>> _pairs;

    private ExpenseQuery(List<KeyValuePair<string, string>> pairs) => _pairs = pairs;

    public string? this[string name] => _pairs.Find(pair => pair.Key == name).Value;

    public bool IsDeleted => this["deleted"] == "true";

    /// <summary>What narrows the list, one by one; the text and the order are not among them.</summary>
    public IEnumerable<KeyValuePair<string, string>> Filters => _pairs.Where(pair => !NotFilters.Contains(pair.Key));

    public bool IsNarrowed => _pairs.Exists(pair => pair.Key == "q") || Filters.Any();

    public static ExpenseQuery Read(IQueryCollection query, Formats formats)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var name in Single)
        {
            if (Last(query[name]) is not { } value) continue;
            pairs.Add(new(name, name is "min_amount" or "max_amount" ? formats.ToApi(value)! : value));
        }
        foreach (var name in Several)
            foreach (var value in query[name].OfType<string>().SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct())
                pairs.Add(new(name, value));
        return new ExpenseQuery(pairs);
    }

    public IReadOnlyList<string> All(string name) => [.. _pairs.Where(pair => pair.Key == name).Select(pair => pair.Value)];

    /// <summary>The API's query for the list or for its totals.</summary>
    public Query ForApi(string path, bool withOrder = true)
    {
        var query = new Query(path);
        foreach (var (name, value) in _pairs) if (withOrder || name is not ("sort" or "order" or "limit")) query.With(name, value);
        return query;
    }

    /// <summary>The API's query for all that the list holds, as one file.</summary>
    public string ForExport() => Whole(new Query("/exports/expenses").With("format", "csv"));

    /// <summary>Where the list under these filters is had as a file.</summary>
    public string ExportHref => Whole(new Query(Proposals.ExportPath));

    private string Whole(Query query)
    {
        foreach (var (name, value) in _pairs) if (name != "limit") query.With(name, value);
        return query.ToString();
    }

    /// <summary>The page's address with one parameter given another value, or taken away; always at the list's beginning.</summary>
    public string Href(string name, object? value) => Address(_pairs.Where(pair => pair.Key != name).Append(new(name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")));

    /// <summary>The page's address without one of the filters.</summary>
    public string Without(KeyValuePair<string, string> filter) => Address(_pairs.Where(pair => !pair.Equals(filter)));

    /// <summary>The address sorted by a column: turned round when it is sorted by it already.</summary>
    public string Sorted(string by) => Address(_pairs.Where(pair => pair.Key is not ("sort" or "order")).Append(new("sort", by)).Append(new("order", SortedBy == by && !IsAscending ? "asc" : "desc")));

    public string SortedBy => this["sort"] ?? "expense_date";

    public bool IsAscending => this["order"] == "asc";

    private static string Address(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var query = new Query("/expenses");
        foreach (var (name, value) in pairs) query.With(name, value);
        return query.ToString();
    }

    private static string? Last(StringValues values) => values is [.., { } last] && !string.IsNullOrWhiteSpace(last) ? last.Trim() : null;
}
