using System.Text.Json;
using TrackTok.Budgets.Budgets;
using TrackTok.Budgets.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Budgets.Alerts;

/// <summary>An alert as one person sees it.</summary>
/// <param name="Read">By this person.</param>
/// <param name="ResolvedAt">When the cause was gone; null while it lasts.</param>
/// <param name="Version">Counts what happened to the alert and what this person did with it.</param>
internal sealed record AlertAnswer(
    Guid Id, [property: OneOf(typeof(AlertKinds))] string Kind, [property: OneOf(typeof(Severities))] string Severity, string EntityType, Guid EntityId, string Title, string Message, JsonElement Explanation, bool Read, bool Dismissed,
    DateTimeOffset? ResolvedAt, DateTimeOffset CreatedAt, long Version) : IVersionedAnswer
{
    public static AlertAnswer From(SeenAlert seen) => new(
        seen.Alert.Id, seen.Alert.Kind, seen.Alert.Severity, seen.Alert.EntityType, seen.Alert.EntityId, seen.Alert.Title, seen.Alert.Message,
        JsonSerializer.Deserialize<JsonElement>(seen.Alert.Explanation), seen.Read, seen.Dismissed, seen.Alert.ResolvedAt, seen.Alert.CreatedAt, seen.Version);
}

/// <summary>An alert with what one person did with it.</summary>
internal sealed class SeenAlert
{
    public required Alert Alert { get; init; }

    public required bool Read { get; init; }

    public required bool Dismissed { get; init; }

    public required long Version { get; init; }
}

internal static class SeenAlerts
{
    /// <summary>The alerts that the caller may see, as they see them: of all budgets, or of those set for themselves.</summary>
    public static IQueryable<SeenAlert> SeenBy(this BudgetsDbContext db, CallerContext caller)
    {
        var person = caller.Caller.Person;
        IQueryable<Alert> alerts = db.Alerts;
        if (caller.Caller.OnlyOwn(Permissions.ReadAlerts)) alerts = alerts.Where(alert => db.Set<Budget>().Any(budget => budget.Id == alert.EntityId && budget.UserId == person));
        return from alert in alerts
               join mark in db.AlertMarks.Where(mark => mark.UserId == person) on alert.Id equals mark.AlertId into marks
               from mark in marks.DefaultIfEmpty()
               from reader in db.AlertReaders.Where(reader => reader.UserId == person).DefaultIfEmpty()
               select new SeenAlert
               {
                   Alert = alert,
                   Read = mark.Read ?? (reader != null && alert.Id <= reader.ReadUpTo),
                   Dismissed = mark != null && mark.Dismissed,
                   Version = alert.Version + (mark != null ? mark.Version : 0) + (reader != null ? reader.Version : 0),
               };
    }
}
