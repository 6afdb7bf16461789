using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Expenses;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>
/// Deletes a category: its name is free, and for 30 days it can be restored. One that living expenses have asks for a replacement, which they get in the same transaction; one that other
/// categories are kinds of stays.
/// </summary>
internal static class DeleteCategory
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, [FromQuery(Name = "replacement_id")] Guid? replacementId, IfMatch ifMatch, ExpensesDbContext db, ExpenseKeeper keeper, TimeProvider time, CancellationToken cancellationToken)
    {
        if (replacementId is not null) await keeper.LockAllAsync(id, cancellationToken);
        var locked = await LockAsync(db, id, replacementId, cancellationToken);
        if (locked.Find(category => category.Id == id) is not { } category) return CategoryErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(category, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();
        if (await CategoryTree.HasChildrenAsync(db, id, cancellationToken)) return CategoryErrors.HasChildren.ToProblem();

        if (replacementId is null)
        {
            if (await db.Expenses.AnyAsync(expense => expense.CategoryId == id && expense.DeletedAt == null, cancellationToken)) return CategoryErrors.InUse.ToProblem();
        }
        else
        {
            if (locked.Find(other => other.Id == replacementId) is not { } replacement || !replacement.MayReplace(category)) return CategoryErrors.ReplacementUnfit.ToProblem();
            await keeper.RecategorizeAsync(id, replacement.Id, cancellationToken);
            db.ChangeTracker.Clear();
            db.Attach(category);
        }
        category.Delete(time.GetUtcNow());
        db.Name(category, "deleted");
        db.Tell(category.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The living rows, locked in the order of their ids: two that replace each other at the same moment wait and do not deadlock.</summary>
    private static Task<List<Category>> LockAsync(ExpensesDbContext db, Guid id, Guid? replacementId, CancellationToken cancellationToken) => db.Categories
        .FromSql($"SELECT * FROM categories WHERE tenant_id = {db.TenantId} AND id IN ({id}, {replacementId}) AND deleted_at IS NULL ORDER BY id FOR UPDATE")
        .ToListAsync(cancellationToken);
}
