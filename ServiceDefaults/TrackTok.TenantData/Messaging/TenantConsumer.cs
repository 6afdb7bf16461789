using MassTransit;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using TrackTok.Tenancy;

namespace TrackTok.TenantData;

/// <summary>
/// Reacts to one kind of event: in a transaction of the event's tenant, once per message. Derive from it, name the class <c>&lt;Event&gt;Consumer</c>, and change rows in
/// <see cref="HandleAsync"/>; saving and committing happen here.
/// </summary>
public abstract class TenantConsumer<TContext, TMessage>(TContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time) : IConsumer<TMessage>
    where TContext : TenantDbContext
    where TMessage : class
{
    protected TContext Db => db;

    protected abstract Guid TenantOf(TMessage message);

    protected abstract Task HandleAsync(TMessage message, CancellationToken cancellationToken);

    public async Task Consume(ConsumeContext<TMessage> context)
    {
        var cancellationToken = context.CancellationToken;
        tenant.Set(TenantOf(context.Message));
        var claim = new InboxClaim(GetType().Name, [context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be told from its repetition.")], time);
        await using var transaction = await TenantTransaction.BeginAsync(db, claim, cancellationToken);
        if (claim.New.Count == 0) return;
        await HandleAsync(context.Message, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (db.Journal.Told.Count > 0) signal.Wake();
        foreach (var action in db.Journal.AfterCommit) await action();
    }
}

/// <summary>Claims messages for a consumer in the inbox: those that were dealt with before, or that another replica deals with now, are not in <see cref="New"/>.</summary>
public sealed class InboxClaim(string consumer, Guid[] messageIds, TimeProvider time) : FirstBatch
{
    /// <summary>The ids that are this transaction's to deal with.</summary>
    public HashSet<Guid> New { get; } = [];

    public override void Add(NpgsqlBatch batch)
    {
        // In order of id: two replicas that claim overlapping sets wait for each other instead of deadlocking.
        var claim = new NpgsqlBatchCommand("""
            INSERT INTO inbox_messages (consumer, message_id, handled_at) SELECT $1, id, $3 FROM unnest($2) AS id ORDER BY id
            ON CONFLICT DO NOTHING RETURNING message_id
            """);
        claim.Parameters.Add(new NpgsqlParameter<string> { TypedValue = consumer });
        claim.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = messageIds });
        claim.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        batch.BatchCommands.Add(claim);
    }

    public override async Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken)) New.Add(reader.GetGuid(0));
    }
}
