using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>
/// Deletes a project and its own categories with it: its name is free, the plan has room for another, and for 30 days it can be restored. One that has expenses, or that expenses go
/// to by default, stays.
/// </summary>
internal static class DeleteProject
{
    public static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id, IfMatch ifMatch, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var project = await ReviseProject.LockAsync(db, id, cancellationToken);
        if (project is null || project.DeletedAt is not null) return ProjectErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(project, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();
        if (await db.TenantDefaults.AnyAsync(defaults => defaults.ProjectId == id, cancellationToken)) return ProjectErrors.IsDefault.ToProblem();
        if (await HasCategoriesInUseAsync(db, id, cancellationToken)) return ProjectErrors.InUse.ToProblem();

        var now = time.GetUtcNow();
        if (project.Delete(now) is { } refused) return refused.ToProblem();
        foreach (var category in await db.Categories.Where(category => category.ProjectId == id && category.DeletedAt == null).ToListAsync(cancellationToken))
        {
            category.Delete(now);
            db.Name(category, "deleted");
            db.Tell(category.Revised);
        }
        await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Projects, -1), now, cancellationToken);
        db.Name(project, "deleted");
        db.Tell(project.Revised);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>An expense that was taken out of the project may still have one of its categories.</summary>
    private static Task<bool> HasCategoriesInUseAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) => db.Categories
        .Where(category => category.ProjectId == id && category.DeletedAt == null)
        .AnyAsync(category => db.Expenses.Any(expense => expense.CategoryId == category.Id && expense.DeletedAt == null), cancellationToken);
}
