using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace TrackTok.TenantData.Tests.Notes;

/// <summary>The smallest service that leans on TenantData: folders with notes.</summary>
public sealed class NotesDbContext(DbContextOptions<NotesDbContext> options) : TenantDbContext(options);

internal sealed class NotesDesignTimeFactory : DesignTimeFactory<NotesDbContext>;

public sealed class Folder : ITenantOwned
{
    public Guid TenantId { get; private set; }

    public required Guid Id { get; init; }

    public required string Name { get; init; }
}

public sealed class Note : IAudited
{
    public static string AuditNoun => "note";

    public Guid TenantId { get; set; }

    public required Guid Id { get; init; }

    public Guid? FolderId { get; set; }

    public required string Text { get; set; }

    public long Version { get; private set; } = 1;
}

/// <summary>How often the consumer had an effect, by note.</summary>
public sealed class Heard : ITenantOwned
{
    public Guid TenantId { get; private set; }

    public required Guid NoteId { get; init; }

    public int Times { get; set; }
}

public sealed record NoteWritten(Guid TenantId, DateTimeOffset OccurredAt, long Version, Guid NoteId, string Text);

internal sealed class NotesMapping : IEntityTypeConfiguration<Folder>, IEntityTypeConfiguration<Note>, IEntityTypeConfiguration<Heard>
{
    public void Configure(EntityTypeBuilder<Folder> builder)
    {
        builder.ToTable("folders");
        builder.HasKey(folder => new { folder.TenantId, folder.Id });
        builder.HasIndex(folder => new { folder.TenantId, folder.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Note> builder)
    {
        builder.ToTable("notes");
        builder.HasKey(note => new { note.TenantId, note.Id });
        builder.HasOne<Folder>().WithMany().HasForeignKey(note => new { note.TenantId, note.FolderId });
    }

    public void Configure(EntityTypeBuilder<Heard> builder)
    {
        builder.ToTable("heard");
        builder.HasKey(heard => new { heard.TenantId, heard.NoteId });
    }
}
