using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using TrackTok.Identity.Data;

namespace TrackTok.Identity.OpenId;

/// <summary>
/// The origins of pages that are public apps: those of their redirect addresses. All are read at once, at most once a second whatever is asked, so that nobody makes us search by making origins up;
/// an app that was revoked may go on asking for half a minute, and gets no token.
/// </summary>
internal sealed class AppOrigins(IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30), AtMost = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private Known _known = new(DateTimeOffset.MinValue, []);

    private sealed record Known(DateTimeOffset At, HashSet<string> Origins)
    {
        /// <summary>Whether an answer from it stands: a yes for a while, a no for a moment.</summary>
        internal bool Answers(string origin, DateTimeOffset now) => now - At < (Origins.Contains(origin) ? Fresh : AtMost);
    }

    internal async ValueTask<bool> IncludeAsync(string origin, CancellationToken cancellationToken)
    {
        if (!_known.Answers(origin, time.GetUtcNow())) await ReadAsync(origin, cancellationToken);
        return _known.Origins.Contains(origin);
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(string origin, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_known.Answers(origin, now)) return;
            await using var scope = scopes.CreateAsyncScope();
            var lists = await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Set<OpenIddictEntityFrameworkCoreApplication>().AsNoTracking()
                .Where(client => client.ClientType == OpenIddictConstants.ClientTypes.Public && client.RedirectUris != null).Select(client => client.RedirectUris!).ToListAsync(cancellationToken);
            _known = new Known(now, [.. lists.SelectMany(list => JsonSerializer.Deserialize<string[]>(list)!).Select(OriginOf).OfType<string>()]);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException { InnerException: NpgsqlException })
        {
            // Who asks for more than this gets the problem that says so; what was known goes on counting.
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>As browsers write it; null for an address that is no page's.</summary>
    private static string? OriginOf(string address) => new Uri(address) is { Scheme: "https" or "http" } uri ? uri.GetLeftPart(UriPartial.Authority) : null;
}
