using System.Globalization;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Reporting.Knowledge;

namespace TrackTok.Reporting.Spending;

/// <summary>Reads what the owner streams for a rebuild into what is kept here.</summary>
internal static class OwnersState
{
    internal static ExpenseFact Fact(Guid tenantId, ExpenseState state) => new()
    {
        TenantId = tenantId,
        ExpenseId = Guid.Parse(state.ExpenseId),
        Version = state.Version,
        Deleted = state.Deleted,
        ExpenseDate = Day(state.ExpenseDate),
        CategoryId = state.HasCategoryId ? Guid.Parse(state.CategoryId) : Guid.Empty,
        ProjectId = state.HasProjectId ? Guid.Parse(state.ProjectId) : Guid.Empty,
        AccountId = state.HasAccountId ? Guid.Parse(state.AccountId) : Guid.Empty,
        CreatedBy = Guid.Parse(state.CreatedBy),
        Status = state.Status,
        Amount = Amount(state.Amount),
        Currency = state.Currency,
        ReportingAmount = state.HasReportingAmount ? Amount(state.ReportingAmount) : 0,
        ReportingCurrency = state.HasReportingAmount ? state.ReportingCurrency : "",
        Title = state.Title,
        Vendor = state.HasVendor ? state.Vendor : null,
        ProjectAmount = state.HasProjectAmount ? Amount(state.ProjectAmount) : null,
        RevisedAt = DateTimeOffset.FromUnixTimeMilliseconds(state.RevisedAtUnixMs),
    };

    internal static KnownCategory Category(Guid tenantId, CategoryState state) => new()
    {
        TenantId = tenantId,
        CategoryId = Guid.Parse(state.CategoryId),
        Version = state.Version,
        Name = state.Name,
        Color = state.HasColor ? state.Color : null,
        Deleted = state.Deleted,
    };

    internal static KnownProject Project(Guid tenantId, ProjectState state) => new()
    {
        TenantId = tenantId,
        ProjectId = Guid.Parse(state.ProjectId),
        Version = state.Version,
        Name = state.Name,
        Status = state.Status,
        StartDate = state.HasStartDate ? Day(state.StartDate) : null,
        EndDate = state.HasEndDate ? Day(state.EndDate) : null,
        StartingBudget = state.HasStartingBudget ? Amount(state.StartingBudget) : null,
        Currency = state.Currency,
        Deleted = state.Deleted,
    };

    internal static KnownAccount Account(Guid tenantId, AccountState state) => new()
    {
        TenantId = tenantId,
        AccountId = Guid.Parse(state.AccountId),
        Version = state.Version,
        Name = state.Name,
        Currency = state.Currency,
        Balance = Amount(state.Balance),
        LowBalanceThreshold = state.HasLowBalanceThreshold ? Amount(state.LowBalanceThreshold) : null,
        Archived = state.Archived,
        Deleted = state.Deleted,
    };

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Amount(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
