using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Projects;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Tenants;

/// <summary>What an expense gets that names neither project nor account (SPEC 6.1). Neither can be deleted while it stands here.</summary>
internal sealed class TenantDefaults : ITenantOwned
{
    private TenantDefaults()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid ProjectId { get; private set; }

    public Guid AccountId { get; private set; }

    public static TenantDefaults Of(Project project, Account account) => new() { ProjectId = project.Id, AccountId = account.Id };
}

internal sealed class TenantDefaultsMapping : IEntityTypeConfiguration<TenantDefaults>
{
    public void Configure(EntityTypeBuilder<TenantDefaults> builder)
    {
        builder.ToTable("tenant_defaults");
        builder.HasKey(defaults => defaults.TenantId);
        builder.Property(defaults => defaults.TenantId).ValueGeneratedNever();
        builder.HasOne<Project>().WithMany().HasForeignKey(defaults => new { defaults.TenantId, defaults.ProjectId }).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Account>().WithMany().HasForeignKey(defaults => new { defaults.TenantId, defaults.AccountId }).OnDelete(DeleteBehavior.Restrict);
    }
}
