using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Categories;

/// <summary>What kind of spending an expense is (SPEC 5.3): for the whole tenant, or for one project.</summary>
internal sealed class Category : IAudited
{
    private Category()
    {
    }

    public static string AuditNoun => "category";

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    /// <summary>Unique among the living of its scope, whatever the case.</summary>
    public string Name { get; private set; } = "";

    public string? Description { get; private set; }

    /// <summary>The project whose own it is; null when it is for the whole tenant.</summary>
    public Guid? ProjectId { get; private set; }

    /// <summary>The category that it is a kind of: one level only, of the same scope.</summary>
    public Guid? ParentId { get; private set; }

    /// <summary><c>#RRGGBB</c>, upper case.</summary>
    public string? Color { get; private set; }

    public string? Icon { get; private set; }

    /// <summary>False when it may not be chosen for new expenses.</summary>
    public bool Active { get; private set; } = true;

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public DateTimeOffset? DeletedAt { get; private set; }

    public static Category Create(string name, DateTimeOffset now, string? color = null, string? icon = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        Name = name.Trim(),
        Color = color,
        Icon = icon,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>What others learn of it.</summary>
    public CategoryRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Color, ProjectId, ParentId, DeletedAt is not null);
}
