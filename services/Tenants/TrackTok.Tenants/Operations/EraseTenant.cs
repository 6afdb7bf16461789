using Microsoft.EntityFrameworkCore;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;
using TrackTok.Tenants.Contracts;
using TrackTok.Tenants.Data;
using TrackTok.Tenants.Members;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Operations;

/// <summary>Erases a company whose time is up: here at once, and in every other service by the event. Its tokens are dead for good, its subdomain is free again.</summary>
internal sealed class TenantEraser(IServiceScopeFactory scopes, RevocationList revocations, OutboxSignal signal, TimeProvider time)
{
    /// <summary>True when it was erased now; false when it is not closing, is in its grace, or is gone.</summary>
    /// <param name="withoutGrace">An operator's decision not to wait.</param>
    internal async Task<bool> EraseAsync(Guid tenantId, bool withoutGrace, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<TenantsDbContext>();
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        await db.LockMembersAsync(cancellationToken);
        var now = time.GetUtcNow();
        var tenant = await db.Tenants.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (tenant is not { Status: TenantStatus.Closing } || (tenant.ErasedFrom > now && !withoutGrace)) return false;

        db.Tell(() => new TenantErased(tenantId, now, tenant.Version + 1));
        await db.SaveChangesAsync(cancellationToken);
        await db.EraseTenantAsync(now, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        signal.Wake();
        await revocations.RevokeAsync(RevocationSubject.Tenant(tenantId), forGood: true);
        return true;
    }
}

/// <summary>Erases companies as their grace ends; each is looked at once an hour, by however many replicas.</summary>
internal sealed partial class DueErasures(IServiceScopeFactory scopes, TenantEraser eraser, TimeProvider time, ILogger<DueErasures> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogLater(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>How many were erased. One whose erasure fails keeps no other waiting, and is tried again at the next look.</summary>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TenantsDbContext>();
        var closing = await db.Names.Where(name => name.Status == TenantStatus.Closing).Select(name => name.TenantId).ToListAsync(cancellationToken);
        var erased = 0;
        foreach (var id in closing) if (await TryEraseAsync(id, cancellationToken)) erased++;
        return erased;
    }

    private async Task<bool> TryEraseAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        try
        {
            return await eraser.EraseAsync(tenantId, withoutGrace: false, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotErased(tenantId, e);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "Company {TenantId} could not be erased; it is tried again at the next look")]
    private partial void LogNotErased(Guid tenantId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Companies whose grace has ended are erased later")]
    private partial void LogLater(Exception exception);
}

/// <summary><c>erase TENANT</c>: erases a company that is closing now, without waiting for the end of its grace.</summary>
internal sealed class EraseTenant(TenantsDbContext db, TenantEraser eraser) : IServiceCommand
{
    public string Name => "erase";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        if (arguments is not [var tenantName]) return await OperatorDesk.UsageAsync("erase TENANT");
        var id = await db.Names.Where(name => name.Subdomain == tenantName || name.TenantId.ToString() == tenantName).Select(name => name.TenantId).SingleOrDefaultAsync(cancellationToken);
        if (!await eraser.EraseAsync(id == Guid.Empty ? Guid.AllBitsSet : id, withoutGrace: true, cancellationToken))
        {
            await Console.Error.WriteLineAsync($"There is no closing company '{tenantName}'.");
            return 1;
        }
        await Console.Out.WriteLineAsync($"{tenantName}: erased.");
        return 0;
    }
}
