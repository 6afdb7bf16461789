using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Apps;

internal sealed class AppMapping : IEntityTypeConfiguration<App>
{
    public void Configure(EntityTypeBuilder<App> builder)
    {
        builder.ToTable("apps");
        builder.HasKey(app => new { app.TenantId, app.Id });
        builder.HasOne<Person>().WithMany().HasForeignKey(app => app.CreatedBy);
        builder.Ignore(app => app.IsConfidential);
        builder.Property(app => app.Id).ValueGeneratedNever();
        builder.Property(app => app.Name).HasMaxLength(App.LongestName);
        builder.Property(app => app.PostLogoutRedirectUris).HasDefaultValueSql("'{}'");
        builder.Property(app => app.Kind).HasMaxLength(20);
    }
}
