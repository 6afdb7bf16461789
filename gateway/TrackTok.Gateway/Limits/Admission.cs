using System.Globalization;

namespace TrackTok.Gateway.Limits;

/// <summary>What came of asking the buckets: let in or refused, and how the bucket stands that would run out first.</summary>
/// <param name="Used">How much of the bucket's window is taken, in microseconds.</param>
internal readonly record struct Admission(bool IsRevoked, bool IsRefused, Bucket Bucket, long Used)
{
    internal static Admission Free => default;

    internal static readonly Admission Revoked = new(true, false, default, 0);

    internal long Remaining => Math.Max(0, (Bucket.Limit.Window - Used) / Bucket.Limit.Interval);

    /// <summary>Until the bucket is full again, in seconds.</summary>
    internal long Reset => (Used + 999_999) / 1_000_000;

    /// <summary>Until the next permit, in seconds.</summary>
    internal int RetryAfter => (int)Math.Max(1, (Used + Bucket.Limit.Interval - Bucket.Limit.Window + 999_999) / 1_000_000);

    /// <summary><c>RateLimit-Policy: "tenant";q=600;w=60</c> and <c>RateLimit: "tenant";r=412;t=17</c>.</summary>
    /// <param name="given">Permits that were given back since.</param>
    internal void Tell(IHeaderDictionary headers, int given = 0)
    {
        if (Bucket.Limit is not { } limit) return;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{Bucket.Policy}\";q={limit.Permits};w={limit.Seconds}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{Bucket.Policy}\";r={Math.Min(limit.Permits, Remaining + given)};t={Reset}");
    }
}
