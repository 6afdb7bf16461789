using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.Identity.People;

namespace TrackTok.Identity.Sessions;

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>, IEntityTypeConfiguration<RefreshToken>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.HasKey(session => session.Id);
        builder.HasOne<Person>().WithMany().HasForeignKey(session => session.PersonId);
        builder.HasIndex(session => new { session.PersonId, session.Id });
        builder.HasIndex(session => new { session.TenantId, session.PersonId });
        builder.HasIndex(session => session.AppId).HasFilter("app_id IS NOT NULL");
        builder.HasIndex(session => new { session.TenantId, session.ProviderId }).HasFilter("provider_id IS NOT NULL");
        builder.Ignore(session => session.Confines);
        builder.HasIndex(session => session.GrantedIn).HasFilter("granted_in IS NOT NULL");
        builder.HasIndex(session => session.EndedAt).HasFilter("ended_at IS NOT NULL AND NOT is_end_listed").HasDatabaseName("ix_sessions_end_unlisted");
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.Property(session => session.Device).HasMaxLength(300);
        builder.Property(session => session.Address).HasMaxLength(64);
        builder.Property(session => session.EndReason).HasMaxLength(40);
    }

    public void Configure(EntityTypeBuilder<RefreshToken> builder)
    {
        builder.ToTable("refresh_tokens");
        builder.HasKey(token => token.Hash);
        builder.HasOne<Session>().WithMany().HasForeignKey(token => token.SessionId);
        builder.HasIndex(token => token.SessionId);
        builder.HasIndex(token => token.ExpiresAt);
    }
}
