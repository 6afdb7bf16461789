using System.Globalization;
using System.Linq.Expressions;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Contracts.Grpc;

namespace TrackTok.Expenses.Expenses;

/// <summary>Rows as other services get them.</summary>
internal static class ExpenseStates
{
    /// <summary>For queries: PostgreSQL sends just these columns.</summary>
    public static readonly Expression<Func<Expense, ExpenseState>> Projection = expense => Of(
        expense.Id, expense.Version, expense.DeletedAt, expense.Amount, expense.Currency, expense.ReportingAmount, expense.ReportingCurrency, expense.ExpenseDate, expense.Title,
        expense.Vendor, expense.CategoryId, expense.ProjectId, expense.AccountId, expense.CreatedBy, expense.PaymentMethod, expense.Status, expense.Tags, expense.UpdatedAt);

    public static CategoryState Of(Category category)
    {
        var state = new CategoryState { CategoryId = category.Id.ToString(), Version = category.Version, Deleted = category.DeletedAt is not null, Name = category.Name };
        if (category.Color is not null) state.Color = category.Color;
        if (category.ProjectId is { } project) state.ProjectId = project.ToString();
        if (category.ParentId is { } parent) state.ParentId = parent.ToString();
        return state;
    }

    private static ExpenseState Of(
        Guid id, long version, DateTimeOffset? deletedAt, decimal amount, string currency, decimal? reportingAmount, string reportingCurrency, DateOnly expenseDate, string title,
        string? vendor, Guid? categoryId, Guid? projectId, Guid? accountId, Guid createdBy, string paymentMethod, string status, string[] tags, DateTimeOffset updatedAt)
    {
        var state = new ExpenseState
        {
            ExpenseId = id.ToString(),
            Version = version,
            Deleted = deletedAt is not null,
            Amount = Text(amount),
            Currency = currency,
            ReportingCurrency = reportingCurrency,
            ExpenseDate = expenseDate.ToString("O", CultureInfo.InvariantCulture),
            Title = title,
            CreatedBy = createdBy.ToString(),
            PaymentMethod = paymentMethod,
            Status = status,
            Tags = { tags },
            RevisedAtUnixMs = updatedAt.ToUnixTimeMilliseconds(),
        };
        if (reportingAmount is { } worth) state.ReportingAmount = Text(worth);
        if (vendor is not null) state.Vendor = vendor;
        if (categoryId is { } category) state.CategoryId = category.ToString();
        if (projectId is { } project) state.ProjectId = project.ToString();
        if (accountId is { } account) state.AccountId = account.ToString();
        return state;
    }

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
