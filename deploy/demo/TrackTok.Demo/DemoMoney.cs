using System.Globalization;

namespace TrackTok.Demo;

/// <summary>What moves between the demo's accounts and into them, month by month: the card is paid off, petty cash and the wallet are filled up.</summary>
internal sealed class DemoMoney(DemoApi owner, DemoPlaces places, DateOnly founded, Action made)
{
    private static readonly (string Account, string Amount, string Note, int Offset)[] Monthly =
    [
        (DemoPlan.Card, "9500.00", "Card statement", 4),
        (DemoPlan.Cash, "300.00", "Petty cash", 6),
        (DemoPlan.Wallet, "400.00", "Travel wallet", 9),
    ];

    internal async Task MakeAsync(CancellationToken cancellationToken)
    {
        foreach (var (account, amount, note, offset) in Monthly)
        {
            var there = (await owner.ListAsync($"/accounts/{places.Account(account)}/entries", cancellationToken)).Select(entry => entry.GetProperty("note").GetString()).ToHashSet();
            for (var month = 5; month >= 0; month--)
            {
                var date = founded.AddDays(-(30 * month) - offset).ToString("O", CultureInfo.InvariantCulture);
                var named = $"{note} {date}";
                if (there.Contains(named)) continue;
                var transfer = new { from_account_id = places.Account(DemoPlan.Checking), to_account_id = places.Account(account), amount, note = named, date };
                await owner.PostAsync("/transfers", transfer, $"demo-transfer-{note.Replace(' ', '-')}-{date}", cancellationToken);
                made();
            }
        }
    }
}

/// <summary>The demo's budgets, by name.</summary>
internal sealed class DemoBudgets(DemoApi owner, DemoPlaces places, DateOnly founded, Action made)
{
    internal async Task MakeAsync(CancellationToken cancellationToken)
    {
        var there = (await owner.ListAsync("/budgets", cancellationToken)).Select(budget => budget.GetProperty("name").GetString()).ToHashSet();
        foreach (var budget in DemoPlan.Budgets.Where(budget => !there.Contains(budget.Name)))
        {
            await owner.PostAsync("/budgets", Body(budget), "demo-budget-" + budget.Name.Replace(' ', '-'), cancellationToken);
            made();
        }
    }

    private object Body(DemoBudget budget) => new
    {
        budget.Name,
        budget.Amount,
        budget.Period,
        start_date = new DateOnly(founded.Year, founded.Month, 1).AddMonths(-budget.MonthsBack).ToString("O", CultureInfo.InvariantCulture),
        budget.Thresholds,
        scope = new
        {
            project_id = budget.Project is { } project ? places.Project(project) : null,
            category_ids = budget.Categories?.Select(places.Category).ToArray(),
        },
    };
}
