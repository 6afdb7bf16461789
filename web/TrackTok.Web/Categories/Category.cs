namespace TrackTok.Web.Categories;

/// <summary>A category as the API shows it.</summary>
/// <param name="ProjectId">The project whose own it is; null when it is for the whole company.</param>
public sealed record Category(
    Guid Id, string Name, string? Description, Guid? ProjectId, Guid? ParentId, string? Color, string? Icon, bool Active, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? DeletedAt, long Version);
