using Microsoft.Extensions.DependencyInjection;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Rebuild;

/// <summary><c>dotnet TrackTok.Budgets.dll check [TENANT]</c>: compares every figure with its expenses and repairs what differs. Safe while the service runs.</summary>
internal sealed class CheckCommand(IServiceScopeFactory scopes, ExpensesReader.ExpensesReaderClient expenses) : IServiceCommand
{
    public string Name => "check";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await TenantArguments.ReadAsync(arguments, Name, expenses, cancellationToken) is not { } tenantIds) return 2;
        foreach (var tenantId in tenantIds)
        {
            var outcome = await CheckAsync(scopes, tenantId, cancellationToken);
            await Console.Out.WriteLineAsync($"{tenantId}: {outcome.Budgets} budgets checked, {outcome.Repaired} periods repaired.");
        }
        return 0;
    }

    internal static async Task<CheckOutcome> CheckAsync(IServiceScopeFactory scopes, Guid tenantId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        return await scope.ServiceProvider.GetRequiredService<FigureCheck>().RunAsync(cancellationToken);
    }
}
