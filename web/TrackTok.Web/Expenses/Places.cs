using Microsoft.Extensions.Caching.Memory;
using TrackTok.Web.Accounts;
using TrackTok.Web.Api;
using TrackTok.Web.Categories;
using TrackTok.Web.Projects;
using TrackTok.Web.Session;

namespace TrackTok.Web.Expenses;

/// <summary>
/// What expenses belong to, and who records them: read at once and once a page, and remembered for a moment, because a person looks at several pages in a row. Who has just written reads anew.
/// </summary>
public sealed class Places(TrackTokApi api, Visit visit, IMemoryCache cache)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(20);
    private Task<PlaceBook>? _book;

    public Task<PlaceBook> GetAsync() => _book ??= RecallAsync();

    private async Task<PlaceBook> RecallAsync()
    {
        var key = $"web:places:{visit.Company.Id}:{visit.Person.User.Id}:{visit.Person.Role}";
        if (SeenWrites.Read(visit.Http) is null && cache.TryGetValue(key, out PlaceBook? known)) return known!;
        return cache.Set(key, await ReadAsync(), Kept);
    }

    private async Task<PlaceBook> ReadAsync()
    {
        var projects = api.GetAllAsync<Project>("/projects");
        var accounts = api.GetAllAsync<Account>("/accounts");
        var categories = api.GetAllAsync<Category>("/categories", most: 1000);
        var people = visit.May("members.names") ? api.GetAllAsync<MemberName>("/members/names") : Task.FromResult<IReadOnlyList<MemberName>>([]);
        await Task.WhenAll(projects, accounts, categories, people);
        return new PlaceBook(await projects, await accounts, await categories, await people, visit.Person.User.Id);
    }
}

public sealed record MemberName(Guid UserId, string Name);

/// <summary>Projects, accounts, categories and people by their ids. What was deleted since is not in it: its name is null.</summary>
public sealed class PlaceBook(IReadOnlyList<Project> projects, IReadOnlyList<Account> accounts, IReadOnlyList<Category> categories, IReadOnlyList<MemberName> people, Guid me)
{
    private readonly Dictionary<Guid, Project> _projects = projects.ToDictionary(project => project.Id);
    private readonly Dictionary<Guid, Account> _accounts = accounts.ToDictionary(account => account.Id);
    private readonly Dictionary<Guid, Category> _categories = categories.ToDictionary(category => category.Id);
    private readonly Dictionary<Guid, string> _people = people.ToDictionary(person => person.UserId, person => person.Name);

    public IReadOnlyList<Project> Projects => projects;

    public IReadOnlyList<Account> Accounts => accounts;

    public IReadOnlyList<Category> Categories => categories;

    public IReadOnlyList<MemberName> People => people;

    public Guid Me => me;

    public Project? Project(Guid? id) => id is { } known ? _projects.GetValueOrDefault(known) : null;

    public Account? Account(Guid? id) => id is { } known ? _accounts.GetValueOrDefault(known) : null;

    public Category? Category(Guid? id) => id is { } known ? _categories.GetValueOrDefault(known) : null;

    public string? Person(Guid? id) => id is { } known ? _people.GetValueOrDefault(known) : null;

    /// <summary>A category with the one that it is a kind of: <c>Travel › Trains</c>.</summary>
    public string Path(Category category) => Category(category.ParentId) is { } parent ? $"{parent.Name} › {category.Name}" : category.Name;

    /// <summary>Currencies that this company works with, its own first: what a choice offers before all others.</summary>
    public IEnumerable<string> Currencies(string own) =>
        new[] { own }.Concat(accounts.Where(account => account.Currency is not null).Select(account => account.Currency!)).Concat(projects.Select(project => project.Currency)).Distinct();
}
