using TrackTok.Expenses.Data;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tenants;

/// <summary>Keeps what this service knows of tenants, and sets up those that it hears of for the first time.</summary>
public sealed class TenantRevisedConsumer(ExpensesDbContext db, TenantContext tenant, OutboxSignal signal, TimeProvider time, KnownTenants knownTenants)
    : TenantConsumer<ExpensesDbContext, TenantRevised>(db, tenant, signal, time)
{
    protected override Guid TenantOf(TenantRevised message) => message.TenantId;

    protected override Task HandleAsync(TenantRevised message, CancellationToken cancellationToken) => knownTenants.TakeAsync(message, cancellationToken);
}
