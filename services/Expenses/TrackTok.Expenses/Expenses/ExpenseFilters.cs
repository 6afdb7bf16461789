using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;
using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>The list's filters and order, as they stand in the query (SPEC 6.4). All that are given must hold.</summary>
internal readonly record struct ExpenseFilters(
    [FromQuery(Name = "project_id")] Guid? ProjectId,
    [FromQuery(Name = "account_id")] Guid? AccountId,
    [FromQuery(Name = "category_id")] Guid? CategoryId,
    [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "created_by")] Guid? CreatedBy,
    [FromQuery(Name = "payment_method")] string? PaymentMethod,
    [FromQuery(Name = "min_amount")] string? MinAmount,
    [FromQuery(Name = "max_amount")] string? MaxAmount,
    [FromQuery(Name = "start_date")] DateOnly? StartDate,
    [FromQuery(Name = "end_date")] DateOnly? EndDate,
    [FromQuery(Name = "tag")] string[]? Tags,
    [FromQuery(Name = "any_tag")] string[]? AnyTags,
    [FromQuery(Name = "q")] string? Q,
    [FromQuery(Name = "sort")] string? Sort,
    [FromQuery(Name = "order")] string? Order)
{
    public const string ByDate = "expense_date";
    public const string ByAmount = "amount";
    public const string ByCreation = "created_at";

    public string SortedBy => Sort ?? ByDate;

    public bool Ascending => Order == "asc";

    /// <summary>True when the rows are all of the tenant's living expenses, newest first: what most lists ask for.</summary>
    public bool AreUsual => this with { Tags = null, AnyTags = null } == default && Tags is null or [] && AnyTags is null or [];

    public Refusal? Check()
    {
        var errors = new RequestErrors();
        errors.OneOf(Status, "status", [.. ExpenseStatuses.All]);
        errors.OneOf(PaymentMethod, "payment_method", PaymentMethods.All);
        errors.OneOf(Sort, "sort", ByDate, ByAmount, ByCreation);
        errors.OneOf(Order, "order", "asc", "desc");
        if (MinAmount is not null && AmountText.Parse(MinAmount).Unreadable is not null) errors.Add("min_amount", "Give a decimal number such as 20.00.");
        if (MaxAmount is not null && AmountText.Parse(MaxAmount).Unreadable is not null) errors.Add("max_amount", "Give a decimal number such as 20.00.");
        if (StartDate > EndDate) errors.Add("end_date", "Give a day not before start_date.");
        if (Tags?.Length > 20) errors.Add("tag", "Give at most 20 tags.");
        if (AnyTags?.Length > 20) errors.Add("any_tag", "Give at most 20 tags.");
        errors.OptionalText(Q, "q", 200);
        return errors.ToRefusal();
    }

    /// <summary>All that rows and order depend on: a cursor belongs to just these.</summary>
    public string?[] ForCursor() =>
    [
        ProjectId?.ToString(), AccountId?.ToString(), CategoryId?.ToString(), Status, CreatedBy?.ToString(), PaymentMethod, MinAmount, MaxAmount,
        StartDate?.ToString("O", CultureInfo.InvariantCulture), EndDate?.ToString("O", CultureInfo.InvariantCulture),
        Tags is null ? null : string.Join('\u001e', Tags), AnyTags is null ? null : string.Join('\u001e', AnyTags), Q, SortedBy, Ascending ? "asc" : "desc",
    ];

    /// <summary>Narrows the expenses to those asked for.</summary>
    public IQueryable<Expense> Apply(IQueryable<Expense> expenses)
    {
        var filters = this;
        if (ProjectId is { } project) expenses = expenses.Where(expense => expense.ProjectId == project);
        if (AccountId is { } account) expenses = expenses.Where(expense => expense.AccountId == account);
        if (CategoryId is { } category) expenses = expenses.Where(expense => expense.CategoryId == category);
        if (Status is { } status) expenses = expenses.Where(expense => expense.Status == status);
        if (CreatedBy is { } creator) expenses = expenses.Where(expense => expense.CreatedBy == creator);
        if (PaymentMethod is { } method) expenses = expenses.Where(expense => expense.PaymentMethod == method);
        if (MinAmount is not null)
        {
            var least = AmountText.Parse(MinAmount).Value;
            expenses = expenses.Where(expense => expense.Amount >= least);
        }
        if (MaxAmount is not null)
        {
            var most = AmountText.Parse(MaxAmount).Value;
            expenses = expenses.Where(expense => expense.Amount <= most);
        }
        if (StartDate is { } first) expenses = expenses.Where(expense => expense.ExpenseDate >= first);
        if (EndDate is { } last) expenses = expenses.Where(expense => expense.ExpenseDate <= last);
        if (Lower(Tags) is { } all) expenses = expenses.Where(expense => all.All(tag => expense.Tags.Contains(tag)));
        if (Lower(AnyTags) is { } any) expenses = expenses.Where(expense => any.Any(tag => expense.Tags.Contains(tag)));
        return string.IsNullOrWhiteSpace(Q) ? expenses : ExpenseSearch.Apply(expenses, Q);
    }

    private static string[]? Lower(string[]? tags) => tags is null or [] ? null : Array.ConvertAll(tags, tag => tag.Trim().ToLowerInvariant());
}
