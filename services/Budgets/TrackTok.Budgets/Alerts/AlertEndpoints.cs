using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Alerts;

/// <summary>The routes of alerts. Marking asks for no more than reading, because it changes nothing for anyone else.</summary>
internal static class AlertEndpoints
{
    public static void MapAlerts(this RouteGroupBuilder api)
    {
        var alerts = api.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", ListAlerts.HandleAsync).Requires(Permissions.ReadAlerts)
            .WithName("ListAlerts").WithSummary("List alerts, newest first");
        alerts.MapGet("/stats", GetAlertStats.HandleAsync).Requires(Permissions.ReadAlerts)
            .WithName("GetAlertStats").WithSummary("How many alerts there are, and how many are unread");
        alerts.MapPost("/mark-all-read", MarkAllRead.HandleAsync).Requires(Permissions.ReadAlerts)
            .WithName("MarkAllAlertsRead").WithSummary("Mark every alert as read by oneself");
        alerts.MapGet("/{id:guid}", GetAlert.HandleAsync).Requires(Permissions.ReadAlerts)
            .WithName("GetAlert").WithSummary("Show an alert with its explanation").Refuses(AlertErrors.NotFound);
        alerts.MapPatch("/{id:guid}", MarkAlert.HandleAsync).Requires(Permissions.ReadAlerts)
            .WithName("MarkAlert")
            .WithExample("""{"read": true}""").WithSummary("Mark an alert read or dismissed for oneself").Refuses(AlertErrors.NotFound);
    }
}
