namespace TrackTok.Expenses.Accounts;

/// <summary>The routes of accounts.</summary>
internal static class AccountEndpoints
{
    public static void MapAccounts(this RouteGroupBuilder api)
    {
    }
}
