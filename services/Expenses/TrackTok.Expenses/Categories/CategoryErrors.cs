using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>Every way in which a category refuses.</summary>
internal static class CategoryErrors
{
    public static readonly Refusal NotFound = Refusal.NotFound("category");
    public static readonly Refusal NameTaken = new(RefusalKind.Conflict, "name_taken", "Another category of the same scope has this name; choose another.");
    public static readonly Refusal InUse = new(RefusalKind.Conflict, "category_in_use", "Expenses have this category; name another for them as replacement_id.");
    public static readonly Refusal HasChildren = new(RefusalKind.Conflict, "category_has_children", "Other categories are kinds of this one; move or delete them first.");
    public static readonly Refusal ParentDeleted = new(RefusalKind.Conflict, "parent_deleted", "The category's project or parent is deleted; restore that first.");
    public static readonly Refusal ProjectUnknown = Refusal.Invalid("project_id", "There is no such project.");
    public static readonly Refusal ParentUnknown = Refusal.Invalid("parent_id", "There is no such category in the same scope.");
    public static readonly Refusal ParentIsChild = Refusal.Invalid("parent_id", "That category is a kind of another itself; there is one level only.");
    public static readonly Refusal ParentOfOthers = Refusal.Invalid("parent_id", "Other categories are kinds of this one; there is one level only.");
    public static readonly Refusal ReplacementUnfit = Refusal.Invalid("replacement_id", "Name another category that is in use and that every expense of this one may have.");
}
