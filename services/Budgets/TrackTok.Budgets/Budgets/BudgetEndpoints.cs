using TrackTok.ServiceDefaults;

namespace TrackTok.Budgets.Budgets;

/// <summary>The routes of budgets.</summary>
internal static class BudgetEndpoints
{
    public static void MapBudgets(this RouteGroupBuilder api)
    {
        var budgets = api.MapGroup("/budgets").WithTags("Budgets");
        budgets.MapGet("", ListBudgets.HandleAsync).Requires(Permissions.ReadBudgets)
            .WithName("ListBudgets").WithSummary("List budgets, newest first");
        budgets.MapPost("", CreateBudget.HandleAsync).Requires(Permissions.WriteBudgets)
            .WithName("CreateBudget")
            .WithExample("""{"name": "Monthly Office Budget", "amount": "5000.00", "period": "monthly", "start_date": "2025-01-01", "end_date": "2025-01-31", "alert_threshold": 80, "alert_enabled": true}""").WithSummary("Make a budget");
        budgets.MapGet("/{id:guid}", GetBudget.HandleAsync).Requires(Permissions.ReadBudgets)
            .WithName("GetBudget").WithSummary("Show a budget").Refuses(BudgetErrors.NotFound);
        budgets.MapPatch("/{id:guid}", ChangeBudget.HandleAsync).Requires(Permissions.WriteBudgets)
            .WithName("ChangeBudget")
            .WithExample("""{"amount": "6000.00"}""").WithSummary("Change a budget; its figures are counted anew").Refuses(BudgetErrors.NotFound);
        budgets.MapDelete("/{id:guid}", DeleteBudget.HandleAsync).Requires(Permissions.WriteBudgets)
            .WithName("DeleteBudget").WithSummary("Delete a budget").Refuses(BudgetErrors.NotFound);
        budgets.MapGet("/{id:guid}/status", GetBudgetStatus.HandleAsync).Requires(Permissions.ReadBudgets)
            .WithName("GetBudgetStatus").WithSummary("How a budget stands, today or on another day").Refuses(BudgetErrors.NotFound, BudgetErrors.OutsideBudget);
        budgets.MapGet("/{id:guid}/periods", ListPeriods.HandleAsync).Requires(Permissions.ReadBudgets)
            .WithName("ListBudgetPeriods").WithSummary("How a budget stood in each of its periods").Refuses(BudgetErrors.NotFound);
        budgets.MapGet("/{id:guid}/expenses", ListBudgetExpenses.HandleAsync).Requires(Permissions.ReadBudgets)
            .WithName("ListBudgetExpenses").WithSummary("The expenses behind a budget's figures").Refuses(BudgetErrors.NotFound, BudgetErrors.OutsideBudget);
    }
}
