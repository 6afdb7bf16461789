using TrackTok.Expenses.Contracts;
using TrackTok.TenantData;

namespace TrackTok.Budgets.Facts;

/// <summary>Hears of every change of an expense; whatever arrives while one group is written makes up the next.</summary>
internal sealed class ExpenseRevisedConsumer(MessageGroups<ExpenseRevised> groups) : GroupedConsumer<ExpenseRevised>(groups);

/// <summary>Writes a group in one transaction. A message that comes again claims nothing new, and its fact is no newer than what is known: it changes nothing.</summary>
internal sealed class ExpenseRevisedGroup(FactsWriter writer, TimeProvider time) : IMessageGroupHandler<ExpenseRevised>
{
    public Task HandleAsync(IReadOnlyList<Received<ExpenseRevised>> messages, CancellationToken cancellationToken) => writer.WriteAsync(
        messages.Select(received => ExpenseFact.From(received.Message)),
        new InboxClaim(nameof(ExpenseRevisedConsumer), [.. messages.Select(received => received.MessageId).Distinct()], time), cancellationToken);
}
