using System.Collections.Concurrent;

namespace TrackTok.Gateway.Limits;

/// <summary>
/// The same buckets in this process only: what limits while Redis is down, and what needs no other gateway's knowledge. A bucket is one number, the time at which it
/// would be full again (GCRA), so taking a permit is one compare-and-swap.
/// </summary>
internal sealed class LocalLimits(TimeProvider time)
{
    private const int Most = 100_000;
    private readonly ConcurrentDictionary<string, long> _fullAt = new(StringComparer.Ordinal);

    /// <summary>Takes a permit of each bucket, or of none when one is empty.</summary>
    internal Admission Take(Bucket first, Bucket? second = null)
    {
        var admission = Take(first);
        if (admission.IsRefused || second is not { } other) return admission;
        var also = Take(other);
        if (also.IsRefused) GiveBack(first);
        return also.IsRefused || also.Remaining < admission.Remaining ? also : admission;
    }

    internal void GiveBack(Bucket bucket)
    {
        while (_fullAt.TryGetValue(bucket.Key, out var fullAt))
            if (_fullAt.TryUpdate(bucket.Key, fullAt - bucket.Limit.Interval, fullAt)) return;
    }

    private Admission Take(Bucket bucket)
    {
        var now = Now(time);
        if (_fullAt.Count >= Most) Forget(now);
        while (true)
        {
            var known = _fullAt.TryGetValue(bucket.Key, out var fullAt);
            var from = known ? Math.Max(fullAt, now) : now;
            var next = from + bucket.Limit.Interval;
            if (next - now > bucket.Limit.Window) return new Admission(false, true, bucket, from - now);
            if (known ? _fullAt.TryUpdate(bucket.Key, next, fullAt) : _fullAt.TryAdd(bucket.Key, next)) return new Admission(false, false, bucket, next - now);
        }
    }

    private void Forget(long now)
    {
        foreach (var (key, fullAt) in _fullAt) if (fullAt <= now) _fullAt.TryRemove(key, out _);
        if (_fullAt.Count >= Most) _fullAt.Clear();
    }

    /// <summary>Microseconds since 1970.</summary>
    internal static long Now(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
