using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData.Auditing;

namespace TrackTok.TenantData;

/// <summary>Answers what this service's part of the audit trail holds; map it with <c>app.MapInternal&lt;AuditTrailService&lt;XDbContext&gt;&gt;()</c>.</summary>
public sealed class AuditTrailService<TContext>(TContext db, TenantContext tenant) : AuditTrail.AuditTrailBase
    where TContext : TenantDbContext
{
    public override Task<ListEntriesResponse> ListEntries(ListEntriesRequest request, ServerCallContext context)
    {
        tenant.Set(AuditReading.Id(request.TenantId));
        return AuditReading.ReadAsync(db, request, context.CancellationToken);
    }
}

/// <summary>Reads a context's own part of the trail. Ids are in the order of time, so they are the order of the page.</summary>
public static class AuditReading
{
    public const int Most = 101;

    /// <exception cref="RpcException">The request names something that is no id.</exception>
    public static async Task<ListEntriesResponse> ReadAsync(TenantDbContext db, ListEntriesRequest request, CancellationToken cancellationToken)
    {
        var found = Found(db.Audit.AsNoTracking(), request);
        var response = new ListEntriesResponse();
        if (request.Count) response.Total = await found.LongCountAsync(cancellationToken);
        if (request.HasBeforeId && Id(request.BeforeId) is var before) found = found.Where(entry => entry.Id < before);
        var entries = await found.OrderByDescending(entry => entry.Id).Take(Math.Clamp(request.Limit, 1, Most)).ToListAsync(cancellationToken);
        response.Entries.AddRange(entries.Select(Message));
        return response;
    }

    internal static Guid Id(string text) => Guid.TryParse(text, out var id) && id != Guid.Empty ? id : throw Refusal.Invalid("id", "Give a UUID.").ToRpc();

    private static IQueryable<AuditEntry> Found(IQueryable<AuditEntry> entries, ListEntriesRequest request)
    {
        if (request.HasActorId && Id(request.ActorId) is var actor) entries = entries.Where(entry => entry.ActorId == actor);
        if (request.HasAction && request.Action is var action)
        {
            // A noun alone stands for all that can happen to it.
            var all = action + ".";
            entries = action.Contains('.', StringComparison.Ordinal) ? entries.Where(entry => entry.Action == action) : entries.Where(entry => entry.Action.StartsWith(all));
        }
        if (request.HasEntityType && request.EntityType is var type) entries = entries.Where(entry => entry.EntityType == type);
        if (request.HasEntityId && Id(request.EntityId) is var entity) entries = entries.Where(entry => entry.EntityId == entity);
        if (request.HasFromUnixUs && Instant(request.FromUnixUs) is var from) entries = entries.Where(entry => entry.OccurredAt >= from);
        if (request.HasBeforeUnixUs && Instant(request.BeforeUnixUs) is var before) entries = entries.Where(entry => entry.OccurredAt < before);
        return entries;
    }

    private static Entry Message(AuditEntry entry)
    {
        var message = new Entry
        {
            Id = entry.Id.ToString(),
            OccurredUnixUs = Microseconds(entry.OccurredAt),
            Actor = entry.Actor,
            Action = entry.Action,
            EntityType = entry.EntityType,
            EntityId = entry.EntityId.ToString(),
            Changes = entry.Changes,
        };
        if (entry.ActorId is { } actor) message.ActorId = actor.ToString();
        if (entry.EntityVersion is { } version) message.EntityVersion = version;
        if (entry.RequestId is { } request) message.RequestId = request;
        if (entry.Address is { } address) message.Address = address;
        return message;
    }

    public static long Microseconds(DateTimeOffset instant) => (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset Instant(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
