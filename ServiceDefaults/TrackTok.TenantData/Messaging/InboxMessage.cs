using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.TenantData;

/// <summary>A message that a consumer has dealt with, written in the transaction of its effect: a second delivery finds it and does nothing.</summary>
public sealed class InboxMessage
{
    public required string Consumer { get; init; }

    public required Guid MessageId { get; init; }

    public required DateTimeOffset HandledAt { get; init; }
}

internal sealed class InboxMapping : IEntityTypeConfiguration<InboxMessage>
{
    public void Configure(EntityTypeBuilder<InboxMessage> builder)
    {
        builder.ToTable("inbox_messages");
        builder.HasKey(message => new { message.MessageId, message.Consumer });
        builder.HasIndex(message => message.HandledAt);
        builder.Property(message => message.Consumer).HasMaxLength(100);
    }
}
