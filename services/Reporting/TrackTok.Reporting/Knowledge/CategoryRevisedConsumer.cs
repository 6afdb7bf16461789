using Npgsql;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Reports name categories as they are called now.</summary>
public sealed class CategoryRevisedConsumer(MessageGroups<CategoryRevised> groups) : GroupedConsumer<CategoryRevised>(groups);

/// <summary>Applies a group in one round trip and one transaction; old and known news change nothing.</summary>
internal sealed class CategoryRevisedGroup(NpgsqlDataSource source, TimeProvider time) : IMessageGroupHandler<CategoryRevised>
{
    public async Task HandleAsync(IReadOnlyList<Received<CategoryRevised>> messages, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        new InboxClaim(nameof(CategoryRevisedConsumer), [.. messages.Select(received => received.MessageId)], time).Add(batch);
        foreach (var tenant in messages.GroupBy(received => received.Message.TenantId, received => received.Message).OrderBy(group => group.Key))
            CategoryWriter.Add(batch, tenant.Key, [.. tenant.Select(Category)], tenant.Max(revised => revised.OccurredAt));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static KnownCategory Category(CategoryRevised revised) => new()
    {
        TenantId = revised.TenantId,
        CategoryId = revised.CategoryId,
        Version = revised.Version,
        Name = revised.Name,
        Color = revised.Color,
        Deleted = revised.Deleted,
    };
}
