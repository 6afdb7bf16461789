using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Expenses;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Exports;

/// <summary>
/// Gives what the list shows under the same filters and in the same order as one file, without pages: rows go out as the database gives them, so that neither we nor the client wait for
/// the last, and none is ever held but the one that is written. Who may see only their own gets only those.
/// </summary>
internal static class ExportExpenses
{
    internal const string Csv = "csv";
    private const int Buffer = 32 * 1024;

    public static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> HandleAsync(
        [FromQuery(Name = "format"), OneOf(Csv)] string? format, [AsParameters] ExpenseFilters filters, ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time,
        HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OneOf(format, "format", Csv);
        if ((errors.ToRefusal() ?? filters.Check()) is { } wrong) return wrong.ToProblem();

        var place = await ExportPlaces.TakeAsync(db.TenantId, cancellationToken);
        http.Response.RegisterForDispose(place);
        if (!place.IsAcquired) return ExpenseErrors.ExportsBusy.ToProblem();

        var tenant = await knownTenants.GetAsync(cancellationToken);
        var expenses = db.Expenses.AsNoTracking();
        if (caller.Caller.OnlyOwn(Permissions.ReadExpenses)) expenses = expenses.Where(expense => expense.CreatedBy == caller.Caller.Person);
        var rows = ExpensePosition.Order(filters.Apply(expenses, tenant.Currency, time.GetUtcNow()), filters.SortedBy, filters.Ascending, null)
            .Select(ExpenseResponse.Projection).AsAsyncEnumerable();
        var names = await PlaceNames.ReadAsync(db, cancellationToken);
        return TypedResults.Stream(stream => WriteAsync(stream, rows, names, cancellationToken), "text/csv; charset=utf-8", $"expenses-{tenant.Today(time):yyyy-MM-dd}.csv");
    }

    private static async Task WriteAsync(Stream stream, IAsyncEnumerable<ExpenseResponse> rows, PlaceNames names, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), Buffer, leaveOpen: true);
        var line = new StringBuilder(512);
        await writer.WriteAsync(ExpenseLine.Header(line), cancellationToken);
        await foreach (var row in rows.WithCancellation(cancellationToken)) await writer.WriteAsync(ExpenseLine.Of(line, row, names), cancellationToken);
    }
}

/// <summary>What the ids in an expense are called, deleted ones included. Few beside the expenses, so they are read once.</summary>
internal sealed record PlaceNames(Dictionary<Guid, string> Categories, Dictionary<Guid, string> Projects, Dictionary<Guid, string> Accounts)
{
    public static async Task<PlaceNames> ReadAsync(ExpensesDbContext db, CancellationToken cancellationToken) => new(
        await db.Categories.AsNoTracking().ToDictionaryAsync(category => category.Id, category => category.Name, cancellationToken),
        await db.Projects.AsNoTracking().ToDictionaryAsync(project => project.Id, project => project.Name, cancellationToken),
        await db.Accounts.AsNoTracking().ToDictionaryAsync(account => account.Id, account => account.Name, cancellationToken));
}
