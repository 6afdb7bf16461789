using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Categories;

/// <summary>Parents and children: one level, within one scope, and none ever without the other.</summary>
internal static class CategoryTree
{
    /// <summary>Reads a category and keeps it from being changed or deleted, and from being given to expenses, until the change is committed.</summary>
    public static Task<Category?> LockAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Categories.FromSql($"SELECT * FROM categories WHERE tenant_id = {db.TenantId} AND id = {id} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);

    /// <summary>Null when the category may be a parent in this scope. It stays until the change is committed.</summary>
    public static async Task<Refusal?> RefuseParentAsync(ExpensesDbContext db, Guid parentId, Guid? projectId, CancellationToken cancellationToken)
    {
        var parent = await LockAsync(db, parentId, cancellationToken);
        if (parent is not { DeletedAt: null } || parent.ProjectId != projectId) return CategoryErrors.ParentUnknown;
        return parent.ParentId is null ? null : CategoryErrors.ParentIsChild;
    }

    /// <summary>True when living categories are kinds of this one.</summary>
    public static Task<bool> HasChildrenAsync(ExpensesDbContext db, Guid id, CancellationToken cancellationToken) =>
        db.Categories.AnyAsync(category => category.ParentId == id && category.DeletedAt == null, cancellationToken);
}
