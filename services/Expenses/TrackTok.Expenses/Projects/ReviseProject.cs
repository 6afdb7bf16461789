using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>Changes a project by merge patch: what is left out stays, null clears.</summary>
internal static class ReviseProject
{
    public static async Task<Results<Ok<ProjectAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id, ReviseProjectRequest request, IfMatch ifMatch, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, CancellationToken cancellationToken)
    {
        var tenant = await knownTenants.GetAsync(cancellationToken);
        var project = await LockAsync(db, id, cancellationToken);
        if (project is null || project.DeletedAt is not null) return ProjectErrors.NotFound.ToProblem();
        if (await db.RefuseStaleAsync(project, ifMatch, cancellationToken) is { } stale) return stale.ToProblem();

        var (terms, invalid) = request.ApplyTo(project).Read(tenant.Currency);
        if (invalid is not null) return invalid.ToProblem();
        if (request.AllowedAccountIds.IsGiven && await terms!.RefuseUnknownAccountsAsync(db, cancellationToken) is { } unknown) return unknown.ToProblem();
        if (project.Revise(terms!, time.GetUtcNow()) is { } refused) return refused.ToProblem();

        if (db.Entry(project).State == EntityState.Modified) db.Tell(project.Revised);
        if (await db.SaveAsync(ProjectMapping.NameIndex, ProjectErrors.NameTaken, cancellationToken) is { } taken) return taken.ToProblem();
        return TypedResults.Ok(ProjectAnswer.From(project, tenant.Today(time)));
    }

    /// <summary>Reads the row and keeps it from being moved by expenses until the change is committed.</summary>
    public static Task<Project?> LockAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Projects.FromSql($"SELECT * FROM projects WHERE tenant_id = {db.TenantId} AND id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);
}

/// <summary>A merge patch (RFC 7396) of a project.</summary>
internal sealed record ReviseProjectRequest
{
    public Change<string> Name { get; init; }
    public Change<string> Description { get; init; }

    [OneOf(typeof(Project), nameof(Project.Statuses))]
    public Change<string> Status { get; init; }
    public Change<DateOnly?> StartDate { get; init; }
    public Change<DateOnly?> EndDate { get; init; }
    public Change<AmountText?> StartingBudget { get; init; }
    public Change<AmountText?> ProjectedEstimate { get; init; }
    public Change<string> Currency { get; init; }
    public Change<Guid[]> AllowedAccountIds { get; init; }

    public ProjectFields ApplyTo(Project project) => new()
    {
        Name = Name.Or(project.Name),
        Description = Description.Or(project.Description),
        Status = Status.Or(project.Status),
        StartDate = StartDate.Or(project.StartDate),
        EndDate = EndDate.Or(project.EndDate),
        StartingBudget = StartingBudget.Or(project.StartingBudget),
        ProjectedEstimate = ProjectedEstimate.Or(project.ProjectedEstimate),
        Currency = Currency.Or(project.CurrencyCode),
        AllowedAccountIds = AllowedAccountIds.Or(project.AllowedAccountIds),
    };
}
