using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Expenses;

/// <summary>An expense as it was after one change: whole, so that history, undo and "as known on" need no replay (SPEC 6.0). Written once.</summary>
internal sealed class ExpenseRevision : IAppendOnly
{
    private ExpenseRevision()
    {
    }

    public Guid TenantId { get; private set; }

    public Guid ExpenseId { get; private set; }

    /// <summary>The version that the change led to; the first is 1.</summary>
    public long Version { get; private set; }

    /// <summary>What happened: <c>recorded</c>, <c>changed</c>, <c>approved</c>, <c>deleted</c> …</summary>
    public string Change { get; private set; } = "";

    /// <summary>The expense as the API shows it, in JSON.</summary>
    public string Content { get; private set; } = "";

    public DateTimeOffset RevisedAt { get; private set; }

    /// <summary>The person; null for the system itself.</summary>
    public Guid? RevisedBy { get; private set; }

    public static ExpenseRevision Of(ExpenseResponse after, string change, Guid? by, DateTimeOffset now) => new()
    {
        ExpenseId = after.Id,
        Version = after.Version,
        Change = change,
        Content = JsonSerializer.Serialize(after, JsonDefaults.Options),
        RevisedAt = now,
        RevisedBy = by,
    };
}

internal sealed class ExpenseRevisionMapping : IEntityTypeConfiguration<ExpenseRevision>
{
    /// <summary>Two changes cannot lead to one version: the later of two at once breaks this key.</summary>
    public const string Key = "pk_expense_revisions";

    public void Configure(EntityTypeBuilder<ExpenseRevision> builder)
    {
        builder.ToTable("expense_revisions");
        builder.HasKey(revision => new { revision.TenantId, revision.ExpenseId, revision.Version }).HasName(Key);
        builder.HasOne<Expense>().WithMany().HasForeignKey(revision => new { revision.TenantId, revision.ExpenseId }).OnDelete(DeleteBehavior.Restrict);
        builder.Property(revision => revision.Version).ValueGeneratedNever();
        builder.Property(revision => revision.Change).HasMaxLength(20);
        builder.Property(revision => revision.Content).HasColumnType("jsonb");
    }
}
