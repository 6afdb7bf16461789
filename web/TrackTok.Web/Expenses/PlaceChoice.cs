using TrackTok.Web.Accounts;
using TrackTok.Web.Categories;
using TrackTok.Web.Projects;

namespace TrackTok.Web.Expenses;

/// <summary>One option of a project, category or account field.</summary>
/// <param name="Group">The words of the group it stands in.</param>
/// <param name="GoesWith">For a project, the ids of the accounts that may pay for it; for a category, the id of the project whose own it is. Null goes with all.</param>
/// <param name="Currency">An account's, where it is known.</param>
public sealed record PlaceChoice(Guid Id, string Words, string? Group = null, string? GoesWith = null, string? Currency = null)
{
    /// <summary>Projects that take expenses, and the one that was chosen before.</summary>
    internal static IEnumerable<PlaceChoice> Projects(PlaceBook book, string? chosen) => book.Projects
        .Where(project => project.Status != Project.Archived || project.Id.ToString() == chosen)
        .Select(project => new PlaceChoice(project.Id, project.Name, GoesWith: project.AllowedAccountIds.Count == 0 ? null : string.Join(' ', project.AllowedAccountIds)));

    /// <summary>Categories in use: the company's first, then those of each project.</summary>
    internal static IEnumerable<PlaceChoice> Categories(PlaceBook book, string? chosen, string company) => book.Categories
        .Where(category => category.Active || category.Id.ToString() == chosen)
        .OrderBy(category => book.Project(category.ProjectId)?.Name ?? "", StringComparer.CurrentCultureIgnoreCase).ThenBy(book.Path, StringComparer.CurrentCultureIgnoreCase)
        .Select(category => new PlaceChoice(category.Id, book.Path(category), book.Project(category.ProjectId)?.Name ?? company, category.ProjectId?.ToString()));

    internal static IEnumerable<PlaceChoice> Accounts(PlaceBook book, string? chosen) => book.Accounts
        .Where(account => !account.Archived || account.Id.ToString() == chosen)
        .Select(account => new PlaceChoice(account.Id, WordsOf(account), Currency: account.Currency));

    private static string WordsOf(Account account) =>
        account.Name + (account.Last4 is null ? "" : $" ···· {account.Last4}") + (account.Currency is null ? "" : $" ({account.Currency})");
}
