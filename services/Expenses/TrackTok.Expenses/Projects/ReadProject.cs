using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>Shows one living project with its figures, which are kept and not summed up.</summary>
internal static class ReadProject
{
    public static async Task<Results<Ok<ProjectAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var project = await db.Projects.AsNoTracking().SingleOrDefaultAsync(project => project.Id == id && project.DeletedAt == null, cancellationToken);
        return project is null ? ProjectErrors.NotFound.ToProblem() : TypedResults.Ok(ProjectAnswer.From(project, tenant.Today(time)));
    }
}
