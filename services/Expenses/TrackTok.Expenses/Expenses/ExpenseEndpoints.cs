using TrackTok.Expenses.Data;
using TrackTok.Expenses.Exports;
using TrackTok.Expenses.Tenants;
using TrackTok.Expenses.Terms;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>The routes of expenses.</summary>
internal static class ExpenseEndpoints
{
    public static void AddExpenses(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddScoped<INewTenantSetup, ListTenant>();
        services.AddScoped<ExpensePlaces>();
        services.AddScoped<ExpenseKeeper>();
        services.AddSingleton<FirstPage>();
    }

    public static void MapExpenses(this RouteGroupBuilder api)
    {
        var expenses = api.MapGroup("/expenses").WithTags("Expenses");
        expenses.MapPost("/", RecordExpense.HandleAsync).Requires(Permissions.CreateExpenses).WithName("RecordExpense")
            .WithExample("""{"amount": "125.50", "title": "Office Supplies", "description": "Printer paper and pens", "expense_date": "2025-01-15", "payment_method": "credit_card", "tags": ["office", "supplies"]}""").WithSummary("Record an expense")
            .Refuses(ExpenseErrors.RateMissing);
        expenses.MapGet("/", ListExpenses.HandleAsync).Requires(Permissions.ReadExpenses).WithName("ListExpenses").WithSummary("List and search expenses");
        expenses.MapGet("/totals", TotalExpenses.HandleAsync).Requires(Permissions.ReadExpenses).WithName("TotalExpenses").WithSummary("Add up what the list shows under the same filters");
        expenses.MapGet("/tags", ProposeTerms.TagsAsync).Requires(Permissions.ReadExpenses).WithName("ProposeTags").WithSummary("Propose tags that are in use");
        expenses.MapGet("/vendors", ProposeTerms.VendorsAsync).Requires(Permissions.ReadExpenses).WithName("ProposeVendors").WithSummary("Propose vendors that are known");
        expenses.MapGet("/{id:guid}", ReadExpense.HandleAsync).Requires(Permissions.ReadExpenses).WithName("ReadExpense").WithSummary("Read an expense")
            .Refuses(ExpenseErrors.NotFound);
        expenses.MapPatch("/{id:guid}", ReviseExpense.HandleAsync).Requires(Permissions.ChangeExpenses).WithName("ReviseExpense")
            .WithExample("""{"amount": "130.00", "notes": "The receipt says 130."}""").WithSummary("Change an expense by merge patch")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.NotYoursToChange, ExpenseErrors.Reimbursed, ExpenseErrors.RateMissing);
        expenses.MapDelete("/{id:guid}", DeleteExpense.HandleAsync).Requires(Permissions.ChangeExpenses).WithName("DeleteExpense").WithSummary("Delete an expense; it can be restored for 30 days")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.NotYoursToChange, ExpenseErrors.Reimbursed);
        expenses.MapPost("/{id:guid}/restore", RestoreExpense.HandleAsync).Requires(Permissions.ChangeExpenses).WithName("RestoreExpense").WithSummary("Restore a deleted expense")
            .Refuses(ExpenseErrors.NotFound, UndoWindow.NotDeleted, UndoWindow.Over, ExpenseErrors.ParentDeleted);
        expenses.MapPost("/{id:guid}/submit", SubmitExpense.HandleAsync).Requires(Permissions.ChangeExpenses).WithName("SubmitExpense").WithSummary("File an expense")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.InvalidTransition);
        expenses.MapPost("/{id:guid}/withdraw", WithdrawExpense.HandleAsync).Requires(Permissions.ChangeExpenses).WithName("WithdrawExpense").WithSummary("Take a filed expense back")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.InvalidTransition);
        expenses.MapPost("/{id:guid}/approve", ApproveExpense.HandleAsync).Requires(Permissions.ApproveExpenses).WithName("ApproveExpense").WithSummary("Approve a submitted expense")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.InvalidTransition);
        expenses.MapPost("/{id:guid}/reject", RejectExpense.HandleAsync).Requires(Permissions.ApproveExpenses).WithName("RejectExpense")
            .WithExample("""{"reason": "The receipt is of another trip."}""").WithSummary("Turn an expense down, with a reason")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.InvalidTransition);
        expenses.MapPost("/{id:guid}/reimburse", ReimburseExpense.HandleAsync).Requires(Permissions.ApproveExpenses).WithName("ReimburseExpense").WithSummary("Note that an expense has been paid back")
            .Refuses(ExpenseErrors.NotFound, ExpenseErrors.InvalidTransition);
        expenses.MapGet("/{id:guid}/revisions", ListRevisions.HandleAsync).Requires(Permissions.ReadExpenses).WithName("ListExpenseRevisions").WithSummary("List every state an expense has had")
            .Refuses(ExpenseErrors.NotFound);
        expenses.MapGet("/{id:guid}/activity", ListActivity.HandleAsync).Requires(Permissions.ReadExpenses).WithName("ListExpenseActivity").WithSummary("List what was done to an expense, and by whom")
            .Refuses(ExpenseErrors.NotFound);
        api.MapGet("/exports/expenses", ExportExpenses.HandleAsync).WithTags("Exports").Requires(Permissions.ReadExpenses).WithName("ExportExpenses")
            .WithSummary("Export what the list shows under the same filters, as CSV").Produces<string>(contentType: "text/csv").Refuses(ExpenseErrors.ExportsBusy);
    }
}
