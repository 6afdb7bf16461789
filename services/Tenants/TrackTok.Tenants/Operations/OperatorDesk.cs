using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Invitations;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Plans;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary>What operators' routes and commands have in common: they enter a tenant that they name. Commands work on it in one transaction and print what became of it.</summary>
internal sealed class OperatorDesk(TenantsDbContext db, TenantContext scope)
{
    /// <summary>Enters the tenant for the rest of the request; null when there is none of this id.</summary>
    internal async Task<Tenant?> EnterAsync(Guid id, CancellationToken cancellationToken)
    {
        if (!await db.Names.AnyAsync(name => name.TenantId == id, cancellationToken)) return null;
        scope.Set(id);
        return await db.Tenants.SingleOrDefaultAsync(cancellationToken);
    }

    /// <param name="work">Changes the tenant and saves; a refusal rolls back.</param>
    /// <returns>The exit code: 0 when done, 1 when refused.</returns>
    internal async Task<int> WorkAsync(string idOrSubdomain, string done, Func<Tenant, Task<Refusal?>> work, CancellationToken cancellationToken)
    {
        var id = Guid.TryParse(idOrSubdomain, out var given) ? given : Guid.Empty;
        var found = await db.Names.AsNoTracking().SingleOrDefaultAsync(name => name.TenantId == id || name.Subdomain == idOrSubdomain, cancellationToken);
        if (found is null) return await FailAsync($"There is no tenant '{idOrSubdomain}'.");
        scope.Set(found.TenantId);
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        // The row first and the trail's counter after it, in the order in which the API takes them.
        await db.LockMembersAsync(cancellationToken);
        var tenant = await db.Tenants.SingleAsync(cancellationToken);
        if (await work(tenant) is { } refusal) return await FailAsync(refusal.Detail);
        await transaction.CommitAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync($"{tenant.Subdomain}: {done}.");
        return 0;
    }

    internal static async Task<int> UsageAsync(string usage)
    {
        await Console.Error.WriteLineAsync("Usage: " + usage);
        return 2;
    }

    private static async Task<int> FailAsync(string sentence)
    {
        await Console.Error.WriteLineAsync(sentence);
        return 1;
    }
}

internal static class Operations
{
    internal static void AddOperations(this IServiceCollection services)
    {
        services.AddScoped<CreateTenant>();
        services.AddScoped<AcceptInvitation>();
        services.AddScoped<JoinByDomain>();
        services.AddScoped<OperatorDesk>();
        services.AddScoped<TenantUsage>();
        services.AddScoped<TenantFile>();
        services.AddCommand<SuspendTenant>();
        services.AddCommand<ReactivateTenant>();
        services.AddCommand<CloseByOperator>();
        services.AddCommand<ReopenByOperator>();
        services.AddCommand<ChangePlan>();
        services.AddCommand<AddMember>();
        services.AddCommand<EraseTenant>();
        services.AddSingleton<TenantEraser>();
        services.AddSingleton<DueErasures>();
        services.AddHostedService(provider => provider.GetRequiredService<DueErasures>());
    }
}
