using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.TenantData;

/// <summary>
/// One line of the audit trail: who changed what, from where, old and new (SPEC 11.1). Written in the transaction of the change; the application's role can
/// neither change nor delete it. <see cref="Sequence"/> counts a tenant's entries in this service without gaps: the database gives it at the insert, under a lock
/// that lasts until the commit, so that a rolled-back change leaves no hole.
/// </summary>
public sealed class AuditEntry : IAppendOnly
{
    private AuditEntry()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Sequence { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>The person; null for the system itself.</summary>
    public Guid? ActorId { get; private set; }

    public string Actor { get; private set; } = "";

    /// <summary>Noun and verb: <c>expense.created</c>.</summary>
    public string Action { get; private set; } = "";

    public string EntityType { get; private set; } = "";

    public Guid EntityId { get; private set; }

    /// <summary>The version that the change led to.</summary>
    public long? EntityVersion { get; private set; }

    /// <summary>JSON: for each member, its old and its new value.</summary>
    public string Changes { get; private set; } = "{}";

    public string? RequestId { get; private set; }

    public string? Address { get; private set; }

    public string? TraceId { get; private set; }

    internal static AuditEntry Of(TenantDbContext context, string action, string entityType, Guid entityId, long? version, string changes, DateTimeOffset now)
    {
        var caller = context.Caller;
        return new AuditEntry
        {
            TenantId = context.TenantId,
            Id = Guid.CreateVersion7(now),
            OccurredAt = now,
            ActorId = caller.Caller.UserId,
            Actor = caller.Caller.Subject,
            Action = action,
            EntityType = entityType,
            EntityId = entityId,
            EntityVersion = version,
            Changes = changes,
            RequestId = caller.RequestId,
            Address = caller.Address,
            TraceId = Activity.Current?.TraceId.ToString(),
        };
    }
}

/// <summary>The last sequence number of each tenant's trail.</summary>
public sealed class AuditCounter : ITenantOwned
{
    public Guid TenantId { get; private set; }

    public long Last { get; private set; }
}

internal sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>, IEntityTypeConfiguration<AuditCounter>
{
    /// <summary>The trigger that numbers entries.</summary>
    internal const string Script = """
        CREATE OR REPLACE FUNCTION number_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit_counters AS counter (tenant_id, last) VALUES (NEW.tenant_id, 1)
            ON CONFLICT (tenant_id) DO UPDATE SET last = counter.last + 1
            RETURNING last INTO NEW.sequence;
            RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER number_audit_entry BEFORE INSERT ON audit_entries FOR EACH ROW EXECUTE FUNCTION number_audit_entry();
        """;

    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(entry => new { entry.TenantId, entry.Id });
        builder.HasIndex(entry => new { entry.TenantId, entry.Sequence }).IsUnique();
        builder.HasIndex(entry => new { entry.TenantId, entry.EntityId, entry.EntityVersion });
        builder.Property(entry => entry.Id).ValueGeneratedNever();
        builder.Property(entry => entry.Changes).HasColumnType("jsonb");
        builder.Property(entry => entry.Actor).HasMaxLength(200);
        builder.Property(entry => entry.Action).HasMaxLength(100);
        builder.Property(entry => entry.EntityType).HasMaxLength(50);
        builder.Property(entry => entry.RequestId).HasMaxLength(128);
        builder.Property(entry => entry.Address).HasMaxLength(64);
        builder.Property(entry => entry.TraceId).HasMaxLength(32);
    }

    public void Configure(EntityTypeBuilder<AuditCounter> builder)
    {
        builder.ToTable("audit_counters");
        builder.HasKey(counter => counter.TenantId);
    }
}
