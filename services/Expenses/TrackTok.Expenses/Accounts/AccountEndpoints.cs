using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>The routes of accounts and of the money in them.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapPost("/", CreateAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("CreateAccount")
            .WithExample("""{"name": "Company card", "type": "credit_card", "currency": "USD", "opening_balance": "0.00", "low_balance_threshold": "100.00", "last4": "4242"}""").WithSummary("Make an account")
            .Refuses(AccountErrors.NameTaken, Plans.PlanErrors.LimitReached);
        accounts.MapGet("/", ListAccounts.HandleAsync).Requires(Permissions.ReadAccounts).WithName("ListAccounts").WithSummary("List accounts with their balances; members see names");
        accounts.MapGet("/{id:guid}", ReadAccount.HandleAsync).Requires(Permissions.ReadAccounts).WithName("ReadAccount").WithSummary("Read an account; members see its name")
            .Refuses(AccountErrors.NotFound);
        accounts.MapPatch("/{id:guid}", ReviseAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("ReviseAccount")
            .WithExample("""{"low_balance_threshold": "250.00"}""").WithSummary("Change an account by merge patch")
            .Refuses(AccountErrors.NotFound, AccountErrors.NameTaken, AccountErrors.CurrencyFixed);
        accounts.MapDelete("/{id:guid}", DeleteAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("DeleteAccount")
            .WithSummary("Delete an account without expenses; it can be restored for 30 days").Refuses(AccountErrors.NotFound, AccountErrors.InUse, AccountErrors.IsDefault);
        accounts.MapPost("/{id:guid}/restore", RestoreAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("RestoreAccount").WithSummary("Restore a deleted account")
            .Refuses(AccountErrors.NotFound, AccountErrors.NameTaken, UndoWindow.NotDeleted, UndoWindow.Over, Plans.PlanErrors.LimitReached);
        accounts.MapGet("/{id:guid}/entries", ListEntries.HandleAsync).Requires(Permissions.ReadLedger).WithName("ListEntries").WithSummary("List an account's ledger entries, newest first")
            .Refuses(AccountErrors.NotFound);
        accounts.MapPost("/{id:guid}/deposits", MoveMoney.DepositAsync).Requires(Permissions.WriteAccounts).WithName("DepositMoney")
            .WithExample("""{"amount": "500.00", "note": "Topped up", "date": "2025-01-15"}""").WithSummary("Put money into an account")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived);
        accounts.MapPost("/{id:guid}/withdrawals", MoveMoney.WithdrawAsync).Requires(Permissions.WriteAccounts).WithName("WithdrawMoney")
            .WithExample("""{"amount": "50.00", "note": "Petty cash", "date": "2025-01-15"}""").WithSummary("Take money out of an account")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived);
        accounts.MapPost("/{id:guid}/adjustments", AdjustBalance.HandleAsync).Requires(Permissions.WriteAccounts).WithName("AdjustBalance")
            .WithExample("""{"new_balance": "1234.56", "note": "As the bank statement says"}""").WithSummary("Bring the balance to what was counted")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived, AccountErrors.NothingToAdjust);
        api.MapPost("/transfers", TransferMoney.HandleAsync).WithTags("Accounts").Requires(Permissions.WriteAccounts).WithName("TransferMoney")
            .WithExample("""{"from_account_id": "0190c0de-0000-7000-8000-000000000001", "to_account_id": "0190c0de-0000-7000-8000-000000000002", "amount": "200.00", "note": "To the card"}""").WithSummary("Move money between two accounts")
            .Refuses(AccountErrors.FromUnknown, AccountErrors.RateMissing, AccountErrors.Archived);
    }
}
