using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>Brings back a project that was deleted in the last 30 days, with the categories that went with it; refuses when its name is taken meanwhile or the plan has no room.</summary>
internal static class RestoreProject
{
    public static async Task<Results<Ok<ProjectAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var project = await ReviseProject.LockAsync(db, id, cancellationToken);
        if (project is null) return ProjectErrors.NotFound.ToProblem();
        var (now, deletedAt) = (time.GetUtcNow(), project.DeletedAt);
        if (project.Restore(now) is { } refused) return refused.ToProblem();

        foreach (var category in await db.Categories.Where(category => category.ProjectId == id && category.DeletedAt == deletedAt).ToListAsync(cancellationToken))
        {
            category.Restore(now);
            db.Name(category, "restored");
            db.Tell(category.Revised);
        }
        var booked = await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Projects), now, cancellationToken, knownTenants);
        if (booked.Refusal is { } full) return full.ToProblem();
        db.Name(project, "restored");
        db.Tell(project.Revised);
        if (await db.SaveAsync(ProjectMapping.NameIndex, ProjectErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(ProjectAnswer.From(project, tenant.Today(time)));
    }
}
