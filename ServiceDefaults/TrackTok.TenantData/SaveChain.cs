using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>
/// What happens to every save, in this order: rows are stamped with the tenant (and a foreign one refused), versions are raised, audit entries are written,
/// facts become outbox rows. All of it is part of the same transaction, and outside a <see cref="UnitOfWork"/> of the same save.
/// </summary>
internal sealed class SaveChain(TimeProvider time) : SaveChangesInterceptor
{
    /// <summary>Says when a row was changed, as the entry itself does; no member that anybody changed.</summary>
    internal const string LastChange = "UpdatedAt";

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, string?> Nouns = new();

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext context) Prepare(context, Changed(context), time.GetUtcNow());
        return ValueTask.FromResult(result);
    }

    public override async ValueTask<int> SavedChangesAsync(SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is TenantDbContext { Journal.Appended.AreMany: true } context) await context.Journal.Appended.WriteAsync(context, cancellationToken);
        return result;
    }

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result) =>
        throw new NotSupportedException("Save asynchronously: a blocked thread is one request less.");

    /// <summary>What the next save would write.</summary>
    internal static List<EntityEntry> Changed(TenantDbContext context)
    {
        context.ChangeTracker.DetectChanges();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. context.ChangeTracker.Entries().Where(entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)];
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    /// <summary>Makes the rows ready, and puts beside them what goes with them.</summary>
    internal static void Prepare(TenantDbContext context, List<EntityEntry> entries, DateTimeOffset now)
    {
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            foreach (var entry in entries)
            {
                if (entry.Entity is ITenantOwned) Stamp(context, entry);
                if (entry.State == EntityState.Modified && entry.Entity is IVersioned)
                {
                    var version = entry.Property(nameof(IVersioned.Version));
                    version.CurrentValue = (long)version.OriginalValue! + 1;
                }
            }
            foreach (var entry in entries) if (NounOf(entry) is { } noun) context.Append(Describe(context, entry, noun, now));
            foreach (var happened in context.Journal.Events) context.Append(Describe(context, happened, now));
            foreach (var fact in context.Journal.Facts)
            {
                var message = OutboxMessage.From(fact(), now);
                context.Append(message);
                context.Journal.Told.Add((message.ShortType, message.Id));
            }
            context.Journal.Facts.Clear();
            context.Journal.Events.Clear();
            context.Journal.Actions.Clear();
        }
        finally
        {
            context.ChangeTracker.AutoDetectChangesEnabled = true;
        }
    }

    private static void Stamp(TenantDbContext context, EntityEntry entry)
    {
        var property = entry.Property(nameof(ITenantOwned.TenantId));
        if (entry.State == EntityState.Added && (Guid)property.CurrentValue! == Guid.Empty) property.CurrentValue = context.TenantId;
        if ((Guid)property.CurrentValue! != context.TenantId || (entry.State != EntityState.Added && (Guid)property.OriginalValue! != context.TenantId))
            throw new TenantWallException($"A {entry.Metadata.ClrType.Name} of another tenant was about to be saved.");
    }

    private static string? NounOf(EntityEntry entry) => Nouns.GetOrAdd(entry.Metadata.ClrType, type =>
        type.IsAssignableTo(typeof(IAudited))
            ? (string)type.GetInterfaceMap(typeof(IAudited)).TargetMethods.Single(method => method.IsStatic && method.Name.EndsWith("get_" + nameof(IAudited.AuditNoun), StringComparison.Ordinal)).Invoke(null, null)!
            : null);

    private static AuditEntry Describe(TenantDbContext context, EntityEntry entry, string noun, DateTimeOffset now)
    {
        var action = context.Journal.Actions.GetValueOrDefault(entry.Entity) ?? entry.State switch
        {
            EntityState.Added => "created",
            EntityState.Deleted => "erased",
            _ => "changed",
        };
        var entity = (IAudited)entry.Entity;
        var changes = new JsonObject();
        foreach (var property in entry.Properties)
        {
            if (property.Metadata.IsPrimaryKey() || property.Metadata.Name is nameof(IVersioned.Version) or LastChange || property.Metadata.IsShadowProperty()) continue;
            if (entry.State == EntityState.Modified && !property.IsModified && property.Metadata.Name != entity.KnownBy) continue;
            Note(changes, JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Metadata.Name),
                entry.State == EntityState.Added ? null : property.OriginalValue, entry.State == EntityState.Deleted ? null : property.CurrentValue);
        }
        return AuditEntry.Of(context, $"{noun}.{action}", noun, entity.Id, entity.Version, changes.ToJsonString(JsonDefaults.Options), now);
    }

    private static AuditEntry Describe(TenantDbContext context, JournalEvent happened, DateTimeOffset now)
    {
        var changes = new JsonObject { ["value"] = new JsonArray(Value(happened.Before), Value(happened.After)) };
        return AuditEntry.Of(context, happened.Action, happened.EntityType, happened.EntityId, null, changes.ToJsonString(JsonDefaults.Options), now);
    }

    private static void Note(JsonObject changes, string name, object? before, object? after)
    {
        if (before is null && after is null) return;
        changes[name] = new JsonArray(Value(before), Value(after));
    }

    private static JsonNode? Value(object? value) => value is null ? null : JsonSerializer.SerializeToNode(value, value.GetType(), JsonDefaults.Options);
}

/// <summary>Code was about to cross from one tenant to another: always a bug, never a user's mistake.</summary>
public sealed class TenantWallException(string message) : InvalidOperationException(message);
