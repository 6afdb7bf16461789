using TrackTok.Expenses.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tenants;

/// <summary>A company that closed is gone for good: so is all that is known of it here.</summary>
internal sealed class TenantErasedConsumer(ExpensesDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time, KnownTenants knownTenants)
    : TenantConsumer<ExpensesDbContext, TenantErased>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantErased message) => message.TenantId;

    protected override Task HandleAsync(TenantErased message, CancellationToken cancellationToken) => knownTenants.EraseAsync(message, cancellationToken);
}
