using Npgsql;
using static TrackTok.Reporting.Knowledge.KnowledgeBatch;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Keeps the newest version of each account, in one statement, however many news there are.</summary>
internal static class AccountWriter
{
    private const string Apply = """
        INSERT INTO known_accounts AS known (tenant_id, account_id, version, name, currency, balance, low_balance_threshold, archived, deleted)
        SELECT DISTINCT ON (account_id) $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9)
            AS news (account_id, version, name, currency, balance, low_balance_threshold, archived, deleted) ORDER BY account_id, version DESC
        ON CONFLICT (tenant_id, account_id) DO UPDATE SET version = excluded.version, name = excluded.name, currency = excluded.currency, balance = excluded.balance,
            low_balance_threshold = excluded.low_balance_threshold, archived = excluded.archived, deleted = excluded.deleted
        WHERE known.version <= excluded.version
        """;

    /// <inheritdoc cref="CategoryWriter.Add"/>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, IReadOnlyList<KnownAccount> news, DateTimeOffset? newest) => KnowledgeBatch.Add(batch, tenantId, new NpgsqlBatchCommand(Apply)
    {
        Parameters =
        {
            Value(tenantId),
            Column(news, account => account.AccountId),
            Column(news, account => account.Version),
            Column(news, account => account.Name),
            Column(news, account => account.Currency),
            Column(news, account => account.Balance),
            Column(news, account => account.LowBalanceThreshold),
            Column(news, account => account.Archived),
            Column(news, account => account.Deleted),
        },
    }, newest);
}
