using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Accounts;

/// <summary>Lists living accounts by name, whatever its case, or deleted ones that can be restored; by kind, by whether they are archived, or by a part of the name. To members it shows names only.</summary>
internal static class ListAccounts
{
    public static async Task<Results<Ok<Page<AccountAnswer>>, Ok<Page<AccountNameAnswer>>, ProblemHttpResult>> HandleAsync(
        [OneOf(typeof(Account), nameof(Account.Types))] string? type, bool? archived, bool? deleted, string? q, [AsParameters] PageQuery query, ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time, HttpContext http,
        CancellationToken cancellationToken)
    {
        var errors = new RequestErrors();
        errors.OneOf(type, "type", [.. Account.Types]);
        if (errors.ToRefusal() is { } invalid) return invalid.ToProblem();
        var (page, refusal) = PageRequest.Read(query, 2, type, archived?.ToString(), deleted is true ? "deleted" : null, q);
        if (page is null) return refusal!.ToProblem();
        // A tenant's very first request may be this one: it shows the account that a tenant begins with.
        await knownTenants.GetAsync(cancellationToken);

        var accounts = db.Accounts.AsNoTracking();
        var restorable = time.GetUtcNow() - UndoWindow.Length;
        accounts = deleted is true ? accounts.Where(account => account.DeletedAt >= restorable) : accounts.Where(account => account.DeletedAt == null);
        if (type is not null) accounts = accounts.Where(account => account.Type == type);
        if (archived is not null) accounts = accounts.Where(account => account.Archived == archived);
        if (NameSearch.Pattern(q) is { } pattern) accounts = accounts.Where(account => EF.Functions.Like(EF.Property<string>(account, AccountMapping.NameKey), pattern, NameSearch.Escape));
        long? total = page.IncludeTotal ? await accounts.LongCountAsync(cancellationToken) : null;
        if (page.After is { } after)
        {
            if (!Guid.TryParse(after[1], out var lastId)) return PageRequest.BadCursor.ToProblem();
            var lastName = after[0];
            accounts = accounts.Where(account => EF.Functions.GreaterThan(ValueTuple.Create(EF.Property<string>(account, AccountMapping.NameKey), account.Id), ValueTuple.Create(lastName, lastId)));
        }
        var rows = await accounts.OrderBy(account => EF.Property<string>(account, AccountMapping.NameKey)).ThenBy(account => account.Id).Take(page.Limit + 1)
            .Select(account => new Row(account, EF.Property<string>(account, AccountMapping.NameKey))).ToListAsync(cancellationToken);
        if (caller.Caller.OnlyOwn(Permissions.ReadAccounts))
            return TypedResults.Ok(page.ToPage(rows, row => new AccountNameAnswer(row.Account.Id, row.Account.Name), row => row.Position, total).Linked(http));
        return TypedResults.Ok(page.ToPage(rows, row => AccountAnswer.From(row.Account), row => row.Position, total).Linked(http));
    }

    private sealed record Row(Account Account, string Key)
    {
        public string[] Position => [Key, Account.Id.ToString()];
    }
}
