using Microsoft.EntityFrameworkCore;

namespace TrackTok.Budgets.Data;

/// <summary>
/// One at a time for each tenant, until the transaction ends: whoever changes figures holds it, so that what they read is still true when they write. Advisory, and
/// of two numbers, so that it meets no lock of anyone else's.
/// </summary>
internal static class TenantLock
{
    public const int Space = 7301;

    /// <summary>Ids end in random bits; two tenants of one key merely wait for each other.</summary>
    public static int KeyOf(Guid tenantId) => BitConverter.ToInt32(tenantId.ToByteArray(), 12);

    public static Task TakeAsync(BudgetsDbContext db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Space}, {KeyOf(db.TenantId)})", cancellationToken);
}
