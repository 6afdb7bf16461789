using System.Globalization;
using System.Text.Json;

namespace TrackTok.Demo;

/// <summary>The demo's accounts, categories and projects, by name: those that are there, and then all.</summary>
internal sealed class DemoPlaces(DemoApi owner, DateOnly founded, Action made)
{
    private readonly Dictionary<string, string> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _categories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _projects = new(StringComparer.Ordinal);

    internal string Account(string name) => _accounts[name];

    internal string Category(string name) => _categories[name];

    internal string Project(string name) => _projects[name];

    internal async Task MakeAsync(CancellationToken cancellationToken)
    {
        await MakeAsync(_accounts, "/accounts", DemoPlan.Accounts, account => account.Name, account => account, cancellationToken);
        await MakeAsync(_categories, "/categories", DemoPlan.Categories, category => category.Name,
            category => new { category.Name, category.Color, category.Icon, parent_id = category.Parent is { } parent ? Category(parent) : null }, cancellationToken);
        await MakeAsync(_projects, "/projects", DemoPlan.Projects, project => project.Name, Body, cancellationToken);
    }

    private object Body(DemoProject project) => new
    {
        project.Name,
        project.Description,
        start_date = founded.AddDays(-project.StartsBefore).ToString("O", CultureInfo.InvariantCulture),
        end_date = founded.AddDays(project.EndsAfter).ToString("O", CultureInfo.InvariantCulture),
        project.StartingBudget,
        project.ProjectedEstimate,
    };

    private async Task MakeAsync<T>(Dictionary<string, string> ids, string path, T[] wanted, Func<T, string> name, Func<T, object> body, CancellationToken cancellationToken)
    {
        foreach (var known in await owner.ListAsync(path, cancellationToken)) ids[known.GetProperty("name").GetString()!] = Id(known);
        foreach (var one in wanted.Where(one => !ids.ContainsKey(name(one))))
        {
            ids[name(one)] = Id(await owner.PostAsync(path, body(one), $"demo-{path[1..]}-{name(one).Replace(' ', '-')}", cancellationToken));
            made();
        }
    }

    private static string Id(JsonElement resource) => resource.GetProperty("id").GetString()!;
}
