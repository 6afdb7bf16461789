using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;

namespace TrackTok.Expenses.Categories;

/// <summary>Brings back a category that was deleted in the last 30 days; refuses when its name is taken meanwhile, or its project or parent is gone. Expenses that got its replacement keep it.</summary>
internal static class RestoreCategory
{
    public static async Task<Results<Ok<CategoryAnswer>, ProblemHttpResult>> HandleAsync(Guid id, ExpensesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var projectId = await db.Categories.Where(category => category.Id == id).Select(category => category.ProjectId).SingleOrDefaultAsync(cancellationToken);
        var projectGone = projectId is { } of && await ReviseProject.LockAsync(db, of, cancellationToken) is not { DeletedAt: null };
        var category = await CategoryTree.LockAsync(db, id, cancellationToken);
        if (category is null) return CategoryErrors.NotFound.ToProblem();
        if (category.Restore(time.GetUtcNow()) is { } refused) return refused.ToProblem();
        if (projectGone) return CategoryErrors.ParentDeleted.ToProblem();
        if (category.ParentId is { } parentId && await CategoryTree.RefuseParentAsync(db, parentId, category.ProjectId, cancellationToken) is not null) return CategoryErrors.ParentDeleted.ToProblem();

        db.Name(category, "restored");
        db.Tell(category.Revised);
        if (await db.SaveAsync(CategoryMapping.NameIndex, CategoryErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(CategoryAnswer.From(category));
    }
}
