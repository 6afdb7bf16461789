using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Projects;

/// <summary>The routes of projects.</summary>
internal static class ProjectEndpoints
{
    public static void MapProjects(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        projects.MapPost("/", CreateProject.HandleAsync).Requires(Permissions.WriteProjects).WithName("CreateProject")
            .WithExample("""{"name": "New office", "start_date": "2025-01-01", "end_date": "2025-06-30", "starting_budget": "20000.00"}""").WithSummary("Make a project")
            .Refuses(ProjectErrors.NameTaken, Plans.PlanErrors.LimitReached);
        projects.MapGet("/", ListProjects.HandleAsync).Requires(Permissions.ReadProjects).WithName("ListProjects").WithSummary("List projects with what they have spent");
        projects.MapGet("/{id:guid}", ReadProject.HandleAsync).Requires(Permissions.ReadProjects).WithName("ReadProject").WithSummary("Read a project with its figures")
            .Refuses(ProjectErrors.NotFound);
        projects.MapPatch("/{id:guid}", ReviseProject.HandleAsync).Requires(Permissions.WriteProjects).WithName("ReviseProject")
            .WithExample("""{"status": "on_hold", "end_date": null}""").WithSummary("Change a project by merge patch")
            .Refuses(ProjectErrors.NotFound, ProjectErrors.NameTaken, ProjectErrors.CurrencyFixed);
        projects.MapDelete("/{id:guid}", DeleteProject.HandleAsync).Requires(Permissions.WriteProjects).WithName("DeleteProject")
            .WithSummary("Delete a project without expenses; it can be restored for 30 days").Refuses(ProjectErrors.NotFound, ProjectErrors.InUse, ProjectErrors.IsDefault);
        projects.MapPost("/{id:guid}/restore", RestoreProject.HandleAsync).Requires(Permissions.WriteProjects).WithName("RestoreProject").WithSummary("Restore a deleted project")
            .Refuses(ProjectErrors.NotFound, ProjectErrors.NameTaken, UndoWindow.NotDeleted, UndoWindow.Over, Plans.PlanErrors.LimitReached);
    }
}
