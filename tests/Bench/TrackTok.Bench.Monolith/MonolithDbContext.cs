using Microsoft.EntityFrameworkCore;

namespace TrackTok.Bench.Monolith;

public sealed class MonolithDbContext(DbContextOptions<MonolithDbContext> options) : DbContext(options)
{
    public DbSet<Expense> Expenses => Set<Expense>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Expense>(expense =>
        {
            expense.ToTable("expenses").HasKey(row => new { row.TenantId, row.Id });
            expense.HasIndex(row => new { row.TenantId, row.ExpenseDate, row.Id });
            expense.Property(row => row.Amount).HasPrecision(19, 4);
        });
        modelBuilder.Entity<OutboxMessage>().ToTable("outbox").HasKey(row => row.Id);
        modelBuilder.Entity<AuditEntry>(entry =>
        {
            entry.ToTable("audit").HasKey(row => row.Id);
            entry.HasIndex(row => new { row.TenantId, row.EntityId });
            entry.Property(row => row.Changes).HasColumnType("jsonb");
        });
        modelBuilder.Entity<IdempotencyKey>().ToTable("idempotency").HasKey(row => new { row.TenantId, row.Key });
    }
}

public sealed class Expense
{
    public Guid TenantId { get; set; }

    public Guid Id { get; set; }

    public decimal Amount { get; set; }

    public string Currency { get; set; } = "";

    public string Title { get; set; } = "";

    public string? Description { get; set; }

    public string? Vendor { get; set; }

    public Guid? CategoryId { get; set; }

    public Guid? ProjectId { get; set; }

    public Guid? AccountId { get; set; }

    public DateOnly ExpenseDate { get; set; }

    public string? PaymentMethod { get; set; }

    public string Status { get; set; } = "";

    public string[] Tags { get; set; } = [];

    public Guid CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

public sealed class OutboxMessage
{
    public Guid Id { get; set; }

    public string Type { get; set; } = "";

    public string Body { get; set; } = "";

    public DateTimeOffset OccurredAt { get; set; }
}

public sealed class AuditEntry
{
    public Guid Id { get; set; }

    public Guid TenantId { get; set; }

    public Guid Actor { get; set; }

    public string Action { get; set; } = "";

    public Guid EntityId { get; set; }

    public string Changes { get; set; } = "{}";

    public DateTimeOffset OccurredAt { get; set; }
}

public sealed class IdempotencyKey
{
    public Guid TenantId { get; set; }

    public string Key { get; set; } = "";

    public string Answer { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}
