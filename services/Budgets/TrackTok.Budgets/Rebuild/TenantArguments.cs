using TrackTok.Expenses.Contracts.Grpc;

namespace TrackTok.Budgets.Rebuild;

/// <summary>The tenants that a command is for: the one that is named, or all that have expenses.</summary>
internal static class TenantArguments
{
    /// <summary>Null when the arguments cannot be read; the usage is then told.</summary>
    public static async Task<IReadOnlyList<Guid>?> ReadAsync(IReadOnlyList<string> arguments, string command, ExpensesReader.ExpensesReaderClient expenses, CancellationToken cancellationToken)
    {
        if (arguments is [var one] && Guid.TryParse(one, out var tenantId)) return [tenantId];
        if (arguments.Count == 0)
        {
            var all = await expenses.ListTenantsAsync(new ListTenantsRequest(), cancellationToken: cancellationToken);
            return [.. all.TenantIds.Select(Guid.Parse)];
        }
        await Console.Error.WriteLineAsync($"Usage: {command} [TENANT]   (the tenant's id; without one, every tenant)");
        return null;
    }
}
