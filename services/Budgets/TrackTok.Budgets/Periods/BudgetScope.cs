using TrackTok.Budgets.Facts;

namespace TrackTok.Budgets.Periods;

/// <summary>
/// Which expenses a budget is for (SPEC 7.1). Each part that is given must fit; of several categories or tags, one is enough. With no part given it is for the
/// whole tenant.
/// </summary>
/// <param name="UserId">The person who spends: the expense's creator.</param>
/// <param name="CategoryIds">Null or empty: any.</param>
/// <param name="Tags">In lower case; null or empty: any.</param>
internal sealed record BudgetScope(Guid? ProjectId, IReadOnlyList<Guid>? CategoryIds, Guid? UserId, Guid? AccountId, IReadOnlyList<string>? Tags)
{
    public static readonly BudgetScope WholeTenant = new(null, null, null, null, null);

    public bool Covers(ExpenseFact expense) =>
        (ProjectId is null || expense.ProjectId == ProjectId)
        && (AccountId is null || expense.AccountId == AccountId)
        && (UserId is null || expense.CreatedBy == UserId)
        && (CategoryIds is not { Count: > 0 } categories || (expense.CategoryId is { } category && categories.Contains(category)))
        && (Tags is not { Count: > 0 } tags || expense.Tags.Any(tag => tags.Contains(tag)));
}
