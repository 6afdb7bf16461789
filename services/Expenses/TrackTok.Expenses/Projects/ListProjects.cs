using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Projects;

/// <summary>Lists living projects by name, whatever its case, or deleted ones that can be restored; by state, or by a part of the name.</summary>
internal static class ListProjects
{
    public static async Task<Results<Ok<Page<ProjectAnswer>>, ProblemHttpResult>> HandleAsync(
        [OneOf(typeof(Project), nameof(Project.Statuses))] string? status, bool? deleted, string? q, [AsParameters] PageQuery query, ExpensesDbContext db, KnownTenants knownTenants, TimeProvider time, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OneOf(status, "status", [.. Project.Statuses]);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        var (page, refusal) = PageRequest.Read(query, 2, status, deleted is true ? "deleted" : null, q);
        if (page is null) return refusal!.ToProblem();
        var tenant = await knownTenants.GetAsync(cancellationToken);

        var projects = db.Projects.AsNoTracking();
        var restorable = time.GetUtcNow() - UndoWindow.Length;
        projects = deleted is true ? projects.Where(project => project.DeletedAt >= restorable) : projects.Where(project => project.DeletedAt == null);
        if (status is not null) projects = projects.Where(project => project.Status == status);
        if (NameSearch.Pattern(q) is { } pattern) projects = projects.Where(project => EF.Functions.Like(EF.Property<string>(project, ProjectMapping.NameKey), pattern, NameSearch.Escape));
        long? total = page.IncludeTotal ? await projects.LongCountAsync(cancellationToken) : null;
        if (page.After is { } after)
        {
            if (!Guid.TryParse(after[1], out var lastId)) return PageRequest.BadCursor.ToProblem();
            var lastName = after[0];
            projects = projects.Where(project => EF.Functions.GreaterThan(ValueTuple.Create(EF.Property<string>(project, ProjectMapping.NameKey), project.Id), ValueTuple.Create(lastName, lastId)));
        }
        var rows = await projects.OrderBy(project => EF.Property<string>(project, ProjectMapping.NameKey)).ThenBy(project => project.Id).Take(page.Limit + 1)
            .Select(project => new { Project = project, Key = EF.Property<string>(project, ProjectMapping.NameKey) }).ToListAsync(cancellationToken);
        var today = tenant.Today(time);
        return TypedResults.Ok(page.ToPage(rows, row => ProjectAnswer.From(row.Project, today), row => [row.Key, row.Project.Id.ToString()], total).Linked(http));
    }
}
