using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Contracts;
using TrackTok.Reporting.Data;
using TrackTok.Reporting.Spending;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Reporting.Reports;

/// <summary>What one report is about: whose figures, which days, which filters, in which currency, and how fresh.</summary>
/// <param name="Owner">The member whose own figures these are; null for the whole tenant's.</param>
internal sealed record ReportScope(Currency Currency, ReportRange Range, Guid? CategoryId, Guid? ProjectId, Guid? AccountId, Guid? Owner, DateTimeOffset AsOf)
{
    /// <summary>False for a project in a currency of its own: which expenses could be converted into that is more than a list of expenses can be asked for.</summary>
    internal bool InTenantCurrency { get; init; } = true;

    /// <summary>The states that count in a total; the same everywhere in TrackTok.</summary>
    internal static readonly string[] CountedStatuses = [.. ExpenseStatuses.All.Where(ExpenseStatuses.Count)];

    /// <summary>Reads the query for the caller. Freshness is read before the figures, so that they are at least as fresh as it says.</summary>
    /// <param name="months">How many months the report covers when no date is given.</param>
    internal static async Task<(ReportScope? Scope, Refusal? Refusal)> ReadAsync(
        ReportQuery query, ReportingDbContext db, KnownTenants tenants, TimeProvider time, int months, CancellationToken cancellationToken)
    {
        var tenant = await tenants.GetAsync(cancellationToken);
        var (range, refusal) = query.Range(tenant.Today(time), months);
        if (range is null) return (null, refusal);
        var caller = db.Caller.Caller;
        var asOf = await db.Freshness.AsNoTracking().Select(freshness => freshness.AsOf).SingleOrDefaultAsync(cancellationToken);
        return (new ReportScope(
            tenant.Currency, range, query.CategoryId, query.ProjectId, query.AccountId,
            caller.OnlyOwn(Permissions.ReadReports) ? caller.Person : null,
            asOf == default ? time.GetUtcNow() : asOf), null);
    }

    /// <summary>The figures of this scope, all statuses: maintained totals for the tenant, facts for one member.</summary>
    internal IQueryable<Slice> Spending(ReportingDbContext db)
    {
        var slices = Owner is { } owner ? Own(db, owner) : All(db);
        if (CategoryId is { } category) slices = slices.Where(slice => slice.CategoryId == category);
        if (ProjectId is { } project) slices = slices.Where(slice => slice.ProjectId == project);
        if (AccountId is { } account) slices = slices.Where(slice => slice.AccountId == account);
        return slices;
    }

    private IQueryable<Slice> All(ReportingDbContext db)
    {
        DateOnly start = Range.Start, wholeFrom = Range.WholeFrom, wholeUntil = Range.WholeUntil, end = Range.End;
        return db.Totals.AsNoTracking()
            .Where(total => (total.Span == Span.Month && total.StartsOn >= wholeFrom && total.StartsOn < wholeUntil)
                || (total.Span == Span.Day && total.StartsOn >= start && total.StartsOn < wholeFrom)
                || (total.Span == Span.Day && total.StartsOn >= wholeUntil && total.StartsOn <= end))
            .Select(total => new Slice
            {
                Day = total.StartsOn,
                CategoryId = total.CategoryId,
                ProjectId = total.ProjectId,
                AccountId = total.AccountId,
                Status = total.Status,
                Currency = total.Currency,
                ReportingCurrency = total.ReportingCurrency,
                Count = total.Count,
                Amount = total.Amount,
                ReportingAmount = total.ReportingAmount,
            });
    }

    private IQueryable<Slice> Own(ReportingDbContext db, Guid owner)
    {
        DateOnly start = Range.Start, end = Range.End;
        return db.Facts.AsNoTracking()
            .Where(fact => fact.CreatedBy == owner && !fact.Deleted && fact.ExpenseDate >= start && fact.ExpenseDate <= end)
            .Select(fact => new Slice
            {
                Day = fact.ExpenseDate,
                CategoryId = fact.CategoryId,
                ProjectId = fact.ProjectId,
                AccountId = fact.AccountId,
                Status = fact.Status,
                Currency = fact.Currency,
                ReportingCurrency = fact.ReportingCurrency,
                Count = 1,
                Amount = fact.Amount,
                ReportingAmount = fact.ReportingAmount,
            });
    }
}

/// <summary>A piece of spending: one row of totals, or one expense.</summary>
internal sealed class Slice
{
    /// <summary>The day; for a whole month its first.</summary>
    public DateOnly Day { get; init; }

    public Guid CategoryId { get; init; }

    public Guid ProjectId { get; init; }

    public Guid AccountId { get; init; }

    public string Status { get; init; } = "";

    public string Currency { get; init; } = "";

    public string ReportingCurrency { get; init; } = "";

    public long Count { get; init; }

    public decimal Amount { get; init; }

    public decimal ReportingAmount { get; init; }
}
