using Grpc.Core;
using TrackTok.Budgets.Periods;
using TrackTok.Expenses.Contracts.Grpc;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.Tenants.Contracts;
using TenantsClient = TrackTok.Tenants.Contracts.Tenants.TenantsClient;

namespace TrackTok.Budgets.Budgets;

/// <summary>
/// Whether what a scope names is there: a budget for a project, category, account or person that the company does not have would never move. Expenses and Tenants are asked, with little patience; when
/// they do not answer nothing is decided (503).
/// </summary>
internal sealed class ScopeReferences(ExpensesReader.ExpensesReaderClient expenses, TenantsClient tenants, TenantContext tenant, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <param name="before">What the budget is for already, which is not asked about: what was deleted since may stay.</param>
    /// <exception cref="RpcException">Expenses or Tenants does not answer.</exception>
    public async Task<Refusal?> RefuseAsync(BudgetScope scope, BudgetScope before, CancellationToken cancellationToken)
    {
        var request = new FindReferencesRequest { TenantId = tenant.TenantId.ToString() };
        if (scope.ProjectId is { } project && project != before.ProjectId) request.ProjectIds.Add(project.ToString());
        if (scope.AccountId is { } account && account != before.AccountId) request.AccountIds.Add(account.ToString());
        request.CategoryIds.AddRange((scope.CategoryIds ?? []).Except(before.CategoryIds ?? []).Select(id => id.ToString()));

        var errors = new RequestErrors();
        if (request.ProjectIds.Count + request.AccountIds.Count + request.CategoryIds.Count > 0)
        {
            var found = await expenses.FindReferencesAsync(request, deadline: Deadline, cancellationToken: cancellationToken);
            if (found.ProjectIds.Count < request.ProjectIds.Count) errors.Add("scope.project_id", "There is no such project.");
            if (found.AccountIds.Count < request.AccountIds.Count) errors.Add("scope.account_id", "There is no such account.");
            foreach (var id in request.CategoryIds.Except(found.CategoryIds).Take(1)) errors.Add("scope.category_ids", $"There is no category {id}.");
        }
        if (scope.UserId is { } user && user != before.UserId && !await IsMemberAsync(user, cancellationToken)) errors.Add("scope.user_id", "There is no such member.");
        return errors.ToRefusal();
    }

    private DateTime Deadline => time.GetUtcNow().UtcDateTime + Patience;

    private async Task<bool> IsMemberAsync(Guid user, CancellationToken cancellationToken)
    {
        try
        {
            await tenants.GetMembershipAsync(new GetMembershipRequest { TenantId = tenant.TenantId.ToString(), UserId = user.ToString() }, deadline: Deadline, cancellationToken: cancellationToken);
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
