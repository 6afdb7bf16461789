using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Expenses.Data;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Tenants;

/// <summary>The id of a tenant that has data here, and nothing else of it: not behind the tenant wall, so that a rebuild can go from one to the next.</summary>
internal sealed class ListedTenant
{
    public required Guid Id { get; init; }
}

internal sealed class ListedTenantMapping : IEntityTypeConfiguration<ListedTenant>
{
    public void Configure(EntityTypeBuilder<ListedTenant> builder)
    {
        builder.ToTable("listed_tenants");
        builder.HasKey(tenant => tenant.Id);
        builder.Property(tenant => tenant.Id).ValueGeneratedNever();
    }
}

/// <summary>Lists a tenant as soon as it is known here.</summary>
internal sealed class ListTenant(ExpensesDbContext db) : INewTenantSetup
{
    public Task SetUpAsync(KnownTenant tenant, CancellationToken cancellationToken)
    {
        db.Add(new ListedTenant { Id = tenant.TenantId });
        return Task.CompletedTask;
    }
}
