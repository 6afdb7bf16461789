using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>Deletes a category: its name is free, and for 30 days it can be restored. One that other categories are kinds of stays.</summary>
internal static class DeleteCategory
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(Guid id, IfMatch ifMatch, ExpensesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var category = await CategoryTree.LockAsync(db, id, cancellationToken);
        if (category is not { DeletedAt: null }) return CategoryErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(category, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();
        if (await CategoryTree.HasChildrenAsync(db, id, cancellationToken)) return CategoryErrors.HasChildren.ToProblem();

        category.Delete(time.GetUtcNow());
        db.Name(category, "deleted");
        db.Tell(category.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
