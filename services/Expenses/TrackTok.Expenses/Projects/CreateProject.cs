using Microsoft.AspNetCore.Http.HttpResults;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>Makes a project; refuses a name that is taken, and one project more than the plan allows.</summary>
internal static class CreateProject
{
    public static async Task<Results<Created<ProjectAnswer>, ProblemHttpResult>> HandleAsync(
        CreateProjectRequest request, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var (terms, invalid) = request.Read(tenant.Currency);
        if (invalid is not null) return invalid.ToProblem();
        if (await terms!.RefuseUnknownAccountsAsync(db, cancellationToken) is { } unknown) return unknown.ToProblem();

        var now = time.GetUtcNow();
        var project = Project.Create(terms, now);
        var booked = await Ledger.PostAsync(db, new Booking().Take(tenant.Limits.Projects), now, cancellationToken, knownTenants);
        if (booked.Refusal is { } full) return full.ToProblem();

        db.Add(project);
        db.Tell(project.Revised);
        if (await db.SaveAsync(ProjectMapping.NameIndex, ProjectErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Created($"/api/v1/projects/{project.Id}", ProjectAnswer.From(project, tenant.Today(time)));
    }
}

internal sealed record CreateProjectRequest : ProjectFields;
