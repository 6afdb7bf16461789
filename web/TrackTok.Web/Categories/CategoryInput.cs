using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Categories;

/// <summary>Between a category's form and the API.</summary>
internal static class CategoryInput
{
    /// <summary>What a new category's colour field begins with.</summary>
    internal const string UsualColor = "#0B6E65";

    internal static void Start(PageForm form, Category category) => form
        .Start("name", category.Name).Start("parent_id", category.ParentId).Start("color", category.Color ?? UsualColor).Start("icon", category.Icon).Start("description", category.Description)
        .Start("active", category.Active);

    /// <summary>All of the form: what is empty is cleared.</summary>
    internal static Dictionary<string, object?> Read(PageForm form, bool isNew)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = form["name"],
            ["parent_id"] = form["parent_id"],
            ["color"] = form["color"],
            ["icon"] = form["icon"],
            ["description"] = form["description"],
        };
        if (isNew) body["project_id"] = form["project_id"];
        else body["active"] = form.IsTicked("active");
        return body;
    }

    /// <summary>Shows the refusal of a name at the name.</summary>
    internal static void Show(PageForm form, Problem problem)
    {
        form.Refuse(problem);
        if (problem.Code == "name_taken") form.Refuse("name", problem.Sentence);
    }
}
