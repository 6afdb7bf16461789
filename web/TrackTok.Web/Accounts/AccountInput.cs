using TrackTok.Web.Api;
using TrackTok.Web.Design;

namespace TrackTok.Web.Accounts;

/// <summary>Between an account's form and the API.</summary>
internal static class AccountInput
{
    internal const string Fields = "name type currency opening_balance low_balance_threshold last4 description archived";

    internal static void Start(PageForm form, Account account, Formats formats) => form
        .Start("name", account.Name).Start("type", account.Type).Start("currency", account.Currency).Start("low_balance_threshold", formats.Typed(account.LowBalanceThreshold))
        .Start("last4", account.Last4).Start("description", account.Description).Start("archived", account.Archived);

    /// <summary>All of the form: what is empty is cleared. A field that was not offered (a fixed currency) is left out.</summary>
    internal static Dictionary<string, object?> Read(PageForm form, Formats formats, bool isNew)
    {
        var body = new Dictionary<string, object?>
        {
            ["name"] = form["name"],
            ["type"] = form["type"],
            ["low_balance_threshold"] = formats.ToApi(form["low_balance_threshold"]),
            ["last4"] = form["last4"],
            ["description"] = form["description"],
        };
        if (form["currency"] is { } currency) body["currency"] = currency;
        if (!isNew) body["archived"] = form.IsTicked("archived");
        else if (formats.ToApi(form["opening_balance"]) is { } opening) body["opening_balance"] = opening;
        return body;
    }

    /// <summary>Shows refusals about a single field at that field, also those that the API does not give a member to.</summary>
    internal static void Show(PageForm form, Problem problem)
    {
        form.Refuse(problem);
        if (problem.Code == "name_taken") form.Refuse("name", problem.Sentence);
        if (problem.Code == "currency_fixed") form.Refuse("currency", problem.Sentence);
    }
}
