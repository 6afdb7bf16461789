using System.Globalization;
using Grpc.Core;
using Npgsql;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Reporting.Knowledge;
using TrackTok.Tenancy;

namespace TrackTok.Reporting.Spending;

/// <summary>
/// Reads a tenant's categories and expenses from their owner anew, while events keep coming and reports keep being read: each batch goes the way of the events, under the same
/// version rule, so whichever comes first, the newest holds. At the end the totals are compared with the facts.
/// </summary>
internal sealed class Rebuild(NpgsqlDataSource source, ExpensesReader.ExpensesReaderClient expenses, IServiceScopeFactory scopes)
{
    /// <summary>What a rebuild did for a tenant.</summary>
    /// <param name="Expenses">How many expenses were read, tombstones included.</param>
    /// <param name="Repaired">How many totals differed from their facts and were put right.</param>
    internal sealed record Outcome(long Expenses, long Categories, int Repaired);

    internal async Task<Outcome> RunAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var tenant = tenantId.ToString();
        long categories = 0, facts = 0;
        using (var stream = expenses.StreamCategories(new StreamCategoriesRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                await ApplyAsync(batch => CategoryWriter.Add(batch, tenantId, [.. states.Categories.Select(state => Category(tenantId, state))], null), cancellationToken);
                categories += states.Categories.Count;
            }
        }
        using (var stream = expenses.StreamExpenses(new StreamExpensesRequest { TenantId = tenant }, cancellationToken: cancellationToken))
        {
            await foreach (var states in stream.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (states.Expenses.Count == 0) continue;
                await ApplyAsync(batch => FactWriter.Add(batch, tenantId, [.. states.Expenses.Select(state => Fact(tenantId, state))], repair: true), cancellationToken);
                facts += states.Expenses.Count;
            }
        }
        return new Outcome(facts, categories, await CheckAsync(tenantId, cancellationToken));
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

    private static ExpenseFact Fact(Guid tenantId, ExpenseState state) => new()
    {
        TenantId = tenantId,
        ExpenseId = Guid.Parse(state.ExpenseId),
        Version = state.Version,
        Deleted = state.Deleted,
        ExpenseDate = DateOnly.ParseExact(state.ExpenseDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        CategoryId = state.HasCategoryId ? Guid.Parse(state.CategoryId) : Guid.Empty,
        ProjectId = state.HasProjectId ? Guid.Parse(state.ProjectId) : Guid.Empty,
        AccountId = state.HasAccountId ? Guid.Parse(state.AccountId) : Guid.Empty,
        CreatedBy = Guid.Parse(state.CreatedBy),
        Status = state.Status,
        Amount = decimal.Parse(state.Amount, CultureInfo.InvariantCulture),
        Currency = state.Currency,
        ReportingAmount = state.HasReportingAmount ? decimal.Parse(state.ReportingAmount, CultureInfo.InvariantCulture) : 0,
        ReportingCurrency = state.HasReportingAmount ? state.ReportingCurrency : "",
        RevisedAt = DateTimeOffset.FromUnixTimeMilliseconds(state.RevisedAtUnixMs),
    };

    private static KnownCategory Category(Guid tenantId, CategoryState state) => new()
    {
        TenantId = tenantId,
        CategoryId = Guid.Parse(state.CategoryId),
        Version = state.Version,
        Name = state.Name,
        Color = state.HasColor ? state.Color : null,
        Deleted = state.Deleted,
    };
}
