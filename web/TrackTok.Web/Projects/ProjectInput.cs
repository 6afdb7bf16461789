using TrackTok.Web.Design;

namespace TrackTok.Web.Projects;

/// <summary>Between a project's form and the API.</summary>
internal static class ProjectInput
{
    internal const string Fields = "name status description start_date end_date starting_budget projected_estimate currency allowed_account_ids";

    internal static void Start(PageForm form, Project project, Formats formats) => form
        .Start("name", project.Name).Start("status", project.Status).Start("description", project.Description).Start("start_date", project.StartDate).Start("end_date", project.EndDate)
        .Start("starting_budget", formats.Typed(project.StartingBudget)).Start("projected_estimate", formats.Typed(project.ProjectedEstimate)).Start("currency", project.Currency)
        .Start("allowed_account_ids", project.AllowedAccountIds.Select(id => id.ToString()));

    /// <summary>All of the form, as a merge patch: what is empty is cleared. A field that was not offered (a fixed currency) is left out.</summary>
    internal static Dictionary<string, object?> Read(PageForm form, Formats formats)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = form["name"],
            ["status"] = form["status"],
            ["description"] = form["description"],
            ["start_date"] = form["start_date"],
            ["end_date"] = form["end_date"],
            ["starting_budget"] = formats.ToApi(form["starting_budget"]),
            ["projected_estimate"] = formats.ToApi(form["projected_estimate"]),
            ["allowed_account_ids"] = form.All("allowed_account_ids"),
        };
        if (form["currency"] is { } currency) body["currency"] = currency;
        return body;
    }
}
