using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;

namespace TrackTok.TenantData;

/// <summary>A fact that waits to be published: written in the transaction of the change it tells of, deleted when the broker has confirmed it. Its id is the message's id.</summary>
public sealed class OutboxMessage
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private OutboxMessage()
    {
    }

    public Guid Id { get; private set; }

    /// <summary>The event's .NET type with its assembly, without version.</summary>
    public string Type { get; private set; } = "";

    public string Body { get; private set; } = "";

    /// <summary>The trace in which the change happened (W3C), so that one trace reaches from the browser to the last consumer.</summary>
    public string? TraceParent { get; private set; }

    public DateTimeOffset OccurredAt { get; private set; }

    internal string ShortType => ShortName(Type);

    internal static string ShortName(string type)
    {
        var name = type.AsSpan(0, type.IndexOf(',', StringComparison.Ordinal));
        return name[(name.LastIndexOf('.') + 1)..].ToString();
    }

    internal static OutboxMessage From(object fact, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        Type = $"{fact.GetType().FullName}, {fact.GetType().Assembly.GetName().Name}",
        Body = JsonSerializer.Serialize(fact, fact.GetType(), Json),
        TraceParent = Activity.Current?.Id,
        OccurredAt = now,
    };

    /// <summary>The statement that puts facts into the outbox, for the few places that write by hand; everywhere else <see cref="TenantDbContext.Tell"/> does.</summary>
    public static NpgsqlBatchCommand Insert(IReadOnlyList<object> facts, DateTimeOffset now)
    {
        var messages = facts.Select(fact => From(fact, now)).ToArray();
        var insert = new NpgsqlBatchCommand("""
            INSERT INTO outbox_messages (id, type, body, trace_parent, occurred_at)
            SELECT id, type, body, trace_parent, $5 FROM unnest($1, $2, $3, $4) AS message (id, type, body, trace_parent)
            """);
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(messages, message => message.Id) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(messages, message => message.Type) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(messages, message => message.Body) });
        insert.Parameters.Add(new NpgsqlParameter<string?[]> { TypedValue = Array.ConvertAll(messages, message => message.TraceParent) });
        insert.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        return insert;
    }
}

internal sealed class OutboxMapping : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.ToTable("outbox_messages");
        builder.HasKey(message => message.Id);
        builder.Property(message => message.Id).ValueGeneratedNever();
        builder.Property(message => message.Type).HasMaxLength(300);
        builder.Property(message => message.TraceParent).HasMaxLength(60);
    }
}
