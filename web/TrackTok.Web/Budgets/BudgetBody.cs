using System.Globalization;
using TrackTok.Web.Design;

namespace TrackTok.Web.Budgets;

/// <summary>A budget's form as the API takes it, and the other way round.</summary>
internal static class BudgetBody
{
    /// <summary>Everything the form shows; what cannot be read goes as it was typed, so that the API's sentence comes back to its field.</summary>
    internal static object Of(PageForm form, Formats formats) => new
    {
        name = form["name"],
        amount = formats.ToApi(form["amount"]),
        period = form["period"],
        start_date = form["start_date"],
        end_date = form["end_date"],
        alert_enabled = form.IsTicked("alert_enabled"),
        thresholds = Thresholds(form["thresholds"]),
        rollover = form["rollover"],
        scope = new
        {
            project_id = form["project_id"],
            category_ids = form.All("category_ids"),
            user_id = form["user_id"],
            account_id = form["account_id"],
            tags = Words(form["tags"]),
        },
    };

    /// <summary>Shows a budget in the form.</summary>
    internal static void Start(PageForm form, Budget budget, Formats formats) => form
        .Start("name", budget.Name)
        .Start("amount", formats.Typed(budget.Amount))
        .Start("period", budget.Period)
        .Start("start_date", budget.StartDate)
        .Start("end_date", budget.EndDate)
        .Start("alert_enabled", budget.AlertEnabled)
        .Start("thresholds", string.Join(", ", budget.Thresholds))
        .Start("rollover", budget.Rollover)
        .Start("project_id", budget.Scope.ProjectId)
        .Start("category_ids", budget.Scope.CategoryIds.Select(id => id.ToString()))
        .Start("user_id", budget.Scope.UserId)
        .Start("account_id", budget.Scope.AccountId)
        .Start("tags", string.Join(", ", budget.Scope.Tags));

    /// <summary>Reads <c>50, 80 100 %</c>; null where a word is no number.</summary>
    internal static IReadOnlyList<decimal>? Thresholds(string? typed)
    {
        var percents = new List<decimal>();
        foreach (var word in Split(typed, [',', ';', ' ', '%']))
        {
            if (!decimal.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var percent)) return null;
            percents.Add(percent);
        }
        return percents.Count == 0 ? null : percents;
    }

    /// <summary>Whether something was typed that is no list of percents.</summary>
    internal static bool AreUnreadable(string? thresholds) => Thresholds(thresholds) is null && Split(thresholds, [',', ';', ' ', '%']).Length > 0;

    private static string[] Words(string? typed) => [.. Split(typed, [',', ';']).Select(word => word.TrimStart('#'))];

    private static string[] Split(string? typed, char[] between) => (typed ?? "").Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
