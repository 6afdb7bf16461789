using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Categories;

/// <summary>Makes a category, for the whole tenant or for one project; refuses a name that is taken there.</summary>
internal static class CreateCategory
{
    public static async Task<Results<Created<CategoryAnswer>, ProblemHttpResult>> HandleAsync(
        CreateCategoryRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        await knownTenants.GetAsync(cancellationToken);
        var terms = request.Read();
        if (request.ProjectId is { } projectId && await ReviseProject.LockAsync(db, projectId, cancellationToken) is not { DeletedAt: null }) return CategoryErrors.ProjectUnknown.ToProblem();
        if (terms.ParentId is { } parentId && await CategoryTree.RefuseParentAsync(db, parentId, request.ProjectId, cancellationToken) is { } unfit) return unfit.ToProblem();

        var category = Category.Create(terms, request.ProjectId, time.GetUtcNow());
        db.Add(category);
        db.Tell(category.Revised);
        if (await db.SaveAsync(CategoryMapping.NameIndex, CategoryErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Created($"/api/v1/categories/{category.Id}", CategoryAnswer.From(category));
    }
}

internal sealed record CreateCategoryRequest : CategoryFields
{
    /// <summary>The project whose own it is; left out for the whole tenant. It stays as it is.</summary>
    public Guid? ProjectId { get; init; }
}
