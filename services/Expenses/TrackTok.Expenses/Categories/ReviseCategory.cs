using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>Changes a category by merge patch: what is left out stays, null clears. Whose it is, tenant's or project's, stays.</summary>
internal static class ReviseCategory
{
    public static async Task<Results<Ok<CategoryAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReviseCategoryRequest request, IfMatch ifMatch, ExpensesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var category = await CategoryTree.LockAsync(db, id, cancellationToken);
        if (category is not { DeletedAt: null }) return CategoryErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(category, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();
        var fields = request.ApplyTo(category);
        var errors = new RequestErrors();
        fields.Check(errors);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        var terms = fields.Read();
        if (terms.ParentId is { } parentId && parentId != category.ParentId)
        {
            if (parentId == id) return CategoryErrors.ParentUnknown.ToProblem();
            if (await CategoryTree.RefuseParentAsync(db, parentId, category.ProjectId, cancellationToken) is { } unfit) return unfit.ToProblem();
            if (await CategoryTree.HasChildrenAsync(db, id, cancellationToken)) return CategoryErrors.ParentOfOthers.ToProblem();
        }
        category.Revise(terms, time.GetUtcNow());

        if (db.Entry(category).State == EntityState.Modified) db.Tell(category.Revised);
        if (await db.SaveAsync(CategoryMapping.NameIndex, CategoryErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(CategoryAnswer.From(category));
    }
}

/// <summary>A merge patch (RFC 7396) of a category.</summary>
internal sealed record ReviseCategoryRequest
{
    public Change<string> Name { get; init; }
    public Change<string> Description { get; init; }
    public Change<Guid?> ParentId { get; init; }
    public Change<string> Color { get; init; }
    public Change<string> Icon { get; init; }
    public Change<bool?> Active { get; init; }

    public CategoryFields ApplyTo(Category category) => new()
    {
        Name = Name.Or(category.Name),
        Description = Description.Or(category.Description),
        ParentId = ParentId.Or(category.ParentId),
        Color = Color.Or(category.Color),
        Icon = Icon.Or(category.Icon),
        Active = Active.Or(category.Active),
    };
}
