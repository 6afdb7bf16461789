using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace TrackTok.TenantData;

/// <summary>The tenant wall's third layer: row-level security, made from the model after each migration so that no table is forgotten.</summary>
public static class RowSecurity
{
    public const string Policy = "tenant_wall";

    /// <summary>The tables that hold tenants' rows.</summary>
    public static IEnumerable<string> Tables(IModel model) => model.GetEntityTypes()
        .Where(type => type.ClrType.IsAssignableTo(typeof(ITenantOwned)))
        .Select(type => type.GetTableName()!).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The tables whose rows nobody changes.</summary>
    public static IEnumerable<string> AppendOnlyTables(IModel model) => model.GetEntityTypes()
        .Where(type => type.ClrType.IsAssignableTo(typeof(IAppendOnly)))
        .Select(type => type.GetTableName()!).Distinct().Order(StringComparer.Ordinal);

    /// <summary>
    /// Behind row-level security PostgreSQL searches an index only with operators that it trusts to tell nothing of the rows they look at. Comparing numbers and
    /// arrays and looking for words raises no error that depends on a value, so they earn that trust; without it a search reads all of a tenant's rows. Only a superuser may
    /// say so; where the migration is run by someone less, the answers are the same and come more slowly.
    /// </summary>
    public const string TrustedOperators = """
        DO $$ BEGIN
            ALTER FUNCTION pg_catalog.numeric_lt(numeric, numeric) LEAKPROOF;
            ALTER FUNCTION pg_catalog.numeric_le(numeric, numeric) LEAKPROOF;
            ALTER FUNCTION pg_catalog.numeric_gt(numeric, numeric) LEAKPROOF;
            ALTER FUNCTION pg_catalog.numeric_ge(numeric, numeric) LEAKPROOF;
            ALTER FUNCTION pg_catalog.numeric_eq(numeric, numeric) LEAKPROOF;
            ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
            ALTER FUNCTION pg_catalog.arrayoverlap(anyarray, anyarray) LEAKPROOF;
            ALTER FUNCTION pg_catalog.ts_match_vq(tsvector, tsquery) LEAKPROOF;
        EXCEPTION WHEN insufficient_privilege THEN
            RAISE WARNING 'Not a superuser: searches by amount, tag and text cannot use their indexes.';
        END $$;
        """;

    /// <summary>The statements that put every tenant table behind the wall, however often they run.</summary>
    public static string Script(IModel model) => string.Join('\n', Tables(model).Select(table => $"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS {Policy} ON "{table}";
        CREATE POLICY {Policy} ON "{table}" USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
            WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);
        """));
}
