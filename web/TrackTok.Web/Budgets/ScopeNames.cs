using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Budgets;

/// <summary>The names behind a scope's ids, and what a scope can be chosen from.</summary>
public sealed class ScopeNames
{
    public required IReadOnlyList<Named> Projects { get; init; }

    public required IReadOnlyList<Named> Categories { get; init; }

    public required IReadOnlyList<Named> Accounts { get; init; }

    public required IReadOnlyList<MemberName> People { get; init; }

    public static async Task<ScopeNames> ReadAsync(TrackTokApi api, Visit visit)
    {
        var projects = api.GetAllAsync<Named>("/projects");
        var categories = api.GetAllAsync<Named>("/categories");
        var accounts = api.GetAllAsync<Named>("/accounts");
        var people = visit.IsRole("member") ? Task.FromResult<IReadOnlyList<MemberName>>([]) : api.GetAllAsync<MemberName>("/members/names");
        return new ScopeNames { Projects = await projects, Categories = await categories, Accounts = await accounts, People = await people };
    }

    /// <summary>What the scope names, in words; what is not there any more is left out.</summary>
    public IEnumerable<string> Words(BudgetScope scope, Func<string> me)
    {
        if (Projects.FirstOrDefault(project => project.Id == scope.ProjectId) is { } project) yield return project.Name;
        foreach (var category in Categories.Where(category => scope.CategoryIds.Contains(category.Id))) yield return category.Name;
        if (Accounts.FirstOrDefault(account => account.Id == scope.AccountId) is { } account) yield return account.Name;
        if (scope.UserId is { } user) yield return People.FirstOrDefault(person => person.UserId == user)?.Name ?? me();
        foreach (var tag in scope.Tags) yield return "#" + tag;
    }
}
