using Npgsql;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary>Figures follow every change of an expense, many tenants' in one transaction.</summary>
public sealed class ExpenseRevisedConsumer(MessageGroups<ExpenseRevised> groups) : GroupedConsumer<ExpenseRevised>(groups);

/// <summary>
/// Applies a group in one round trip: a batch without a transaction of its own is one. News that were dealt with before are applied again, which changes nothing
/// (<see cref="FactWriter"/>); the inbox is written for readers who wait for their own writes.
/// </summary>
internal sealed class ExpenseRevisedGroup(NpgsqlDataSource source, TimeProvider time) : IMessageGroupHandler<ExpenseRevised>
{
    public async Task HandleAsync(IReadOnlyList<Received<ExpenseRevised>> messages, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        new InboxClaim(nameof(ExpenseRevisedConsumer), [.. messages.Select(received => received.MessageId)], time).Add(batch);
        FactWriter.AddPlanning(batch);
        foreach (var tenant in messages.GroupBy(received => received.Message.TenantId).OrderBy(group => group.Key))
            FactWriter.Add(batch, tenant.Key, [.. tenant.Select(received => ExpenseFact.From(received.Message))]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
