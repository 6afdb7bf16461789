using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>A category as the API shows it.</summary>
/// <param name="ProjectId">The project whose own it is; null when it is for the whole tenant.</param>
/// <param name="Color"><c>#RRGGBB</c>.</param>
/// <param name="DeletedAt">When it was deleted, while it can be restored.</param>
internal sealed record CategoryAnswer(
    Guid Id, string Name, string? Description, Guid? ProjectId, Guid? ParentId, string? Color, string? Icon, bool Active, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, DateTimeOffset? DeletedAt, long Version) : IVersionedAnswer
{
    public static CategoryAnswer From(Category category) => new(
        category.Id, category.Name, category.Description, category.ProjectId, category.ParentId, category.Color, category.Icon, category.Active, category.CreatedAt, category.UpdatedAt, category.DeletedAt, category.Version);
}
