using System.Threading.RateLimiting;

namespace TrackTok.Expenses.Exports;

/// <summary>
/// An export holds its connection to the database for as long as its client reads. So a replica has few places for them, and a company two of these: most connections are left to everybody
/// else, and no company keeps the others from theirs. The next waits a little for its turn.
/// </summary>
internal static class ExportPlaces
{
    internal const int Most = 4, MostOfOne = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly PartitionedRateLimiter<Guid> Limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<Guid, Guid>(tenant => RateLimitPartition.GetConcurrencyLimiter(tenant, _ => Places(MostOfOne))),
        PartitionedRateLimiter.Create<Guid, bool>(_ => RateLimitPartition.GetConcurrencyLimiter(true, _ => Places(Most))));

    /// <summary>A place, or none where it takes too long; dispose it either way.</summary>
    internal static async Task<RateLimitLease> TakeAsync(Guid tenantId, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await Limiter.AcquireAsync(tenantId, 1, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoPlace.Lease;
        }
    }

    private static ConcurrencyLimiterOptions Places(int most) => new() { PermitLimit = most, QueueLimit = 32 };

    private sealed class NoPlace : RateLimitLease
    {
        internal static readonly NoPlace Lease = new();

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
