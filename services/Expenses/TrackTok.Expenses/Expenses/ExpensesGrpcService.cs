using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Tenants;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;

namespace TrackTok.Expenses.Expenses;

/// <summary>What other services may ask: the whole of a tenant's expenses, categories, projects and accounts, to rebuild their figures from, how much of its plan a tenant uses, and whether what they refer to is there.</summary>
internal sealed class ExpensesGrpcService(ExpensesDbContext db, TenantContext tenant, TimeProvider time) : ExpensesReader.ExpensesReaderBase
{
    private const int BatchSize = 500;
    private const int PaceDays = 30;

    /// <summary>In order of id, batch by batch, each read anew: what is recorded meanwhile comes by event, and the newer version wins.</summary>
    public override async Task StreamExpenses(StreamExpensesRequest request, IServerStreamWriter<ExpenseBatch> responseStream, ServerCallContext context)
    {
        Enter(request.TenantId);
        var after = request.HasAfterId ? Id(request.AfterId, "after_id") : Guid.Empty;
        while (true)
        {
            var expenses = await db.Expenses.AsNoTracking().Where(expense => expense.Id > after).OrderBy(expense => expense.Id).Take(BatchSize).Select(ExpenseStates.Projection)
                .ToListAsync(context.CancellationToken);
            if (expenses.Count == 0) return;
            await responseStream.WriteAsync(new ExpenseBatch { Expenses = { expenses } }, context.CancellationToken);
            if (expenses.Count < BatchSize) return;
            after = Guid.Parse(expenses[^1].ExpenseId);
        }
    }

    public override async Task StreamCategories(StreamCategoriesRequest request, IServerStreamWriter<CategoryBatch> responseStream, ServerCallContext context)
    {
        Enter(request.TenantId);
        var after = Guid.Empty;
        while (true)
        {
            var categories = await db.Categories.AsNoTracking().Where(category => category.Id > after).OrderBy(category => category.Id).Take(BatchSize).ToListAsync(context.CancellationToken);
            if (categories.Count == 0) return;
            await responseStream.WriteAsync(new CategoryBatch { Categories = { categories.Select(ExpenseStates.Of) } }, context.CancellationToken);
            if (categories.Count < BatchSize) return;
            after = categories[^1].Id;
        }
    }

    public override async Task StreamProjects(StreamProjectsRequest request, IServerStreamWriter<ProjectBatch> responseStream, ServerCallContext context)
    {
        Enter(request.TenantId);
        var after = Guid.Empty;
        while (true)
        {
            var projects = await db.Projects.AsNoTracking().Where(project => project.Id > after).OrderBy(project => project.Id).Take(BatchSize).ToListAsync(context.CancellationToken);
            if (projects.Count == 0) return;
            await responseStream.WriteAsync(new ProjectBatch { Projects = { projects.Select(ExpenseStates.Of) } }, context.CancellationToken);
            if (projects.Count < BatchSize) return;
            after = projects[^1].Id;
        }
    }

    public override async Task StreamAccounts(StreamAccountsRequest request, IServerStreamWriter<AccountBatch> responseStream, ServerCallContext context)
    {
        Enter(request.TenantId);
        var after = Guid.Empty;
        while (true)
        {
            var accounts = await db.Accounts.AsNoTracking().Where(account => account.Id > after).OrderBy(account => account.Id).Take(BatchSize).ToListAsync(context.CancellationToken);
            if (accounts.Count == 0) return;
            await responseStream.WriteAsync(new AccountBatch { Accounts = { accounts.Select(ExpenseStates.Of) } }, context.CancellationToken);
            if (accounts.Count < BatchSize) return;
            after = accounts[^1].Id;
        }
    }

    public override async Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context)
    {
        var ids = await db.Set<ListedTenant>().AsNoTracking().OrderBy(listed => listed.Id).Select(listed => listed.Id).ToListAsync(context.CancellationToken);
        return new ListTenantsResponse { TenantIds = { ids.Select(id => id.ToString()) } };
    }

    public override async Task<GetUsageResponse> GetUsage(GetUsageRequest request, ServerCallContext context)
    {
        Enter(request.TenantId);
        var used = await db.UsageCounters.AsNoTracking().ToDictionaryAsync(counter => counter.Name, counter => counter.Used, context.CancellationToken);
        var fullest = await db.Projects.Where(project => project.DeletedAt == null).OrderByDescending(project => project.ExpenseCount).ThenBy(project => project.Id)
            .Select(project => new { project.Id, project.ExpenseCount }).FirstOrDefaultAsync(context.CancellationToken);
        // Ids are in the order of time, so the month's rows are one stretch of the key.
        var since = Guid.CreateVersion7(time.GetUtcNow().AddDays(-PaceDays));
        var projects = await db.Projects.LongCountAsync(project => project.Id > since && project.DeletedAt == null, context.CancellationToken);
        var accounts = await db.Accounts.LongCountAsync(account => account.Id > since && account.DeletedAt == null, context.CancellationToken);
        var expenses = await db.Expenses.Where(expense => expense.Id > since && expense.DeletedAt == null)
            .GroupBy(_ => 1).Select(all => new { All = all.LongCount(), Fullest = all.LongCount(expense => expense.ProjectId == (fullest == null ? Guid.Empty : fullest.Id)) })
            .FirstOrDefaultAsync(context.CancellationToken);
        return new GetUsageResponse
        {
            Usage =
            {
                new Usage { Limit = "projects", Used = used.GetValueOrDefault("projects"), AddedLast30Days = projects },
                new Usage { Limit = "accounts", Used = used.GetValueOrDefault("accounts"), AddedLast30Days = accounts },
                new Usage { Limit = "expenses", Used = used.GetValueOrDefault("expenses"), AddedLast30Days = expenses?.All ?? 0 },
                new Usage { Limit = "expenses_per_project", Used = fullest?.ExpenseCount ?? 0, AddedLast30Days = expenses?.Fullest ?? 0 },
            },
        };
    }

    public override async Task<FindReferencesResponse> FindReferences(FindReferencesRequest request, ServerCallContext context)
    {
        Enter(request.TenantId);
        Guid[] projects = [.. request.ProjectIds.Select(id => Id(id, "project_ids"))];
        Guid[] categories = [.. request.CategoryIds.Select(id => Id(id, "category_ids"))];
        Guid[] accounts = [.. request.AccountIds.Select(id => Id(id, "account_ids"))];
        return new FindReferencesResponse
        {
            ProjectIds = { await TextsAsync(db.Projects.Where(project => projects.Contains(project.Id) && project.DeletedAt == null).Select(project => project.Id), projects, context.CancellationToken) },
            CategoryIds = { await TextsAsync(db.Categories.Where(category => categories.Contains(category.Id) && category.DeletedAt == null).Select(category => category.Id), categories, context.CancellationToken) },
            AccountIds = { await TextsAsync(db.Accounts.Where(account => accounts.Contains(account.Id) && account.DeletedAt == null).Select(account => account.Id), accounts, context.CancellationToken) },
        };
    }

    /// <summary>Asks for none when there are none to be found.</summary>
    private static async Task<IEnumerable<string>> TextsAsync(IQueryable<Guid> found, Guid[] wanted, CancellationToken cancellationToken) =>
        wanted.Length == 0 ? [] : (await found.ToListAsync(cancellationToken)).Select(id => id.ToString());

    private void Enter(string tenantId) => tenant.Set(Id(tenantId, "tenant_id"));

    private static Guid Id(string text, string member) => Guid.TryParse(text, out var id) && id != Guid.Empty ? id : throw Refusal.Invalid(member, "Give a UUID.").ToRpc();
}
