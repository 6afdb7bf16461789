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
/// Lists the company's audit trail (SPEC 11.1), the newest first: all of it, or what one person did, what happened to one thing, one kind of change, or some time: days, counted in the
/// company's time zone, or instants, with both ends included.
/// </summary>
internal static class ListAudit
{
    private const int LongestWord = 100;

    internal static async Task<Results<Ok<Page<AuditAnswer>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] PageQuery page, Guid? actor, string? action, [FromQuery(Name = "entity_type")] string? entityType, [FromQuery(Name = "entity_id")] Guid? entityId,
        string? start, string? end, HttpContext http, AuditSources sources, KnownTenants tenants, TenantContext tenant, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OptionalText(action, "action", LongestWord);
        errors.OptionalText(entityType, "entity_type", LongestWord);
        var (first, last) = (AuditBound.Read(start, "start", errors), AuditBound.Read(end, "end", errors));
        if (errors.ToRefusal() is { } unfit) return unfit.ToProblem();
        var (request, refusal) = PageRequest.Read(page, keys: 1, actor?.ToString(), action, entityType, entityId?.ToString(), start, end);
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
        if (first is not null || last is not null)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById((await tenants.GetAsync(cancellationToken)).TimeZone);
            var (from, before) = (first?.From(zone), last?.Before(zone));
            if (from >= before) return Refusal.Invalid("end", "The end is not before the start.").ToProblem();
            if (from is { } begin) wanted.FromUnixUs = AuditReading.Microseconds(begin);
            if (before is { } over) wanted.BeforeUnixUs = AuditReading.Microseconds(over);
        }
        var (entries, total) = await sources.ReadAsync(wanted, cancellationToken);
        return TypedResults.Ok(request.ToPage(entries, AuditAnswer.From, line => [line.Entry.Id], total).Linked(http));
    }
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
