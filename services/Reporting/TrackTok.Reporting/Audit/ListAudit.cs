using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.TenantData.Auditing;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Audit;

/// <summary>
/// Lists the company's audit trail (SPEC 11.1), the newest first: all of it, or what one person did, what happened to one thing, one kind of change, or some days, counted in the
/// company's time zone with both ends included.
/// </summary>
internal static class ListAudit
{
    private const int LongestWord = 100;

    internal static async Task<Results<Ok<Page<AuditAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, Guid? actor, string? action, [FromQuery(Name = "entity_type")] string? entityType, [FromQuery(Name = "entity_id")] Guid? entityId,
        DateOnly? start, DateOnly? end, HttpContext http, AuditSources sources, KnownTenants tenants, TenantContext tenant, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OptionalText(action, "action", LongestWord);
        errors.OptionalText(entityType, "entity_type", LongestWord);
        if (start > end) errors.Add("end", "The end is not before the start.");
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 1, actor?.ToString(), action, entityType, entityId?.ToString(), Text(start), Text(end));
        if (request is null) return refusal!.ToProblem();

        var wanted = new ListEntriesRequest { TenantId = tenant.TenantId.ToString(), Limit = request.Limit + 1, Count = request.IncludeTotal };
        if (request.After is [var position])
        {
            if (!Guid.TryParse(position, out var before)) return PageRequest.BadCursor.ToProblem();
            wanted.BeforeId = before.ToString();
        }
        if (actor is { } person) wanted.ActorId = person.ToString();
        if (action is not null) wanted.Action = action;
        if (entityType is not null) wanted.EntityType = entityType;
        if (entityId is { } entity) wanted.EntityId = entity.ToString();
        if (start is not null || end is not null)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById((await tenants.GetAsync(cancellationToken)).TimeZone);
            if (start is { } first) wanted.FromUnixUs = AuditReading.Microseconds(Begin(first, zone));
            if (end is { } last && last < DateOnly.MaxValue) wanted.BeforeUnixUs = AuditReading.Microseconds(Begin(last.AddDays(1), zone));
        }
        var (entries, total) = await sources.ReadAsync(wanted, cancellationToken);
        return TypedResults.Ok(request.ToPage(entries, AuditAnswer.From, line => [line.Entry.Id], total).Linked(http));
    }

    /// <summary>The instant at which a day begins there. Where the clocks skip midnight, it begins when they have.</summary>
    private static DateTimeOffset Begin(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static string? Text(DateOnly? day) => day?.ToString("O", CultureInfo.InvariantCulture);
}

/// <param name="Service">Which service keeps the entry.</param>
/// <param name="ActorId">The person; null for the system itself, a service or somebody not signed in.</param>
/// <param name="Action">Noun and verb: <c>expense.created</c>.</param>
/// <param name="Changes">For each member its old and its new value.</param>
internal sealed record AuditAnswer(
    Guid Id, DateTimeOffset OccurredAt, string Service, Guid? ActorId, string Actor, string Action, string EntityType, Guid EntityId, long? EntityVersion, JsonElement Changes,
    string? RequestId, string? Address)
{
    internal static AuditAnswer From((string Service, Entry Entry) line)
    {
        var entry = line.Entry;
        return new AuditAnswer(
            Guid.Parse(entry.Id), AuditReading.Instant(entry.OccurredUnixUs), line.Service, entry.HasActorId ? Guid.Parse(entry.ActorId) : null, entry.Actor, entry.Action, entry.EntityType,
            Guid.Parse(entry.EntityId), entry.HasEntityVersion ? entry.EntityVersion : null, JsonElement.Parse(entry.Changes), entry.HasRequestId ? entry.RequestId : null,
            entry.HasAddress ? entry.Address : null);
    }
}
