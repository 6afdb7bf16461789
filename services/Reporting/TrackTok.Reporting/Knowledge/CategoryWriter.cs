using Npgsql;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Keeps the newest version of each category, in one statement, however many news there are.</summary>
internal static class CategoryWriter
{
    private const string Apply = """
        INSERT INTO known_categories AS known (tenant_id, category_id, version, name, color, deleted)
        SELECT DISTINCT ON (category_id) $1, * FROM unnest($2, $3, $4, $5, $6) AS news (category_id, version, name, color, deleted) ORDER BY category_id, version DESC
        ON CONFLICT (tenant_id, category_id) DO UPDATE SET version = excluded.version, name = excluded.name, color = excluded.color, deleted = excluded.deleted
        WHERE known.version <= excluded.version
        """;

    private const string Freshen = """
        INSERT INTO report_freshness AS known (tenant_id, as_of) VALUES ($1, $2)
        ON CONFLICT (tenant_id) DO UPDATE SET as_of = excluded.as_of WHERE known.as_of < excluded.as_of
        """;

    /// <summary>Adds the statements for one tenant's news.</summary>
    /// <param name="newest">The instant of the newest of them, where it is known.</param>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, IReadOnlyList<KnownCategory> news, DateTimeOffset? newest)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('app.tenant_id', $1, true)") { Parameters = { Value(tenantId.ToString()) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Apply)
        {
            Parameters =
            {
                Value(tenantId),
                Value(news.Select(category => category.CategoryId).ToArray()),
                Value(news.Select(category => category.Version).ToArray()),
                Value(news.Select(category => category.Name).ToArray()),
                Value(news.Select(category => category.Color).ToArray()),
                Value(news.Select(category => category.Deleted).ToArray()),
            },
        });
        if (newest is { } instant) batch.BatchCommands.Add(new NpgsqlBatchCommand(Freshen) { Parameters = { Value(tenantId), Value(instant.ToUniversalTime()) } });
    }

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };
}
