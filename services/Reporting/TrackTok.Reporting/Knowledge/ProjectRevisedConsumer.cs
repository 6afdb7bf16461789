using Npgsql;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Dashboards show projects as they are called and planned now.</summary>
public sealed class ProjectRevisedConsumer(MessageGroups<ProjectRevised> groups) : GroupedConsumer<ProjectRevised>(groups);

/// <summary>Applies a group in one round trip and one transaction; old and known news change nothing.</summary>
internal sealed class ProjectRevisedGroup(NpgsqlDataSource source, TimeProvider time) : IMessageGroupHandler<ProjectRevised>
{
    public async Task HandleAsync(IReadOnlyList<Received<ProjectRevised>> messages, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        new InboxClaim(nameof(ProjectRevisedConsumer), [.. messages.Select(received => received.MessageId)], time).Add(batch);
        foreach (var tenant in messages.GroupBy(received => received.Message.TenantId, received => received.Message).OrderBy(group => group.Key))
            ProjectWriter.Add(batch, tenant.Key, [.. tenant.Select(Project)], tenant.Max(revised => revised.OccurredAt));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static KnownProject Project(ProjectRevised revised) => new()
    {
        TenantId = revised.TenantId,
        ProjectId = revised.ProjectId,
        Version = revised.Version,
        Name = revised.Name,
        Status = revised.Status,
        StartDate = revised.StartDate,
        EndDate = revised.EndDate,
        StartingBudget = revised.StartingBudget,
        Currency = revised.Currency,
        Deleted = revised.Deleted,
    };
}
