using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using TrackTok.Currencies;
using TrackTok.Expenses.Data;
using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Projects;

/// <summary>What people say about a project, as it came over the wire.</summary>
internal record ProjectFields
{
    private const int MostAccounts = 100;

    [Required]
    public string? Name { get; init; }
    public string? Description { get; init; }

    /// <summary><c>active</c> unless given.</summary>
    [OneOf(typeof(Project), nameof(Project.Statuses))]
    public string? Status { get; init; }
    public DateOnly? StartDate { get; init; }
    public DateOnly? EndDate { get; init; }
    public AmountText? StartingBudget { get; init; }
    public AmountText? ProjectedEstimate { get; init; }

    /// <summary>The tenant's unless given.</summary>
    public string? Currency { get; init; }

    /// <summary>The accounts that may pay for it; none means all.</summary>
    public Guid[]? AllowedAccountIds { get; init; }

    /// <summary>Checks everything at once.</summary>
    public (ProjectTerms? Terms, Refusal? Refusal) Read(Currency tenantCurrency)
    {
        var errors = new RequestErrors();
        errors.Text(Name, "name", 120);
        errors.OptionalText(Description, "description", 2000);
        errors.OneOf(Status, "status", [.. Project.Statuses]);
        if (StartDate is { } start && EndDate is { } end && start > end) errors.Add("end_date", "The end is not before the start.");
        if (AllowedAccountIds is { Length: > MostAccounts }) errors.Add("allowed_account_ids", $"Name at most {MostAccounts} accounts.");
        if (errors.CurrencyOr(Currency, tenantCurrency, "currency") is { } currency)
        {
            CheckAmount(errors, StartingBudget, currency, "starting_budget");
            CheckAmount(errors, ProjectedEstimate, currency, "projected_estimate");
            if (!errors.Any)
                return (new ProjectTerms(
                    Name!.Trim(), Description?.Trim() is { Length: > 0 } text ? text : null, Status ?? Project.Active, StartDate, EndDate,
                    StartingBudget?.Value, ProjectedEstimate?.Value, currency, [.. (AllowedAccountIds ?? []).Distinct().Order()]), null);
        }
        return (null, errors.ToRefusal());
    }

    private static void CheckAmount(RequestErrors errors, AmountText? amount, Currency currency, string member)
    {
        if (amount is not { } given) return;
        if (given.In(currency) is { } sentence) errors.Add(member, sentence);
        else if (given.Value < 0) errors.Add(member, "Give zero or more.");
    }
}

/// <summary>What people say about a project, checked.</summary>
internal sealed record ProjectTerms(
    string Name, string? Description, string Status, DateOnly? StartDate, DateOnly? EndDate,
    decimal? StartingBudget, decimal? ProjectedEstimate, Currency Currency, Guid[] AllowedAccountIds)
{
    /// <summary>Refuses when an account that is named is not there.</summary>
    public async Task<Refusal?> RefuseUnknownAccountsAsync(ExpensesDbContext db, CancellationToken cancellationToken)
    {
        if (AllowedAccountIds.Length == 0) return null;
        var living = await db.Accounts.CountAsync(account => AllowedAccountIds.Contains(account.Id) && account.DeletedAt == null, cancellationToken);
        return living == AllowedAccountIds.Length ? null : ProjectErrors.AccountUnknown;
    }
}
