using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using TrackTok.Expenses.Accounts;
using TrackTok.Expenses.Contracts;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Finds expenses for a change, and keeps every change the same way (SPEC 6.0): books, row, revision, audit entry and event in one transaction, or none of them.
/// </summary>
internal sealed class ExpenseKeeper(ExpensesDbContext db, KnownTenants knownTenants, CallerContext caller, TimeProvider time, IHttpContextAccessor http)
{
    private const int RecategorizedAtOnce = 500;

    /// <summary>
    /// The expense, when it is there and the caller may change it. Its row is locked before anything else of the change: who comes second waits, and sees the state that the first one left.
    /// </summary>
    public async Task<(Expense? Expense, Refusal? Refusal)> FindAsync(Guid id, CancellationToken cancellationToken, bool orDeleted = false)
    {
        var expense = await db.Expenses.FromSql($"SELECT * FROM expenses WHERE tenant_id = {db.TenantId} AND id = {id} FOR NO KEY UPDATE").SingleOrDefaultAsync(cancellationToken);
        if (expense is null || (expense.DeletedAt is not null && !orDeleted)) return (null, ExpenseErrors.NotFound);
        return caller.Caller.OnlyOwn(Permissions.ChangeExpenses) && expense.CreatedBy != caller.Caller.Person ? (null, ExpenseErrors.NotFound) : (expense, null);
    }

    /// <summary>True when the expense is or was there, and the caller may see it.</summary>
    public Task<bool> MaySeeAsync(Guid id, CancellationToken cancellationToken)
    {
        var own = caller.Caller.OnlyOwn(Permissions.ReadExpenses) ? caller.Caller.Person : (Guid?)null;
        return db.Expenses.AnyAsync(expense => expense.Id == id && (own == null || expense.CreatedBy == own), cancellationToken);
    }

    /// <summary>Takes an expense into another state.</summary>
    public async Task<Results<Ok<ExpenseResponse>, ProblemHttpResult>> MoveAsync(
        Guid id, string change, Func<Expense, DateTimeOffset, Refusal?> transition, CancellationToken cancellationToken)
    {
        var (expense, refusal) = await FindAsync(id, cancellationToken);
        if (expense is null) return refusal!.ToProblem();
        var before = BookedExpense.Of(expense);
        if (transition(expense, time.GetUtcNow()) is { } refused) return refused.ToProblem();
        if (await KeepAsync(expense, change, before, cancellationToken) is { } unkept) return unkept.ToProblem();
        return TypedResults.Ok(ExpenseResponse.From(expense));
    }

    /// <summary>Saves a change, new expenses included; refuses when the plan has no room, and when something that the expense refers to was deleted at this moment.</summary>
    /// <param name="change">What happened, as revisions, audit entries and events name it: <c>recorded</c>, <c>changed</c> …</param>
    /// <param name="before">The books as the expense held them before.</param>
    public async Task<Refusal?> KeepAsync(Expense expense, string change, BookedExpense before, CancellationToken cancellationToken)
    {
        var entry = db.Entry(expense);
        if (entry.State == EntityState.Unchanged) return null;

        var tenant = await knownTenants.GetAsync(cancellationToken);
        Note(entry, change);
        // Last before the save: what it locks stays locked until the commit, and a company's writers wait for each other.
        if (before.To(BookedExpense.Of(expense), expense.Id, tenant.Limits.Expenses) is { } booking)
        {
            var booked = await Ledger.PostAsync(db, booking, expense.UpdatedAt, cancellationToken, knownTenants);
            if (booked.Refusal is { } refusal) return refusal;
            await WarnAsync(booked, expense, tenant.Limits.ExpensesPerProject, cancellationToken);
        }
        if (entry.State == EntityState.Added) await db.SaveLastAsync(expense, time.GetUtcNow(), cancellationToken);
        else await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>Locks all living expenses of a category, before the category itself is: see <see cref="Ledger"/> on the order.</summary>
    public Task LockAllAsync(Guid categoryId, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"SELECT count(*) FROM (SELECT FROM expenses WHERE tenant_id = {db.TenantId} AND category_id = {categoryId} AND deleted_at IS NULL ORDER BY id FOR NO KEY UPDATE) AS held", cancellationToken);

    /// <summary>
    /// Gives all living expenses of a category another one, each as a change of its own, in batches that cost a few round trips each. The category is locked by now, so it waits for no expense
    /// that came to it since <see cref="LockAllAsync"/> and is being changed: whoever changes it may wait for the category. It has lost that race then.
    /// </summary>
    public async Task RecategorizeAsync(Guid from, Guid to, CancellationToken cancellationToken)
    {
        var after = Guid.Empty;
        while (true)
        {
            var expenses = await db.Expenses.FromSql($"""
                SELECT * FROM expenses WHERE tenant_id = {db.TenantId} AND category_id = {from} AND deleted_at IS NULL AND id > {after} ORDER BY id LIMIT {RecategorizedAtOnce}
                FOR NO KEY UPDATE NOWAIT
                """).ToListAsync(cancellationToken);
            if (expenses.Count == 0) return;
            after = expenses.Max(expense => expense.Id);
            foreach (var expense in expenses)
            {
                expense.Recategorize(to, time.GetUtcNow());
                Note(db.Entry(expense), "recategorized");
            }
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>Puts the change's revision, audit entry and event beside the row, to be written in the same transaction.</summary>
    private void Note(EntityEntry<Expense> entry, string change)
    {
        var expense = entry.Entity;
        var after = ExpenseResponse.From(expense) with { Version = entry.State == EntityState.Added ? expense.Version : expense.Version + 1 };
        db.Append(ExpenseRevision.Of(after, change, caller.Caller.UserId, expense.UpdatedAt));
        db.Name(expense, change);
        db.Tell(() => expense.Revised(change));
    }

    /// <summary>The limit of expenses per project is soft: the write passes, its answer says how near the limit is, and the owners are told once that it is passed (SPEC 2.8).</summary>
    private async Task WarnAsync(Booked booked, Expense expense, PlanLimit limit, CancellationToken cancellationToken)
    {
        if (expense.ProjectId is not { } project || !booked.Projects.TryGetValue(project, out var count)) return;
        if (limit.Warning(count.Expenses) is { } warning && http.HttpContext is { } request) request.Response.Headers[HeaderNames.PlanWarning] = warning;
        if (count.Expenses <= limit.Max || count.NoticedLimit >= limit.Max) return;

        // The ledger holds the project's row, so nobody else tells them at this moment.
        await db.Database.ExecuteSqlAsync($"UPDATE projects SET noticed_limit = {limit.Max} WHERE tenant_id = {db.TenantId} AND id = {project}", cancellationToken);
        var name = await db.Projects.Where(noticed => noticed.Id == project).Select(noticed => noticed.Name).SingleAsync(cancellationToken);
        db.Tell(() => new PlanLimitPassed(db.TenantId, expense.UpdatedAt, count.Expenses, limit.Name, limit.Plan, limit.Max, project, name));
    }
}
