using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using NpgsqlTypes;
using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Expenses;

/// <summary>The list's filters and order, as they stand in the query (SPEC 6.4). All that are given must hold.</summary>
internal readonly record struct ExpenseFilters
{
    [FromQuery(Name = "project_id")]
    public Guid? ProjectId { get; init; }

    [FromQuery(Name = "account_id")]
    public Guid? AccountId { get; init; }

    [FromQuery(Name = "category_id")]
    public Guid? CategoryId { get; init; }

    /// <summary>One or more: any of them.</summary>
    [FromQuery(Name = "status"), OneOf(typeof(ExpenseStatuses))]
    public string[]? Statuses { get; init; }

    [FromQuery(Name = "created_by")]
    public Guid? CreatedBy { get; init; }

    [FromQuery(Name = "payment_method"), OneOf(typeof(PaymentMethods))]
    public string? PaymentMethod { get; init; }

    /// <summary>The vendor's whole name, in any case.</summary>
    [FromQuery(Name = "vendor")]
    public string? Vendor { get; init; }

    [FromQuery(Name = "min_amount")]
    public string? MinAmount { get; init; }

    [FromQuery(Name = "max_amount")]
    public string? MaxAmount { get; init; }

    [FromQuery(Name = "start_date")]
    public DateOnly? StartDate { get; init; }

    [FromQuery(Name = "end_date")]
    public DateOnly? EndDate { get; init; }

    [FromQuery(Name = "tag")]
    public string[]? Tags { get; init; }

    [FromQuery(Name = "any_tag")]
    public string[]? AnyTags { get; init; }

    /// <summary><c>category</c>, <c>project</c>, <c>account</c>: expenses that have none.</summary>
    [FromQuery(Name = "without"), OneOf(ExpenseFilters.WithoutCategory, ExpenseFilters.WithoutProject, ExpenseFilters.WithoutAccount)]
    public string[]? Without { get; init; }

    [FromQuery(Name = "currency")]
    public string? Currency { get; init; }

    /// <summary>Whether the expense has a value in the tenant's currency: what a report's total holds, or what stands beside it (SPEC 9.0).</summary>
    [FromQuery(Name = "converted")]
    public bool? Converted { get; init; }

    /// <summary>True for those that were deleted and can still be restored, instead of the living.</summary>
    [FromQuery(Name = "deleted")]
    public bool? Deleted { get; init; }

    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    [FromQuery(Name = "sort"), OneOf(ExpenseFilters.ByDate, ExpenseFilters.ByAmount, ExpenseFilters.ByCreation)]
    public string? Sort { get; init; }

    [FromQuery(Name = "order"), OneOf("asc", "desc")]
    public string? Order { get; init; }

    public const string ByDate = "expense_date";
    public const string ByAmount = "amount";
    public const string ByCreation = "created_at";
    private const string WithoutCategory = "category";
    private const string WithoutProject = "project";
    private const string WithoutAccount = "account";

    public string SortedBy => Sort ?? ByDate;

    public bool Ascending => Order == "asc";

    /// <summary>True when the rows are all of the tenant's living expenses, newest first: what most lists ask for.</summary>
    public bool AreUsual => this with { Statuses = null, Tags = null, AnyTags = null, Without = null } == default
        && Statuses is null or [] && Tags is null or [] && AnyTags is null or [] && Without is null or [];

    public Refusal? Check()
    {
        var errors = new RequestErrors();
        foreach (var status in Statuses ?? []) if (!errors.OneOf(status, "status", [.. ExpenseStatuses.All])) break;
        foreach (var place in Without ?? []) if (!errors.OneOf(place, "without", WithoutCategory, WithoutProject, WithoutAccount)) break;
        if (Currency is not null) errors.CurrencyOr(Currency, Currencies.Currency.Of("USD"), "currency");
        errors.OneOf(PaymentMethod, "payment_method", PaymentMethods.All);
        errors.OneOf(Sort, "sort", ByDate, ByAmount, ByCreation);
        errors.OneOf(Order, "order", "asc", "desc");
        if (MinAmount is not null && AmountText.Parse(MinAmount).Unreadable is not null) errors.Add("min_amount", "Give a decimal number such as 20.00.");
        if (MaxAmount is not null && AmountText.Parse(MaxAmount).Unreadable is not null) errors.Add("max_amount", "Give a decimal number such as 20.00.");
        if (StartDate > EndDate) errors.Add("end_date", "Give a day not before start_date.");
        if (Tags?.Length > 20) errors.Add("tag", "Give at most 20 tags.");
        if (AnyTags?.Length > 20) errors.Add("any_tag", "Give at most 20 tags.");
        errors.OptionalLine(Vendor, "vendor", 255);
        errors.OptionalText(Q, "q", 200);
        return errors.ToRefusal();
    }

    /// <summary>All that rows and order depend on: a cursor belongs to just these.</summary>
    public string?[] ForCursor() =>
    [
        ProjectId?.ToString(), AccountId?.ToString(), CategoryId?.ToString(), Listed(Statuses), CreatedBy?.ToString(), PaymentMethod, Vendor, MinAmount, MaxAmount,
        StartDate?.ToString("O", CultureInfo.InvariantCulture), EndDate?.ToString("O", CultureInfo.InvariantCulture),
        Listed(Tags), Listed(AnyTags), Listed(Without), Currency, Converted?.ToString(), Deleted is true ? "deleted" : null, Q, SortedBy, Ascending ? "asc" : "desc",
    ];

    /// <summary>Narrows the expenses to those asked for.</summary>
    /// <param name="reporting">The tenant's currency.</param>
    public IQueryable<Expense> Apply(IQueryable<Expense> expenses, Currency reporting, DateTimeOffset now)
    {
        var restorable = now - UndoWindow.Length;
        expenses = Deleted is true ? expenses.Where(expense => expense.DeletedAt >= restorable) : expenses.Where(expense => expense.DeletedAt == null);
        if (ProjectId is { } project) expenses = expenses.Where(expense => expense.ProjectId == project);
        if (AccountId is { } account) expenses = expenses.Where(expense => expense.AccountId == account);
        if (CategoryId is { } category) expenses = expenses.Where(expense => expense.CategoryId == category);
        if (Statuses is [var status]) expenses = expenses.Where(expense => expense.Status == status);
        else if (Statuses is { Length: > 1 } statuses) expenses = expenses.Where(expense => statuses.Contains(expense.Status));
        if (CreatedBy is { } creator) expenses = expenses.Where(expense => expense.CreatedBy == creator);
        if (PaymentMethod is { } method) expenses = expenses.Where(expense => expense.PaymentMethod == method);
        // Both in the database: what it takes for the same letter in another case is what its totals by vendor go by.
        if (Vendor is { } vendor)
        {
            var whole = NameSearch.Escaped(vendor.Trim());
            expenses = expenses.Where(expense => EF.Functions.ILike(expense.Vendor!, whole, NameSearch.Escape));
        }
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
        foreach (var place in Without ?? []) expenses = Lacking(expenses, place);
        if (Currencies.Currency.Find(Currency) is { Code: var own }) expenses = expenses.Where(expense => expense.Currency == own);
        if (Converted is { } converted)
        {
            var code = reporting.Code;
            expenses = expenses.Where(expense => (expense.Currency == code || (expense.ReportingCurrency == code && expense.ReportingAmount != null)) == converted);
        }
        if (Lower(Tags) is { } all) expenses = expenses.Where(expense => all.All(tag => expense.Tags.Contains(tag)));
        if (Lower(AnyTags) is { } any) expenses = expenses.Where(expense => any.Any(tag => expense.Tags.Contains(tag)));
        return string.IsNullOrWhiteSpace(Q) ? expenses : ExpenseSearch.Apply(expenses, Q);
    }

    private static IQueryable<Expense> Lacking(IQueryable<Expense> expenses, string place) => place switch
    {
        WithoutCategory => expenses.Where(expense => expense.CategoryId == null),
        WithoutProject => expenses.Where(expense => expense.ProjectId == null),
        _ => expenses.Where(expense => expense.AccountId == null),
    };

    private static string? Listed(string[]? values) => values is null ? null : string.Join('\u001e', values);

    private static string[]? Lower(string[]? tags) => tags is null or [] ? null : Array.ConvertAll(tags, tag => tag.Trim().ToLowerInvariant());
}
