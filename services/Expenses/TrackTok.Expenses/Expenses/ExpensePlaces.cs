using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.Expenses.Projects;
using TrackTok.Expenses.Rates;
using TrackTok.ServiceDefaults;
using TrackTok.TenantSettings;

namespace TrackTok.Expenses.Expenses;

/// <summary>
/// Finds where an expense belongs (SPEC 6.1): category, project and account with their defaults, and its worth in their currencies. One query brings all that it looks at;
/// rates are asked for only where currencies differ. What is not known is left out when it was a default and refused when it was named.
/// </summary>
internal sealed class ExpensePlaces(ExpensesDbContext db)
{
    private static readonly Task<IReadOnlyDictionary<string, FoundRate>> NoRates = Task.FromResult<IReadOnlyDictionary<string, FoundRate>>(new Dictionary<string, FoundRate>());

    private static readonly Func<ExpensesDbContext, Guid?, Guid?, Guid?, bool, CancellationToken, Task<Surroundings?>> Look = EF.CompileAsyncQuery(
        (ExpensesDbContext db, Guid? categoryId, Guid? projectId, Guid? accountId, bool defaults, CancellationToken cancellationToken) => (
            from usual in db.TenantDefaults
            from category in db.Categories.Where(category => category.Id == categoryId && category.DeletedAt == null).DefaultIfEmpty()
            from project in db.Projects.Where(project => project.DeletedAt == null
                && project.Id == (projectId ?? (defaults ? (Guid?)category!.ProjectId ?? usual.ProjectId : null))).DefaultIfEmpty()
            from account in db.Accounts.Where(account => account.DeletedAt == null && account.Id == (accountId ?? (defaults ? usual.AccountId : null))).DefaultIfEmpty()
            select new Surroundings(
                category == null ? null : category.Id, category == null ? null : category.ProjectId, category != null && category.Active,
                project == null ? null : project.Id, project == null ? null : project.Status, project == null ? null : project.CurrencyCode, project == null ? null : project.AllowedAccountIds,
                account == null ? null : account.Id, account == null ? null : account.CurrencyCode, account != null && account.Archived)).SingleOrDefault());

    /// <summary>For an expense that is recorded: what is not named is filled in.</summary>
    public async Task<(ExpensePlace? Place, Refusal? Refusal)> ForNewAsync(ExpenseFields fields, ExpenseContent content, KnownTenant tenant, CancellationToken cancellationToken)
    {
        var around = await LookAsync(fields, defaults: true, cancellationToken);
        if (Refuse(fields, around, null) is { } refusal) return (null, refusal);
        if (around.ProjectStatus == Project.Archived) around = around with { ProjectId = null, ProjectCurrency = null };
        var rates = await RatesAsync(content, around, tenant.Currency, cancellationToken);
        return Place(fields, content, around, Value(content, tenant.Currency, rates), rates);
    }

    /// <summary>For a change: what was taken away stays away, and the worth keeps its rate while currency and date stay. What had no worth, because no rate was known,
    /// gets one by any change as soon as there is a rate.</summary>
    public async Task<(ExpensePlace? Place, Refusal? Refusal)> ForChangedAsync(
        Expense expense, ExpenseFields fields, ExpenseContent content, KnownTenant tenant, CancellationToken cancellationToken)
    {
        var sameMoney = content.Amount == expense.Money && content.ExpenseDate == expense.ExpenseDate;
        var samePlace = fields.CategoryId == expense.CategoryId && fields.ProjectId == expense.ProjectId && fields.AccountId == expense.AccountId;
        var isWorthKnown = expense.ReportingAmount is not null && (expense.ProjectId is null || expense.ProjectAmount is not null);
        if (isWorthKnown && sameMoney && samePlace && fields.AccountAmount?.Value == expense.AccountAmount) return (expense.Place, null);

        var around = await LookAsync(fields, defaults: false, cancellationToken);
        if (Refuse(fields, around, expense) is { } refusal) return (null, refusal);
        var rates = await RatesAsync(content, around, tenant.Currency, cancellationToken);
        var sameRate = content.Amount.Currency == expense.Money.Currency && content.ExpenseDate == expense.ExpenseDate && expense.ReportingAmount is not null;
        var value = sameMoney && expense.ReportingAmount is not null ? expense.Value
            : sameRate ? ReportingValue.Of(content.Amount, expense.Value.Currency, expense.Rate, expense.RateSource, expense.RateDate)
            : Value(content, tenant.Currency, rates);
        return Place(fields, content, around, value, rates);
    }

    /// <summary>False when a category, project or account of the expense is deleted.</summary>
    public async Task<bool> AreLivingAsync(Expense expense, CancellationToken cancellationToken)
    {
        var around = await Look(db, expense.CategoryId, expense.ProjectId, expense.AccountId, false, cancellationToken);
        return around is not null && around.CategoryId == expense.CategoryId && around.ProjectId == expense.ProjectId && around.AccountId == expense.AccountId;
    }

    private async Task<Surroundings> LookAsync(ExpenseFields fields, bool defaults, CancellationToken cancellationToken) =>
        await Look(db, fields.CategoryId, fields.ProjectId, fields.AccountId, defaults, cancellationToken) ?? Surroundings.Nothing;

    /// <summary>What is named must be there; what is chosen now must be in use as well, which an expense that has it already does not ask for.</summary>
    private static Refusal? Refuse(ExpenseFields fields, Surroundings around, Expense? expense)
    {
        if (fields.CategoryId is not null && around.CategoryId is null) return ExpenseErrors.CategoryUnknown;
        if (fields.ProjectId is not null && around.ProjectId is null) return ExpenseErrors.ProjectUnknown;
        if (fields.AccountId is not null && around.AccountId is null) return ExpenseErrors.AccountUnknown;
        var newCategory = fields.CategoryId is { } category && category != expense?.CategoryId;
        var newProject = fields.ProjectId is { } project && project != expense?.ProjectId;
        var newAccount = fields.AccountId is { } account && account != expense?.AccountId;
        if (newCategory && !around.CategoryActive) return ExpenseErrors.CategoryInactive;
        if (newProject && around.ProjectStatus == Project.Archived) return ExpenseErrors.ProjectArchived;
        if (newAccount && around.AccountArchived) return ExpenseErrors.AccountArchived;
        if ((newCategory || newProject) && around.CategoryProjectId is { } own && around.ProjectId != own) return ExpenseErrors.CategoryElsewhere;
        return fields.AccountId is { } payer && (newAccount || newProject) && !around.Allows(payer) ? ExpenseErrors.AccountNotAllowed : null;
    }

    /// <summary>The rates of the expense's day into every currency that it meets, in one query; none where all are the same.</summary>
    private Task<IReadOnlyDictionary<string, FoundRate>> RatesAsync(ExpenseContent content, Surroundings around, Currency reporting, CancellationToken cancellationToken)
    {
        var own = content.Amount.Currency.Code;
        if (reporting.Code == own && (around.ProjectCurrency ?? own) == own && (around.AccountCurrency ?? own) == own) return NoRates;
        return RateBook.FindAsync(db, own, new[] { reporting.Code, around.ProjectCurrency, around.AccountCurrency }.OfType<string>(), content.ExpenseDate, cancellationToken);
    }

    private static (ExpensePlace? Place, Refusal? Refusal) Place(
        ExpenseFields fields, ExpenseContent content, Surroundings around, ReportingValue value, IReadOnlyDictionary<string, FoundRate> rates)
    {
        var spent = around.ProjectCurrency is { } currency ? Worth(content, Currency.Of(currency), rates) : null;
        var place = new ExpensePlace(around.CategoryId, around.ProjectId, spent?.Amount, null, null, value);
        var named = fields.AccountId is not null;
        if (around.AccountId is null || (!named && (around.AccountArchived || !around.Allows(around.AccountId.Value))))
            return fields.AccountAmount is null ? (place, null) : (null, ExpenseErrors.AccountAmountWithoutAccount);

        var (payment, refusal) = Payment(fields, content, Currency.Of(around.AccountCurrency!), rates);
        if (refusal is not null) return (null, refusal);
        if (payment is null) return named ? (null, ExpenseErrors.RateMissing) : (place, null);
        return (place with { AccountId = around.AccountId, Payment = payment }, null);
    }

    /// <summary>What leaves the account: the amount itself, what was given, or the amount by the rate of its day; null when no rate is known.</summary>
    private static (Money? Payment, Refusal? Refusal) Payment(ExpenseFields fields, ExpenseContent content, Currency account, IReadOnlyDictionary<string, FoundRate> rates)
    {
        if (fields.AccountAmount is not { } given) return (Worth(content, account, rates), null);
        if (given.In(account) is { } sentence) return (null, ExpenseErrors.AccountAmountInexact(sentence));
        if (account == content.Amount.Currency && given.Value != content.Amount.Amount) return (null, ExpenseErrors.AccountAmountDiffers);
        return (new Money(given.Value, account), null);
    }

    private static ReportingValue Value(ExpenseContent content, Currency reporting, IReadOnlyDictionary<string, FoundRate> rates)
    {
        var rate = rates.GetValueOrDefault(reporting.Code);
        return ReportingValue.Of(content.Amount, reporting, rate?.Value, rate?.Source, rate?.Date);
    }

    /// <summary>The amount in another currency, at the rate of its day; null when none is known.</summary>
    private static Money? Worth(ExpenseContent content, Currency currency, IReadOnlyDictionary<string, FoundRate> rates)
    {
        if (content.Amount.Currency == currency) return content.Amount;
        return rates.TryGetValue(currency.Code, out var rate) ? content.Amount.Convert(rate.Value, currency) : null;
    }

    /// <summary>What a query brings of the places that an expense names, or gets by default; null where there is none.</summary>
    private sealed record Surroundings(
        Guid? CategoryId, Guid? CategoryProjectId, bool CategoryActive,
        Guid? ProjectId, string? ProjectStatus, string? ProjectCurrency, Guid[]? AllowedAccountIds,
        Guid? AccountId, string? AccountCurrency, bool AccountArchived)
    {
        public static readonly Surroundings Nothing = new(null, null, false, null, null, null, null, null, null, false);

        public bool Allows(Guid account) => ProjectId is null || AllowedAccountIds is null or [] || AllowedAccountIds.Contains(account);
    }
}
