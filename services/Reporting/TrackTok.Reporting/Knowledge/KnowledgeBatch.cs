using Npgsql;

namespace TrackTok.Reporting.Knowledge;

/// <summary>What the writers of knowledge have in common: the tenant of the statements that follow, and how fresh it is after them.</summary>
internal static class KnowledgeBatch
{
    private const string SetTenant = "SELECT set_config('app.tenant_id', $1, true)";

    private const string Freshen = """
        INSERT INTO report_freshness AS known (tenant_id, as_of) VALUES ($1, $2)
        ON CONFLICT (tenant_id) DO UPDATE SET as_of = excluded.as_of WHERE known.as_of < excluded.as_of
        """;

    /// <summary>Adds a statement about one tenant, and notes its freshness.</summary>
    /// <param name="newest">The instant of the newest of the news, where it is known.</param>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, NpgsqlBatchCommand apply, DateTimeOffset? newest)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetTenant) { Parameters = { Value(tenantId.ToString()) } });
        batch.BatchCommands.Add(apply);
        if (newest is { } instant) batch.BatchCommands.Add(new NpgsqlBatchCommand(Freshen) { Parameters = { Value(tenantId), Value(instant.ToUniversalTime()) } });
    }

    internal static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    /// <summary>One member of all news, as a column.</summary>
    internal static NpgsqlParameter<T[]> Column<TNews, T>(IReadOnlyList<TNews> news, Func<TNews, T> member) => Value(news.Select(member).ToArray());
}
