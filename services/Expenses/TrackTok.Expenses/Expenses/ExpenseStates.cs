using System.Globalization;
using System.Linq.Expressions;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Categories;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Expenses.Projects;

namespace TrackTok.Expenses.Expenses;

/// <summary>Rows as other services get them.</summary>
internal static class ExpenseStates
{
    /// <summary>For queries: PostgreSQL sends just these columns.</summary>
    public static readonly Expression<Func<Expense, ExpenseState>> Projection = expense => Of(
        expense.Id, expense.Version, expense.DeletedAt, expense.Amount, expense.Currency, expense.ReportingAmount, expense.ReportingCurrency, expense.ExpenseDate, expense.Title,
        expense.Vendor, expense.CategoryId, expense.ProjectId, expense.AccountId, expense.CreatedBy, expense.PaymentMethod, expense.Status, expense.Tags, expense.UpdatedAt, expense.ProjectAmount);

    public static CategoryState Of(Category category)
    {
        var state = new CategoryState { CategoryId = category.Id.ToString(), Version = category.Version, Deleted = category.DeletedAt is not null, Name = category.Name };
        if (category.Color is not null) state.Color = category.Color;
        if (category.ProjectId is { } project) state.ProjectId = project.ToString();
        if (category.ParentId is { } parent) state.ParentId = parent.ToString();
        return state;
    }

    public static ProjectState Of(Project project)
    {
        var state = new ProjectState
        {
            ProjectId = project.Id.ToString(),
            Version = project.Version,
            Deleted = project.DeletedAt is not null,
            Name = project.Name,
            Status = project.Status,
            Currency = project.CurrencyCode,
        };
        if (project.StartDate is { } start) state.StartDate = Text(start);
        if (project.EndDate is { } end) state.EndDate = Text(end);
        if (project.StartingBudget is { } budget) state.StartingBudget = Text(budget);
        return state;
    }

    public static AccountState Of(Account account)
    {
        var state = new AccountState
        {
            AccountId = account.Id.ToString(),
            Version = account.Version,
            Deleted = account.DeletedAt is not null,
            Name = account.Name,
            Type = account.Type,
            Currency = account.CurrencyCode,
            Balance = Text(account.Balance),
            Archived = account.Archived,
        };
        if (account.LowBalanceThreshold is { } threshold) state.LowBalanceThreshold = Text(threshold);
        return state;
    }

    private static ExpenseState Of(
        Guid id, long version, DateTimeOffset? deletedAt, decimal amount, string currency, decimal? reportingAmount, string reportingCurrency, DateOnly expenseDate, string title,
        string? vendor, Guid? categoryId, Guid? projectId, Guid? accountId, Guid createdBy, string paymentMethod, string status, string[] tags, DateTimeOffset updatedAt,
        decimal? projectAmount)
    {
        var state = new ExpenseState
        {
            ExpenseId = id.ToString(),
            Version = version,
            Deleted = deletedAt is not null,
            Amount = Text(amount),
            Currency = currency,
            ReportingCurrency = reportingCurrency,
            ExpenseDate = Text(expenseDate),
            Title = title,
            CreatedBy = createdBy.ToString(),
            PaymentMethod = paymentMethod,
            Status = status,
            Tags = { tags },
            RevisedAtUnixMs = updatedAt.ToUnixTimeMilliseconds(),
        };
        if (reportingAmount is { } worth) state.ReportingAmount = Text(worth);
        if (projectAmount is { } spent) state.ProjectAmount = Text(spent);
        if (vendor is not null) state.Vendor = vendor;
        if (categoryId is { } category) state.CategoryId = category.ToString();
        if (projectId is { } project) state.ProjectId = project.ToString();
        if (accountId is { } account) state.AccountId = account.ToString();
        return state;
    }

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Text(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);
}
