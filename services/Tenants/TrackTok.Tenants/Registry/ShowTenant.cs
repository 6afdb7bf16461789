using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenants.Data;

namespace TrackTok.Tenants.Registry;

/// <summary>Shows the caller's own tenant.</summary>
internal static class ShowTenant
{
    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> HandleAsync(TenantsDbContext db, CancellationToken cancellationToken) =>
        await db.Tenants.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } tenant
            ? TypedResults.Ok(TenantAnswer.From(tenant))
            : TenantErrors.NotFound.ToProblem();
}

/// <param name="Status"><c>active</c>, <c>suspended</c> or <c>closing</c>.</param>
/// <param name="ErasedFrom">When a closing company is erased; null while it is not closing.</param>
/// <param name="Plan"><c>basic</c> or <c>professional</c>.</param>
internal sealed record TenantAnswer(
    Guid Id, string Name, string Subdomain, string Status, DateTimeOffset? ErasedFrom, string Plan, SettingsAnswer Settings, SecondFactorPolicyAnswer SecondFactor, DateTimeOffset CreatedAt, long Version) : IVersionedAnswer
{
    internal static TenantAnswer From(Tenant tenant) => new(
        tenant.Id, tenant.Name, tenant.Subdomain, tenant.Status, tenant.ErasedFrom, tenant.Plan,
        new SettingsAnswer(tenant.Currency, tenant.TimeZone, tenant.DateFormat, tenant.WeekStart, tenant.FiscalYearStartMonth, tenant.Locale),
        new SecondFactorPolicyAnswer(tenant.SecondFactorSince is not null, tenant.SecondFactorGraceDays, tenant.SecondFactorSince), tenant.CreatedAt, tenant.Version);
}

internal sealed record SettingsAnswer(string Currency, string TimeZone, string DateFormat, string WeekStart, int FiscalYearStartMonth, string Locale);

/// <summary>What the company asks of its members' sign-in.</summary>
/// <param name="GraceDays">How many days each member has, from <paramref name="Since"/> or from when they joined.</param>
internal sealed record SecondFactorPolicyAnswer(bool Required, int GraceDays, DateTimeOffset? Since);
