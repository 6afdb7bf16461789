namespace TrackTok.Expenses.Projects;

/// <summary>The routes of projects.</summary>
internal static class ProjectEndpoints
{
    public static void MapProjects(this RouteGroupBuilder api)
    {
    }
}
