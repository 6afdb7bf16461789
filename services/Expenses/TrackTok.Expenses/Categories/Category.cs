using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.TenantData;

namespace TrackTok.Expenses.Categories;

/// <summary>What kind of spending an expense is (SPEC 5.3): for the whole tenant, or for one project.</summary>
internal sealed class Category : IAudited
{
    private Category()
    {
    }

    public static string AuditNoun => "category";

    string IAudited.KnownBy => nameof(Name);

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

    /// <summary>Makes a category of this name for the whole tenant, with nothing else said about it.</summary>
    public static Category Create(string name, DateTimeOffset now) => Create(new CategoryTerms(name.Trim(), null, null, null, null, Active: true), null, now);

    /// <summary>Makes a category of a project, or of the whole tenant.</summary>
    public static Category Create(CategoryTerms terms, Guid? projectId, DateTimeOffset now)
    {
        var category = new Category { Id = Guid.CreateVersion7(now), ProjectId = projectId, CreatedAt = now };
        category.Take(terms, now);
        return category;
    }

    /// <summary>Changes what is said about it; a change that changes nothing leaves it untouched. Its scope stays.</summary>
    public void Revise(CategoryTerms terms, DateTimeOffset now)
    {
        if (terms != new CategoryTerms(Name, Description, ParentId, Color, Icon, Active)) Take(terms, now);
    }

    /// <summary>True when every expense of the other may have this one instead: it is in use, and for the whole tenant or the same project.</summary>
    public bool MayReplace(Category other) => Id != other.Id && Active && DeletedAt is null && (ProjectId is null || ProjectId == other.ProjectId);

    /// <summary>Deletes it; who calls has made sure that nothing living has it.</summary>
    public void Delete(DateTimeOffset now) => DeletedAt = UpdatedAt = now;

    /// <summary>Undoes a deletion of the last 30 days.</summary>
    public Refusal? Restore(DateTimeOffset now)
    {
        if (UndoWindow.Refuse(DeletedAt, now) is { } refusal) return refusal;
        DeletedAt = null;
        UpdatedAt = now;
        return null;
    }

    /// <summary>What others learn of it.</summary>
    public CategoryRevised Revised() => new(TenantId, UpdatedAt, Version, Id, Name, Color, ProjectId, ParentId, DeletedAt is not null);

    private void Take(CategoryTerms terms, DateTimeOffset now)
    {
        Name = terms.Name;
        Description = terms.Description;
        ParentId = terms.ParentId;
        Color = terms.Color;
        Icon = terms.Icon;
        Active = terms.Active;
        UpdatedAt = now;
    }
}
