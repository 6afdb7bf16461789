using System.Globalization;
using System.Net;
using System.Text.Json;

namespace TrackTok.Demo;

/// <summary>What a run has made: nothing where everything was there.</summary>
/// <param name="Expenses">How many the company has of the demo's own.</param>
/// <param name="Made">How many requests made something.</param>
public sealed record DemoResult(int Expenses, int Made)
{
    public override string ToString() => Made == 0 ? $"The demo company was there already, with {Expenses} expenses; nothing was changed." : $"The demo company has {Expenses} expenses.";
}

/// <summary>
/// Makes the demo company (SPEC 13) through the public API, as clients do, so that every event flows and every figure adds up. Running it again makes what is missing and
/// doubles nothing: what is there is looked up by its name or reference, and every POST carries a key. A production server refuses it, because there its password
/// is a common one, and its operator was never appointed.
/// </summary>
public sealed class DemoCompany(HttpClient http, TimeProvider time, TextWriter output)
{
    private const int AtOnce = 6;
    private int _made;

    /// <exception cref="DemoException">The server refuses, or a company that is not the demo has its name.</exception>
    public async Task<DemoResult> MakeAsync(CancellationToken cancellationToken)
    {
        var owner = await EnterAsync(cancellationToken);
        var tenant = await owner.GetAsync("/tenant", cancellationToken);
        await UpgradeAsync(tenant, cancellationToken);
        if (tenant.GetProperty("version").GetInt64() == 1) await owner.PatchAsync("/tenant", new { settings = DemoPlan.Settings }, cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var founded = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tenant.GetProperty("created_at").GetDateTimeOffset(), zone).DateTime);

        var people = await new DemoPeople(http, owner, Count).MakeAsync(cancellationToken);

        await SayAsync("Rates, accounts, categories, projects …");
        await SetRatesAsync(owner, founded, cancellationToken);
        var places = new DemoPlaces(owner, founded, Count);
        await places.MakeAsync(cancellationToken);
        var expenses = await RecordAsync(people, places, founded, cancellationToken);
        await new DemoMoney(owner, places, founded, Count).MakeAsync(cancellationToken);
        await new DemoBudgets(owner, places, founded, Count).MakeAsync(cancellationToken);
        return new DemoResult(expenses, _made);
    }

    /// <summary>Signs the owner in, or the company up.</summary>
    private async Task<DemoApi> EnterAsync(CancellationToken cancellationToken)
    {
        if (await DemoApi.SignInAsync(http, DemoPlan.Subdomain, DemoPlan.Owner, cancellationToken) is { } signedIn) return signedIn.Api;
        await SayAsync($"Signing {DemoPlan.Name} up …");
        var owner = DemoPlan.Owner;
        var body = new { DemoPlan.Name, DemoPlan.Subdomain, owner_email = owner.Email, owner_password = owner.Password, owner_first_name = owner.FirstName, owner_last_name = owner.LastName };
        var (status, session) = await new DemoApi(http, null).SendAsync(HttpMethod.Post, "/auth/register", body, null, null, cancellationToken);
        Count();
        return status switch
        {
            HttpStatusCode.Created => new DemoApi(http, session.GetProperty("access_token").GetString()),
            HttpStatusCode.Conflict => throw new DemoException($"There is a company '{DemoPlan.Subdomain}', or an account {owner.Email}, that is not the demo's; nothing was changed."),
            HttpStatusCode.UnprocessableEntity => throw new DemoException("This server refuses the demo's password, as every server does that is not a development one; nothing was changed."),
            _ => throw DemoApi.Failed(HttpMethod.Post, "/auth/register", status, session),
        };
    }

    /// <summary>The platform's operator gives the company the professional plan.</summary>
    private async Task UpgradeAsync(JsonElement tenant, CancellationToken cancellationToken)
    {
        if (tenant.GetProperty("plan").GetString() == "professional") return;
        if (await DemoApi.SignInAsync(http, null, DemoPlan.Operator, cancellationToken) is not { } platform)
            throw new DemoException("The operator of the development profile cannot sign in here; the demo company needs the professional plan.");
        await platform.Api.PatchAsync($"/platform/tenants/{tenant.GetProperty("id").GetString()}", new { plan = "professional" }, cancellationToken);
        Count();
        await platform.Api.SendAsync(HttpMethod.Post, "/auth/logout", null, null, null, cancellationToken);
    }

    /// <summary>A rate for each currency on every fourteenth day, wandering a little.</summary>
    private async Task SetRatesAsync(DemoApi owner, DateOnly founded, CancellationToken cancellationToken)
    {
        var known = (await owner.ListAsync("/rates?quote=USD", cancellationToken)).Select(rate => (rate.GetProperty("base").GetString(), rate.GetProperty("date").GetString())).ToHashSet();
        var random = new Random(7);
        for (var back = DemoExpenses.Days + 14; back >= 0; back -= 14)
        {
            foreach (var rate in DemoPlan.Rates)
            {
                var value = decimal.Round(rate.Rate * (1 + ((decimal)(random.NextDouble() - 0.5) * 0.04m)), rate.Digits);
                var date = founded.AddDays(-back).ToString("O", CultureInfo.InvariantCulture);
                if (known.Contains((rate.Currency, date))) continue;
                await owner.PutAsync($"/rates?base={rate.Currency}&quote=USD&date={date}", new { value = value.ToString(CultureInfo.InvariantCulture) }, cancellationToken);
                Count();
            }
        }
    }

    private async Task<int> RecordAsync(Dictionary<DemoPerson, DemoApi> people, DemoPlaces places, DateOnly founded, CancellationToken cancellationToken)
    {
        var owner = people[DemoPlan.Owner];
        var wanted = DemoExpenses.Until(founded);
        var there = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var expense in await owner.ListAsync("/expenses", cancellationToken))
            if (expense.GetProperty("payment_reference").GetString() is { } reference) there[reference] = expense;
        var missing = wanted.Where(expense => !there.TryGetValue(expense.Reference, out var known) || Lags(expense, known)).ToList();
        if (missing.Count == 0) return wanted.Count;

        await SayAsync($"{missing.Count} expenses …");
        await Parallel.ForEachAsync(missing, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (expense, stop) =>
        {
            var recorded = there.TryGetValue(expense.Reference, out var known) ? known : await people[expense.By].PostAsync("/expenses", Body(expense, places), "demo-" + expense.Reference, stop);
            Count();
            if (Lags(expense, recorded)) await FinishAsync(owner, expense, recorded, stop);
        });
        return wanted.Count;
    }

    /// <summary>True where a run broke off between recording an expense and taking it to its state. What a person changed since is left alone.</summary>
    private static bool Lags(DemoExpense expense, JsonElement known) => expense.Status is "rejected" or "reimbursed" && known.GetProperty("status").GetString() == "approved";

    private static Task<JsonElement> FinishAsync(DemoApi owner, DemoExpense expense, JsonElement recorded, CancellationToken cancellationToken)
    {
        var path = "/expenses/" + recorded.GetProperty("id").GetString();
        return expense.Status == "rejected"
            ? owner.PostAsync(path + "/reject", new { reason = "The receipt is missing." }, "demo-reject-" + expense.Reference, cancellationToken)
            : owner.PostAsync(path + "/reimburse", null, "demo-reimburse-" + expense.Reference, cancellationToken);
    }

    private static object Body(DemoExpense expense, DemoPlaces places) => new
    {
        amount = expense.Amount.ToString(CultureInfo.InvariantCulture),
        expense.Currency,
        expense.Title,
        expense.Vendor,
        category_id = places.Category(expense.Category),
        account_id = expense.Account is { } account ? places.Account(account) : null,
        project_id = expense.Project is { } project ? places.Project(project) : null,
        expense_date = expense.Date,
        payment_method = expense.Method,
        payment_reference = expense.Reference,
        expense.Tags,
        expense.Notes,
        billable = expense.Billable ? true : (bool?)null,
        status = expense.Status == "draft" ? "draft" : null,
    };

    private void Count() => Interlocked.Increment(ref _made);

    private Task SayAsync(string sentence) => output.WriteLineAsync($"{time.GetLocalNow():HH:mm:ss} {sentence}");
}
