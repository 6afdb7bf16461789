using Grpc.Core;
using Npgsql;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Reporting.Knowledge;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// Reads a tenant's categories, projects, accounts and expenses from their owner anew, while events keep coming and reports keep being read: each batch goes the way of the events, under the same
/// version rule, so whichever comes first, the newest holds. At the end the totals are compared with the facts.
/// </summary>
internal sealed class Rebuild(NpgsqlDataSource source, ExpensesReader.ExpensesReaderClient expenses, IServiceScopeFactory scopes)
{
    /// <summary>What a rebuild did for a tenant.</summary>
    /// <param name="Expenses">How many expenses were read, tombstones included.</param>
    /// <param name="Repaired">How many totals differed from their facts and were put right.</param>
    internal sealed record Outcome(long Expenses, long Categories, long Projects, long Accounts, int Repaired);

    internal async Task<Outcome> RunAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var tenant = tenantId.ToString();
        long categories = 0, projects = 0, accounts = 0, facts = 0;
        using (var stream = expenses.StreamCategories(new StreamCategoriesRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                await ApplyAsync(batch => CategoryWriter.Add(batch, tenantId, [.. states.Categories.Select(state => OwnersState.Category(tenantId, state))], null), cancellationToken);
                categories += states.Categories.Count;
            }
        }
        using (var stream = expenses.StreamProjects(new StreamProjectsRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                await ApplyAsync(batch => ProjectWriter.Add(batch, tenantId, [.. states.Projects.Select(state => OwnersState.Project(tenantId, state))], null), cancellationToken);
                projects += states.Projects.Count;
            }
        }
        using (var stream = expenses.StreamAccounts(new StreamAccountsRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                await ApplyAsync(batch => AccountWriter.Add(batch, tenantId, [.. states.Accounts.Select(state => OwnersState.Account(tenantId, state))], null), cancellationToken);
                accounts += states.Accounts.Count;
            }
        }
        using (var stream = expenses.StreamExpenses(new StreamExpensesRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (states.Expenses.Count == 0) continue;
                await ApplyAsync(batch => FactWriter.Add(batch, tenantId, [.. states.Expenses.Select(state => OwnersState.Fact(tenantId, state))], repair: true), cancellationToken);
                facts += states.Expenses.Count;
            }
        }
        return new Outcome(facts, categories, projects, accounts, await CheckAsync(tenantId, cancellationToken));
    }

    /// <summary>Compares a tenant's totals with its facts; answers how many rows were wrong.</summary>
    internal async Task<int> CheckAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        return await scope.ServiceProvider.GetRequiredService<SpendingCheck>().RunAsync(cancellationToken);
    }

    /// <summary>The tenant that the arguments name, or all that have data with the owner.</summary>
    internal async Task<IReadOnlyList<Guid>?> TenantsAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments.Count > 1) return null;
        if (arguments.Count == 1) return Guid.TryParse(arguments[0], out var tenant) ? [tenant] : null;
        var all = await expenses.ListTenantsAsync(new ListTenantsRequest(), cancellationToken: cancellationToken);
        return [.. all.TenantIds.Select(Guid.Parse).Order()];
    }

    private async Task ApplyAsync(Action<NpgsqlBatch> add, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.Timeout = 120;
        add(batch);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
