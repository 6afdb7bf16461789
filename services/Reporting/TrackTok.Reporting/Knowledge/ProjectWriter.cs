using Npgsql;
using static TrackTok.Reporting.Knowledge.KnowledgeBatch;

namespace TrackTok.Reporting.Knowledge;

/// <summary>Keeps the newest version of each project, in one statement, however many news there are.</summary>
internal static class ProjectWriter
{
    private const string Apply = """
        INSERT INTO known_projects AS known (tenant_id, project_id, version, name, status, start_date, end_date, starting_budget, currency, deleted)
        SELECT DISTINCT ON (project_id) $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
            AS news (project_id, version, name, status, start_date, end_date, starting_budget, currency, deleted) ORDER BY project_id, version DESC
        ON CONFLICT (tenant_id, project_id) DO UPDATE SET version = excluded.version, name = excluded.name, status = excluded.status, start_date = excluded.start_date,
            end_date = excluded.end_date, starting_budget = excluded.starting_budget, currency = excluded.currency, deleted = excluded.deleted
        WHERE known.version <= excluded.version
        """;

    /// <inheritdoc cref="CategoryWriter.Add"/>
    internal static void Add(NpgsqlBatch batch, Guid tenantId, IReadOnlyList<KnownProject> news, DateTimeOffset? newest) => KnowledgeBatch.Add(batch, tenantId, new NpgsqlBatchCommand(Apply)
    {
        Parameters =
        {
            Value(tenantId),
            Column(news, project => project.ProjectId),
            Column(news, project => project.Version),
            Column(news, project => project.Name),
            Column(news, project => project.Status),
            Column(news, project => project.StartDate),
            Column(news, project => project.EndDate),
            Column(news, project => project.StartingBudget),
            Column(news, project => project.Currency),
            Column(news, project => project.Deleted),
        },
    }, newest);
}
