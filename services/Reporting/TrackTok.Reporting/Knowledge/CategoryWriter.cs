using Npgsql;
using static TrackTok.Reporting.Knowledge.KnowledgeBatch;

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

    /// <summary>Adds the statements for one tenant's news.</summary>
    /// <param name="newest">The instant of the newest of them, where it is known.</param>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, IReadOnlyList<KnownCategory> news, DateTimeOffset? newest) => KnowledgeBatch.Add(batch, tenantId, new NpgsqlBatchCommand(Apply)
    {
        Parameters =
        {
            Value(tenantId),
            Column(news, category => category.CategoryId),
            Column(news, category => category.Version),
            Column(news, category => category.Name),
            Column(news, category => category.Color),
            Column(news, category => category.Deleted),
        },
    }, newest);
}
