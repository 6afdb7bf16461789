using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Terms;

/// <summary>
/// A tag or a vendor, and how many living expenses of one person have it: what a form proposes while somebody types. A trigger keeps the counts (see
/// <see cref="UsedTermMapping.Script"/>), so that no way of changing an expense can forget them and a proposal never reads the expenses.
/// </summary>
internal sealed class UsedTerm : ITenantOwned
{
    public const string Tag = "tag";
    public const string Vendor = "vendor";

    private UsedTerm()
    {
    }

    public Guid TenantId { get; private set; }

    /// <summary><see cref="Tag"/> or <see cref="Vendor"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>In lower case: what equality goes by.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Whose expenses have it.</summary>
    public Guid PersonId { get; private set; }

    /// <summary>As it was written last.</summary>
    public string Text { get; private set; } = "";

    public long Uses { get; private set; }
}

internal sealed class UsedTermMapping : IEntityTypeConfiguration<UsedTerm>
{
    /// <summary>
    /// Counts what an expense has after a change, and no longer what it had before. Deferred: the counts are moved at the commit, when each writer of a tenant holds the lock of its audit trail, so
    /// that two writers wait for each other in one place only and cannot deadlock.
    /// </summary>
    public const string Script = """
        CREATE OR REPLACE FUNCTION count_used_terms() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO used_terms AS known (tenant_id, kind, key, person_id, text, uses)
            SELECT NEW.tenant_id, kind, key, NEW.created_by, max(text), sum(difference) FROM (
                SELECT 'tag' AS kind, tag AS key, tag AS text, 1 AS difference FROM unnest(NEW.tags) AS tag WHERE NEW.deleted_at IS NULL
                UNION ALL SELECT 'vendor', lower(NEW.vendor), NEW.vendor, 1 WHERE NEW.deleted_at IS NULL AND NEW.vendor IS NOT NULL
                UNION ALL SELECT 'tag', tag, tag, -1 FROM unnest(OLD.tags) AS tag WHERE TG_OP = 'UPDATE' AND OLD.deleted_at IS NULL
                UNION ALL SELECT 'vendor', lower(OLD.vendor), OLD.vendor, -1 WHERE TG_OP = 'UPDATE' AND OLD.deleted_at IS NULL AND OLD.vendor IS NOT NULL
            ) AS moved GROUP BY kind, key HAVING sum(difference) <> 0
            ON CONFLICT (tenant_id, kind, key, person_id) DO UPDATE
                SET uses = known.uses + excluded.uses, text = CASE WHEN excluded.uses > 0 THEN excluded.text ELSE known.text END;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER count_used_terms_of_new AFTER INSERT ON expenses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (NEW.vendor IS NOT NULL OR cardinality(NEW.tags) > 0) EXECUTE FUNCTION count_used_terms();
        CREATE CONSTRAINT TRIGGER count_used_terms_of_changed AFTER UPDATE ON expenses DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
            WHEN (OLD.tags IS DISTINCT FROM NEW.tags OR OLD.vendor IS DISTINCT FROM NEW.vendor OR (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION count_used_terms();
        """;

    /// <summary>Counts the expenses that were there before the trigger was. The migration runs as the owner of the table, whom the wall stops only once it is forced, which happens after each migration.</summary>
    public const string Backfill = """
        ALTER TABLE expenses NO FORCE ROW LEVEL SECURITY;
        INSERT INTO used_terms (tenant_id, kind, key, person_id, text, uses)
        SELECT tenant_id, kind, key, created_by, max(text), count(*) FROM (
            SELECT tenant_id, created_by, 'tag' AS kind, tag AS key, tag AS text FROM expenses CROSS JOIN unnest(tags) AS tag WHERE deleted_at IS NULL
            UNION ALL SELECT tenant_id, created_by, 'vendor', lower(vendor), vendor FROM expenses WHERE deleted_at IS NULL AND vendor IS NOT NULL
        ) AS used GROUP BY tenant_id, kind, key, created_by;
        """;

    public void Configure(EntityTypeBuilder<UsedTerm> builder)
    {
        builder.ToTable("used_terms");
        builder.HasKey(term => new { term.TenantId, term.Kind, term.Key, term.PersonId });
        builder.Property(term => term.Kind).HasMaxLength(10);
        builder.Property(term => term.Key).UseCollation("C");
        builder.Property(term => term.Text).HasMaxLength(255);
    }
}
