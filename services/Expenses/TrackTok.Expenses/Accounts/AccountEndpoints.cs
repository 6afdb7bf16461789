using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Accounts;

/// <summary>The routes of accounts and of the money in them.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder api)
    {
        var accounts = api.MapGroup("/accounts").WithTags("Accounts");
        accounts.MapPost("/", CreateAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("CreateAccount").WithSummary("Make an account")
            .Refuses(AccountErrors.NameTaken, Plans.PlanErrors.LimitReached);
        accounts.MapGet("/", ListAccounts.HandleAsync).Requires(Permissions.ReadAccounts).WithName("ListAccounts").WithSummary("List accounts with their balances; members see names");
        accounts.MapGet("/{id:guid}", ReadAccount.HandleAsync).Requires(Permissions.ReadAccounts).WithName("ReadAccount").WithSummary("Read an account; members see its name")
            .Refuses(AccountErrors.NotFound);
        accounts.MapPatch("/{id:guid}", ReviseAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("ReviseAccount").WithSummary("Change an account by merge patch")
            .Refuses(AccountErrors.NotFound, AccountErrors.NameTaken, AccountErrors.CurrencyFixed);
        accounts.MapDelete("/{id:guid}", DeleteAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("DeleteAccount")
            .WithSummary("Delete an account without expenses; it can be restored for 30 days").Refuses(AccountErrors.NotFound, AccountErrors.InUse, AccountErrors.IsDefault);
        accounts.MapPost("/{id:guid}/restore", RestoreAccount.HandleAsync).Requires(Permissions.WriteAccounts).WithName("RestoreAccount").WithSummary("Restore a deleted account")
            .Refuses(AccountErrors.NotFound, AccountErrors.NameTaken, UndoWindow.NotDeleted, UndoWindow.Over, Plans.PlanErrors.LimitReached);
        accounts.MapGet("/{id:guid}/entries", ListEntries.HandleAsync).Requires(Permissions.ReadLedger).WithName("ListEntries").WithSummary("List an account's ledger entries, newest first")
            .Refuses(AccountErrors.NotFound);
        accounts.MapPost("/{id:guid}/deposits", MoveMoney.DepositAsync).Requires(Permissions.WriteAccounts).WithName("DepositMoney").WithSummary("Put money into an account")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived);
        accounts.MapPost("/{id:guid}/withdrawals", MoveMoney.WithdrawAsync).Requires(Permissions.WriteAccounts).WithName("WithdrawMoney").WithSummary("Take money out of an account")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived);
        accounts.MapPost("/{id:guid}/adjustments", AdjustBalance.HandleAsync).Requires(Permissions.WriteAccounts).WithName("AdjustBalance").WithSummary("Bring the balance to what was counted")
            .Refuses(AccountErrors.NotFound, AccountErrors.Archived, AccountErrors.NothingToAdjust);
        api.MapPost("/transfers", TransferMoney.HandleAsync).WithTags("Accounts").Requires(Permissions.WriteAccounts).WithName("TransferMoney").WithSummary("Move money between two accounts")
            .Refuses(AccountErrors.FromUnknown, AccountErrors.RateMissing, AccountErrors.Archived);
    }
}
