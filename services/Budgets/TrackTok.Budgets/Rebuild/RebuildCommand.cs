using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Budgets.Facts;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Rebuild;

/// <summary>
/// <c>dotnet TrackTok.Budgets.dll rebuild [TENANT]</c>: fetches the state of every expense from Expenses, keeps what is newer than what is known here, moves figures
/// accordingly, and then checks every figure against its sum. Events may keep coming: by version, whichever is newer stays.
/// </summary>
internal sealed class RebuildCommand(FactsWriter writer, IServiceScopeFactory scopes, ExpensesReader.ExpensesReaderClient expenses) : IServiceCommand
{
    public string Name => "rebuild";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (await TenantArguments.ReadAsync(arguments, Name, expenses, cancellationToken) is not { } tenantIds) return 2;
        foreach (var tenantId in tenantIds)
        {
            var streamed = await StreamAsync(tenantId, cancellationToken);
            var outcome = await CheckCommand.CheckAsync(scopes, tenantId, cancellationToken);
            await Console.Out.WriteLineAsync($"{tenantId}: {streamed} expenses read; {outcome.Budgets} budgets checked, {outcome.Repaired} periods repaired.");
        }
        return 0;
    }

    private async Task<long> StreamAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        var streamed = 0L;
        using var call = expenses.StreamExpenses(new StreamExpensesRequest { TenantId = tenantId.ToString() }, cancellationToken: cancellationToken);
        await foreach (var batch in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            if (batch.Expenses.Count > 0) await writer.WriteAsync(batch.Expenses.Select(state => Fact(tenantId, state)), claim: null, cancellationToken);
            streamed += batch.Expenses.Count;
        }
        return streamed;
    }

    private static ExpenseFact Fact(Guid tenantId, ExpenseState state) => new()
    {
        TenantId = tenantId,
        ExpenseId = Guid.Parse(state.ExpenseId),
        Version = state.Version,
        Deleted = state.Deleted,
        Amount = Amount(state.Amount),
        CurrencyCode = state.Currency,
        ReportingAmount = state.HasReportingAmount ? Amount(state.ReportingAmount) : null,
        ReportingCurrencyCode = state.ReportingCurrency,
        ExpenseDate = DateOnly.ParseExact(state.ExpenseDate, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        Title = state.Title,
        Vendor = state.HasVendor ? state.Vendor : null,
        CategoryId = state.HasCategoryId ? Guid.Parse(state.CategoryId) : null,
        ProjectId = state.HasProjectId ? Guid.Parse(state.ProjectId) : null,
        AccountId = state.HasAccountId ? Guid.Parse(state.AccountId) : null,
        CreatedBy = Guid.Parse(state.CreatedBy),
        Status = state.Status,
        Tags = [.. state.Tags],
        RevisedAt = DateTimeOffset.FromUnixTimeMilliseconds(state.RevisedAtUnixMs),
    };

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
