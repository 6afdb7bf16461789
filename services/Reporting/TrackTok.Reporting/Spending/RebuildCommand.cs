using TrackTok.TenantData;

namespace TrackTok.Reporting.Spending;

/// <summary><c>dotnet TrackTok.Reporting.dll rebuild [TENANT]</c>: makes the read models of one tenant, or of all, anew from Expenses while the service runs.</summary>
internal sealed class RebuildCommand(Rebuild rebuild) : IServiceCommand
{
    public string Name => "rebuild";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await rebuild.TenantsAsync(arguments, cancellationToken) is not { } tenants)
        {
            await Console.Error.WriteLineAsync("Usage: rebuild [TENANT], the tenant by its id");
            return 2;
        }
        foreach (var tenant in tenants)
        {
            var outcome = await rebuild.RunAsync(tenant, cancellationToken);
            await Console.Out.WriteLineAsync($"{tenant}: {outcome.Expenses} expenses, {outcome.Categories} categories, {outcome.Projects} projects and {outcome.Accounts} accounts read, {outcome.Repaired} totals put right.");
        }
        return 0;
    }
}

/// <summary><c>dotnet TrackTok.Reporting.dll check [TENANT]</c>: compares totals with facts and puts right what differs; the exit code is 1 when something did.</summary>
internal sealed class CheckCommand(Rebuild rebuild) : IServiceCommand
{
    public string Name => "check";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await rebuild.TenantsAsync(arguments, cancellationToken) is not { } tenants)
        {
            await Console.Error.WriteLineAsync("Usage: check [TENANT], the tenant by its id");
            return 2;
        }
        var wrong = 0;
        foreach (var tenant in tenants)
        {
            var repaired = await rebuild.CheckAsync(tenant, cancellationToken);
            wrong += repaired;
            if (repaired > 0) await Console.Out.WriteLineAsync($"{tenant}: {repaired} totals differed from their facts and were put right.");
        }
        await Console.Out.WriteLineAsync($"{tenants.Count} tenants checked, {wrong} totals put right.");
        return wrong == 0 ? 0 : 1;
    }
}
