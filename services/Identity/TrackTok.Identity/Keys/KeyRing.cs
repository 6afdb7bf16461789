using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using TrackTok.Identity.Data;
using TrackTok.ServiceDefaults;
using TrackTok.Tenancy;
using TrackTok.TenantData;

namespace TrackTok.Identity.Keys;

/// <summary>The keys in force at one moment.</summary>
/// <param name="Signer">Signs new tokens.</param>
/// <param name="Published">All signing keys whose tokens may still be alive, and those that will sign soon; the signer first.</param>
internal sealed record Keys(RsaSecurityKey Signer, IReadOnlyList<RsaSecurityKey> Published, IReadOnlyList<SymmetricSecurityKey> Encryption)
{
    internal SigningCredentials Signing { get; } = new(Signer, SecurityAlgorithms.RsaSha256);
}

/// <summary>
/// Holds the keys that the database keeps, reads them anew every minute, and rotates the signing key: the successor is published ten minutes before it signs,
/// so that every replica and every service knows it by then, and the predecessor stays published until its last token has expired.
/// </summary>
internal sealed partial class KeyRing(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider time, ILogger<KeyRing> log) : BackgroundService
{
    private const long Lock = 7240;
    private static readonly TimeSpan LastTokens = TimeSpan.FromHours(1) + TimeSpan.FromMinutes(5);

    private readonly string? _secret = configuration["Identity:KeyEncryptionSecret"] is { Length: > 0 } secret ? secret : null;
    private readonly TimeSpan _notice = configuration.GetValue("Identity:SigningKeyNotice", TimeSpan.FromMinutes(10));
    private readonly TimeSpan _signs = TimeSpan.FromDays(configuration.GetValue("Identity:SigningKeyDays", 90));
    private readonly SemaphoreSlim _loading = new(1, 1);
    private Keys? _current;
    private CancellationTokenSource _changed = new();

    /// <exception cref="InvalidOperationException">The keys have not been read yet.</exception>
    public Keys Current => _current ?? throw new InvalidOperationException("The keys have not been read yet.");

    /// <summary>Fires when the keys have changed.</summary>
    public IChangeToken Changed => new CancellationChangeToken(_changed.Token);

    /// <summary>Nothing is signed or checked without keys, so the service starts with them; the database may come up a little later than we do.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await LoadAsync(cancellationToken);
                break;
            }
            catch (Exception e) when (attempt < 30 && e is Npgsql.NpgsqlException or InvalidOperationException { InnerException: Npgsql.NpgsqlException })
            {
                LogWaiting(e);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LoadAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogStale(e);
            }
        }
    }

    /// <summary>Reads the keys, after making those that are missing or due.</summary>
    internal async Task LoadAsync(CancellationToken cancellationToken)
    {
        // One after the other: of two that read at the same time, the one with the older keys must not have the last word.
        await _loading.WaitAsync(cancellationToken);
        try
        {
            await ReadAsync(cancellationToken);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Makes a successor of the signing key now, however young the key is; tells the successor and from when it signs.</summary>
    internal async Task<(Guid Id, DateTimeOffset From)> RotateAsync(CancellationToken cancellationToken)
    {
        await using var scope = OpenScope();
        var keys = await RenewAsync(scope.ServiceProvider.GetRequiredService<IdentityDbContext>(), time.GetUtcNow(), force: true, cancellationToken);
        var successor = keys.Where(key => key.Use == KeyUse.Signing).MaxBy(key => key.UsedFrom)!;
        return (successor.Id, successor.UsedFrom);
    }

    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

    /// <summary>On the platform, whose trail tells of new keys.</summary>
    private AsyncServiceScope OpenScope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Set(Platform.Id);
        return scope;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await using var scope = OpenScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var now = time.GetUtcNow();
        var keys = await LivingAsync(db, now, cancellationToken);
        if (IsDue(keys, now)) keys = await RenewAsync(db, now, force: false, cancellationToken);

        var signing = keys.Where(key => key.Use == KeyUse.Signing).ToList();
        // The very first key may have been made a moment after we looked at the clock, by another replica.
        var signer = signing.Where(key => key.UsedFrom <= now).MaxBy(key => key.UsedFrom) ?? signing.MinBy(key => key.UsedFrom)!;
        var next = new Keys(
            Rsa(signer),
            [.. signing.OrderBy(key => key != signer).ThenByDescending(key => key.UsedFrom).Select(Rsa)],
            [.. keys.Where(key => key.Use == KeyUse.Encryption).OrderByDescending(key => key.CreatedAt).Select(key => new SymmetricSecurityKey(key.Reveal(_secret)) { KeyId = key.Id.ToString("N") })]);
        var isNew = _current is null || !Ids(_current).SequenceEqual(Ids(next));
        if (!isNew) return;
        _current = next;
        await Interlocked.Exchange(ref _changed, new CancellationTokenSource()).CancelAsync();
    }

    private bool IsDue(List<Key> keys, DateTimeOffset now) =>
        keys.TrueForAll(key => key.Use != KeyUse.Encryption) || keys.Where(key => key.Use == KeyUse.Signing).MaxBy(key => key.UsedFrom) is not { } newest || newest.UsedFrom + _signs - _notice <= now;

    /// <summary>One replica makes the keys, the others wait and find them.</summary>
    private async Task<List<Key>> RenewAsync(IdentityDbContext db, DateTimeOffset now, bool force, CancellationToken cancellationToken)
    {
        await using var transaction = await TenantTransaction.BeginAsync(db, cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        var keys = await LivingAsync(db, now, cancellationToken);
        if (keys.TrueForAll(key => key.Use != KeyUse.Encryption)) Add(Key.Create(KeyUse.Encryption, now, now, _secret));
        if (force || IsDue(keys, now))
        {
            var successor = Key.Create(KeyUse.Signing, now, keys.Exists(key => key.Use == KeyUse.Signing) ? now + _notice : now, _secret);
            foreach (var predecessor in keys.Where(key => key is { Use: KeyUse.Signing, RetiresAt: null })) predecessor.Retire(successor.UsedFrom + LastTokens);
            Add(successor);
            db.Record("key.published", "key", successor.Id, after: new { signs_from = successor.UsedFrom });
            LogRotated(successor.Id, successor.UsedFrom);
        }
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return keys;

        void Add(Key key)
        {
            db.Add(key);
            keys.Add(key);
        }
    }

    private static Task<List<Key>> LivingAsync(IdentityDbContext db, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.Keys.Where(key => key.RetiresAt == null || key.RetiresAt > now).OrderBy(key => key.CreatedAt).ToListAsync(cancellationToken);

    /// <summary>From parameters, not from an RSA object, so that several threads can sign at once.</summary>
    private RsaSecurityKey Rsa(Key key)
    {
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.Reveal(_secret), out _);
        return new RsaSecurityKey(rsa.ExportParameters(includePrivateParameters: true)) { KeyId = key.Id.ToString("N") };
    }

    private static IEnumerable<string> Ids(Keys keys) => keys.Published.Select(key => key.KeyId).Concat(keys.Encryption.Select(key => key.KeyId));

    [LoggerMessage(LogLevel.Warning, "The keys cannot be read yet; the database does not answer")]
    private partial void LogWaiting(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The keys could not be read anew; those in force stay so")]
    private partial void LogStale(Exception exception);

    [LoggerMessage(LogLevel.Information, "Signing key {KeyId} will sign from {From}")]
    private partial void LogRotated(Guid keyId, DateTimeOffset from);
}
