using CsCheck;
using TrackTok.Budgets.Facts;
using TrackTok.Budgets.Periods;

namespace TrackTok.Budgets.Tests.Periods;

public sealed class FigureBookTests
{
    private static readonly string[] Statuses = ["approved", "reimbursed", "draft", "submitted", "rejected", "withdrawn"];
    private static readonly string[] Currencies = ["USD", "EUR", "JPY"];

    private static readonly Gen<(int Expense, int Amount, int Day, int Status, int Currency, bool Deleted)> Changes =
        Gen.Select(Gen.Int[0, 9], Gen.Int[1, 5000], Gen.Int[0, 120], Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[0, 9].Select(one => one == 0));

    /// <summary>However an expense changes, figures end as the sum over the states that they ended in.</summary>
    [Fact]
    public void Moving_by_differences_ends_at_the_sum() => Changes.Array[1, 60].Sample(changes =>
    {
        BudgetRules[] budgets = [Sample.Rules(rollover: Rollover.Both), Sample.Rules(kind: PeriodKind.Weekly, rollover: Rollover.Unspent), Sample.Rules(kind: PeriodKind.Daily, currency: "EUR")];
        var ids = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        var known = new Dictionary<Guid, ExpenseFact>();
        var rows = new List<BudgetPeriod>();
        foreach (var (expense, amount, day, status, currency, deleted) in changes)
        {
            var id = ids[expense];
            var next = Sample.Fact(amount / 100m, new DateOnly(2025, 1, 1).AddDays(day).ToString("yyyy-MM-dd", null), Statuses[status], Currencies[currency],
                currency == 1 ? amount / 50m : null, id: id, version: (known.GetValueOrDefault(id)?.Version ?? 0) + 1, deleted: deleted);
            var book = new FigureBook(Sample.TenantId, budgets, rows, Sample.Now);
            book.Move(known.GetValueOrDefault(id), next);
            foreach (var (_, judgement) in book.Settle()) if (!rows.Contains(judgement.Period)) rows.Add(judgement.Period);
            known[id] = next;
        }
        foreach (var rules in budgets)
        {
            var mine = rows.Where(row => row.BudgetId == rules.BudgetId).OrderBy(row => row.PeriodStart).ToList();
            foreach (var row in mine)
            {
                var counted = known.Values.Select(rules.Count).OfType<Counted>().Where(one => one.Period == row.Span).ToList();
                row.Spent.ShouldBe(counted.Where(one => one.Counting == Counting.Spent && one.CurrencyCode == rules.Currency.Code).Sum(one => one.Amount));
                row.Committed.ShouldBe(counted.Where(one => one.Counting == Counting.Committed && one.CurrencyCode == rules.Currency.Code).Sum(one => one.Amount));
                row.Unconverted.Sum(other => other.Spent + other.Committed).ShouldBe(counted.Where(one => one.CurrencyCode != rules.Currency.Code).Sum(one => one.Amount));
                row.Carried.ShouldBe(Carrying.Into(rules, mine.LastOrDefault(before => before.PeriodStart < row.PeriodStart), row.PeriodStart));
                row.Crossings.Any(crossing => crossing.Kind == "budget_exceeded").ShouldBe(row.Exceeded && row.Utilization > 0);
            }
            var placed = known.Values.Select(rules.Count).OfType<Counted>().Select(one => one.Period.Start).ToHashSet();
            placed.ShouldBeSubsetOf(mine.Select(row => row.PeriodStart));
        }
    }, iter: 200);
}
