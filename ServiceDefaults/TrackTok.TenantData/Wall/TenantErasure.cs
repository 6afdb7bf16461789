using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace TrackTok.TenantData;

/// <summary>
/// Erases a tenant from a service's database (SPEC 2.6): every row of every table that says whose it is, the audit trail included, which the application can neither change nor
/// delete otherwise. A function of the owner's does it, made from the model after each migration so that no table is forgotten; the application may call it for a tenant as a whole
/// and for nothing less. What stays is the tenant's id, by which late news of it are known to be late.
/// </summary>
public static class TenantErasure
{
    /// <summary>The tables that hold a tenant's rows, those first that refer to others.</summary>
    public static IReadOnlyList<string> Tables(IModel model)
    {
        var left = model.GetEntityTypes().Where(type => type.FindProperty(nameof(ITenantOwned.TenantId)) is not null && type.ClrType != typeof(OutboxMessage)).ToList();
        var ordered = new List<string>();
        while (left.Count > 0)
        {
            // In the next place comes what nobody refers to any more; rows that refer to rows of the same table go in one statement.
            var free = left.FindAll(type => type.GetReferencingForeignKeys().All(key => key.DeclaringEntityType == type || !left.Contains(key.DeclaringEntityType)));
            if (free.Count == 0) throw new InvalidOperationException($"These tables refer to each other in a circle: {string.Join(", ", left.Select(type => type.GetTableName()))}.");
            left.RemoveAll(free.Contains);
            ordered.AddRange(free.Select(type => type.GetTableName()!).Order(StringComparer.Ordinal));
        }
        return [.. ordered.Distinct()];
    }

    /// <summary>Erases the tenant of the context, in the caller's transaction, however often it is told to.</summary>
    public static Task EraseTenantAsync(this TenantDbContext context, DateTimeOffset at, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlAsync($"SELECT erase_tenant({context.TenantId}, {at})", cancellationToken);

    /// <summary>True when the tenant of the context was erased here.</summary>
    public static async Task<bool> IsErasedAsync(this TenantDbContext context, CancellationToken cancellationToken) =>
        (await context.Database.SqlQuery<Guid>($"SELECT id FROM erased_tenants WHERE id = {context.TenantId}").ToListAsync(cancellationToken)).Count > 0;

    internal static string Script(IModel model, string application) => $"""
        CREATE TABLE IF NOT EXISTS erased_tenants (id uuid PRIMARY KEY, erased_at timestamptz NOT NULL);
        CREATE OR REPLACE FUNCTION erase_tenant(erased uuid, at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
        BEGIN
            PERFORM set_config('app.tenant_id', erased::text, true);
            {string.Join("\n    ", Tables(model).Select(table => $"DELETE FROM \"{table}\" WHERE tenant_id = erased;"))}
            INSERT INTO erased_tenants VALUES (erased, at) ON CONFLICT DO NOTHING;
        END $$;
        REVOKE ALL ON FUNCTION erase_tenant FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION erase_tenant TO "{application}";
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON erased_tenants FROM "{application}";
        """;
}
