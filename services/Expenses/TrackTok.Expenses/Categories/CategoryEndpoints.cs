using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>The routes of categories.</summary>
internal static class CategoryEndpoints
{
    public static void MapCategories(this RouteGroupBuilder api)
    {
        var categories = api.MapGroup("/categories").WithTags("Categories");
        categories.MapPost("/", CreateCategory.HandleAsync).Requires(Permissions.WriteCategories).WithName("CreateCategory")
            .WithExample("""{"name": "Books", "color": "#3366CC", "icon": "book"}""").WithSummary("Make a category")
            .Refuses(CategoryErrors.NameTaken);
        categories.MapGet("/", ListCategories.HandleAsync).Requires(Permissions.ReadCategories).WithName("ListCategories").WithSummary("List categories");
        categories.MapGet("/{id:guid}", ReadCategory.HandleAsync).Requires(Permissions.ReadCategories).WithName("ReadCategory").WithSummary("Read a category")
            .Refuses(CategoryErrors.NotFound);
        categories.MapPatch("/{id:guid}", ReviseCategory.HandleAsync).Requires(Permissions.WriteCategories).WithName("ReviseCategory")
            .WithExample("""{"color": "#117733"}""").WithSummary("Change a category by merge patch")
            .Refuses(CategoryErrors.NotFound, CategoryErrors.NameTaken);
        categories.MapDelete("/{id:guid}", DeleteCategory.HandleAsync).Requires(Permissions.WriteCategories).WithName("DeleteCategory")
            .WithSummary("Delete a category, with a replacement for the expenses that have it; it can be restored for 30 days")
            .Refuses(CategoryErrors.NotFound, CategoryErrors.InUse, CategoryErrors.HasChildren, CategoryErrors.ReplacementUnfit);
        categories.MapPost("/{id:guid}/restore", RestoreCategory.HandleAsync).Requires(Permissions.WriteCategories).WithName("RestoreCategory").WithSummary("Restore a deleted category")
            .Refuses(CategoryErrors.NotFound, CategoryErrors.NameTaken, CategoryErrors.ParentDeleted, UndoWindow.NotDeleted, UndoWindow.Over);
    }
}
