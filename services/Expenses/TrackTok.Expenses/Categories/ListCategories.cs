using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Categories;

/// <summary>Lists living categories by name, whatever its case, or deleted ones that can be restored; those of one project, those that may be chosen, or by a part of the name.</summary>
internal static class ListCategories
{
    public static async Task<Results<Ok<Page<CategoryAnswer>>, ProblemHttpResult>> HandleAsync(
        [FromQuery(Name = "project_id")] Guid? projectId, bool? active, bool? deleted, string? q, [AsParameters] PageQuery query, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var (page, refusal) = PageRequest.Read(query, 2, projectId?.ToString(), active?.ToString(), deleted is true ? "deleted" : null, q);
        if (page is null) return refusal!.ToProblem();
        // A tenant's very first request may be this one: it shows the categories that a tenant begins with.
        await knownTenants.GetAsync(cancellationToken);

        var categories = db.Categories.AsNoTracking();
        var restorable = time.GetUtcNow() - UndoWindow.Length;
        categories = deleted is true ? categories.Where(category => category.DeletedAt >= restorable) : categories.Where(category => category.DeletedAt == null);
        if (projectId is not null) categories = categories.Where(category => category.ProjectId == projectId);
        if (active is not null) categories = categories.Where(category => category.Active == active);
        if (NameSearch.Pattern(q) is { } pattern) categories = categories.Where(category => EF.Functions.Like(EF.Property<string>(category, CategoryMapping.NameKey), pattern, NameSearch.Escape));
        long? total = page.IncludeTotal ? await categories.LongCountAsync(cancellationToken) : null;
        if (page.After is { } after)
        {
            if (!Guid.TryParse(after[1], out var lastId)) return PageRequest.BadCursor.ToProblem();
            var lastName = after[0];
            categories = categories.Where(category => EF.Functions.GreaterThan(ValueTuple.Create(EF.Property<string>(category, CategoryMapping.NameKey), category.Id), ValueTuple.Create(lastName, lastId)));
        }
        var rows = await categories.OrderBy(category => EF.Property<string>(category, CategoryMapping.NameKey)).ThenBy(category => category.Id).Take(page.Limit + 1)
            .Select(category => new { Category = category, Key = EF.Property<string>(category, CategoryMapping.NameKey) }).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, row => CategoryAnswer.From(row.Category), row => [row.Key, row.Category.Id.ToString()], total).Linked(http));
    }
}
