using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>
/// The base of every service's context: the tenant wall's first layer (query filters and stamping), and the tables that go with a change in the same transaction:
/// outbox, inbox, idempotency, audit.
/// </summary>
public abstract class TenantDbContext(DbContextOptions options) : DbContext(options)
{
    /// <summary>The name of the filter that hides other tenants' rows.</summary>
    public const string TenantFilter = "tenant";

    private TenantContext? _tenant;

    /// <summary>Whose rows this context sees. Throws when no tenant is set.</summary>
    public Guid TenantId => (_tenant ?? throw new TenantNotSetException()).TenantId;

    /// <summary>True once the scope has a tenant; infrastructure (dispatcher, migrations) works without one and sees no tenant's rows.</summary>
    public bool HasTenant => _tenant is { IsSet: true };

    /// <summary>Who changes rows in this scope; the audit trail names them.</summary>
    public CallerContext Caller { get; private set; } = new();

    internal ChangeJournal Journal { get; } = new();

    /// <summary>The transaction (EF's id of it) in which PostgreSQL was told the tenant. It holds for no other, so it may stay behind.</summary>
    internal Guid? ToldTransaction { get; set; }

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    public DbSet<InboxMessage> Inbox => Set<InboxMessage>();

    public DbSet<IdempotencyRecord> Idempotency => Set<IdempotencyRecord>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    /// <summary>Binds a pooled context to the scope that uses it now.</summary>
    internal void Bind(TenantContext tenant, CallerContext caller)
    {
        _tenant = tenant;
        Caller = caller;
        Journal.Clear();
        Journal.Appended.AreWritten = false;
    }

    /// <summary>Announces a fact: it is published after the transaction is committed, and not at all if it is not.</summary>
    /// <param name="fact">Made when the change is saved, so that it carries the version that the row has then.</param>
    public void Tell(Func<object> fact) => Journal.Facts.Add(fact);

    /// <summary>
    /// Adds a row that is written once: a revision, an entry of a history. In a <see cref="UnitOfWork"/> it is written by the commit, past the change tracker, so nothing in the same
    /// transaction finds it; elsewhere the next save saves it.
    /// </summary>
    public void Append(object row)
    {
        if (Journal.Appended.AreWritten) Journal.Appended.Add(row);
        else Add(row);
    }

    /// <summary>
    /// Saves one new row, whole as it is, with all that goes with a save. In a <see cref="UnitOfWork"/> the commit writes it, a round trip less, so nothing more may be done with it or asked
    /// of it in the same transaction; elsewhere, and where more than this row is to be saved, it is a save like any other.
    /// </summary>
    /// <param name="row">Added to the context, and not yet saved.</param>
    public Task SaveLastAsync(object row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!Journal.Appended.AreWritten || SaveChain.Changed(this) is not [{ State: EntityState.Added } entry] changed || entry.Entity != row) return SaveChangesAsync(cancellationToken);
        Journal.Appended.AddFirst(row);
        SaveChain.Prepare(this, changed, now);
        entry.State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    /// <summary>
    /// Does something once the write's transaction (<see cref="UnitOfWork"/>) is committed and before the client is answered, and not at all if it is rolled back: ending tokens that
    /// say what no longer holds. When it fails the client is told so, though the change stands; a repetition must do it again.
    /// </summary>
    public void AfterCommit(Func<Task> action) => Journal.AfterCommit.Add(action);

    /// <summary>Names the change of an entity in the audit trail, such as <c>submitted</c>, instead of the plain <c>changed</c>.</summary>
    public void Name(object entity, string action) => Journal.Actions[entity] = action;

    /// <summary>Adds an entry to the audit trail that stands for no row: a sign-in, a refusal.</summary>
    public void Record(string action, string entityType, Guid entityId, object? before = null, object? after = null) =>
        Journal.Events.Add(new JournalEvent(action, entityType, entityId, before, after));

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(TenantDbContext).Assembly);
        modelBuilder.ApplyConfigurationsFromAssembly(GetType().Assembly);
        foreach (var type in modelBuilder.Model.GetEntityTypes().ToList())
        {
            if (type.ClrType.IsAssignableTo(typeof(ITenantOwned)) && type.BaseType is null && !type.IsOwned())
                modelBuilder.Entity(type.ClrType).HasQueryFilter(TenantFilter, TenantIs(type.ClrType));
            if (type.ClrType.IsAssignableTo(typeof(IVersioned))) modelBuilder.Entity(type.ClrType).Property(nameof(IVersioned.Version)).IsConcurrencyToken();
        }
    }

    private LambdaExpression TenantIs(Type entity)
    {
        var row = Expression.Parameter(entity, "row");
        return Expression.Lambda(
            Expression.Equal(Expression.Property(row, nameof(ITenantOwned.TenantId)), Expression.Property(Expression.Constant(this, GetType()), nameof(TenantId))), row);
    }
}

/// <summary>What is to go with the next save: facts to tell, names of changes, audit entries without a row.</summary>
internal sealed class ChangeJournal
{
    internal List<Func<object>> Facts { get; } = [];

    internal Dictionary<object, string> Actions { get; } = new(ReferenceEqualityComparer.Instance);

    internal List<JournalEvent> Events { get; } = [];

    internal List<Func<Task>> AfterCommit { get; } = [];

    internal AppendedRows Appended { get; } = new();

    /// <summary>The messages that this scope's saves put into the outbox, or its commit will: what a reader may wait for.</summary>
    internal List<(string Type, Guid Id)> Told { get; } = [];

    internal void Clear()
    {
        Facts.Clear();
        Actions.Clear();
        Events.Clear();
        AfterCommit.Clear();
        Appended.Clear();
        Told.Clear();
    }
}

internal sealed record JournalEvent(string Action, string EntityType, Guid EntityId, object? Before, object? After);
