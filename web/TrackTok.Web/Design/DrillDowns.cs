namespace TrackTok.Web.Design;

/// <summary>The API leads from each figure to the list of what it is the sum of; here is the page that shows that list.</summary>
public static class DrillDowns
{
    private const string Root = "/api/v1";

    /// <summary><c>/api/v1/expenses?…</c> becomes <c>/expenses?…</c>: the page takes the same filters.</summary>
    public static string Page(string drillDown) => drillDown.StartsWith(Root, StringComparison.Ordinal) ? drillDown[Root.Length..] : drillDown;
}
