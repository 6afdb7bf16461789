using Npgsql;
using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Dashboards name accounts, and warn of those whose balance is low.</summary>
public sealed class AccountRevisedConsumer(MessageGroups<AccountRevised> groups) : GroupedConsumer<AccountRevised>(groups);

/// <summary>Applies a group in one round trip and one transaction; old and known news change nothing.</summary>
internal sealed class AccountRevisedGroup(NpgsqlDataSource source, TimeProvider time) : IMessageGroupHandler<AccountRevised>
{
    public async Task HandleAsync(IReadOnlyList<Received<AccountRevised>> messages, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        new InboxClaim(nameof(AccountRevisedConsumer), [.. messages.Select(received => received.MessageId)], time).Add(batch);
        foreach (var tenant in messages.GroupBy(received => received.Message.TenantId, received => received.Message).OrderBy(group => group.Key))
            AccountWriter.Add(batch, tenant.Key, [.. tenant.Select(Account)], tenant.Max(revised => revised.OccurredAt));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static KnownAccount Account(AccountRevised revised) => new()
    {
        TenantId = revised.TenantId,
        AccountId = revised.AccountId,
        Version = revised.Version,
        Name = revised.Name,
        Currency = revised.Currency,
        Balance = revised.Balance,
        LowBalanceThreshold = revised.LowBalanceThreshold,
        Archived = revised.Archived,
        Deleted = revised.Deleted,
    };
}
