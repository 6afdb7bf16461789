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

    /// <summary>The statements that put every tenant table behind the wall, however often they run.</summary>
    public static string Script(IModel model) => string.Join('\n', Tables(model).Select(table => $"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS {Policy} ON "{table}";
        CREATE POLICY {Policy} ON "{table}" USING (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid)
            WITH CHECK (tenant_id = NULLIF(current_setting('app.tenant_id', true), '')::uuid);
        """));
}
