using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using TrackTok.Gateway.Limits;
using TrackTok.Testing;

namespace TrackTok.Gateway.Tests.Limits;

/// <summary>Redis and this process's memory keep the same buckets; each test runs on both.</summary>
public sealed class BucketTests
{
    private static readonly Lazy<IConnectionMultiplexer> Redis = new(() => ConnectionMultiplexer.Connect(TestServers.Redis));
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LocalLimits _local;
    private readonly SharedLimits _shared;

    public BucketTests() => (_local, _shared) = (new LocalLimits(_time), new SharedLimits(Redis.Value, _time));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gives_all_permits_at_once_and_then_one_each_interval(bool shared)
    {
        var bucket = NewBucket(permits: 6);
        for (var i = 5; i >= 0; i--) (await TakeAsync(shared, bucket)).ShouldSatisfyAllConditions(taken => taken.IsRefused.ShouldBeFalse(), taken => taken.Remaining.ShouldBe(i));
        var refused = await TakeAsync(shared, bucket);
        (refused.IsRefused, refused.Remaining, refused.RetryAfter, refused.Reset).ShouldBe((true, 0, 10, 60));
        _time.Advance(TimeSpan.FromSeconds(10));
        (await TakeAsync(shared, bucket)).IsRefused.ShouldBeFalse();
        (await TakeAsync(shared, bucket)).IsRefused.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(60));
        (await TakeAsync(shared, bucket)).Remaining.ShouldBe(5);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Takes_from_no_bucket_when_one_is_empty(bool shared)
    {
        var (wide, narrow) = (NewBucket(permits: 100), NewBucket(permits: 1));
        (await TakeAsync(shared, wide, narrow)).Bucket.ShouldBe(narrow);
        for (var i = 0; i < 10; i++) (await TakeAsync(shared, wide, narrow)).IsRefused.ShouldBeTrue();
        (await TakeAsync(shared, wide)).Remaining.ShouldBe(98);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lets_exactly_as_many_in_as_there_are_permits(bool shared)
    {
        var bucket = NewBucket(permits: 50);
        var taken = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => TakeAsync(shared, bucket).AsTask())));
        taken.Count(admission => !admission.IsRefused).ShouldBe(50);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gets_a_permit_back(bool shared)
    {
        var (first, second) = (NewBucket(permits: 3), NewBucket(permits: 3));
        for (var i = 0; i < 3; i++) await TakeAsync(shared, first, second);
        (await TakeAsync(shared, first, second)).IsRefused.ShouldBeTrue();
        if (shared) _shared.GiveBack(first, second);
        else
        {
            _local.GiveBack(first);
            _local.GiveBack(second);
        }
        (await TakeAsync(shared, first, second)).IsRefused.ShouldBeFalse();
        (await TakeAsync(shared, first, second)).IsRefused.ShouldBeTrue();
    }

    [Fact]
    public async Task A_bucket_that_is_full_again_leaves_nothing_in_redis()
    {
        var bucket = NewBucket(permits: 60);
        await TakeAsync(true, bucket);
        var life = await Redis.Value.GetDatabase().KeyTimeToLiveAsync(bucket.Key);
        life!.Value.TotalMilliseconds.ShouldBeInRange(1, 1000);
        await Task.Delay(1100);
        _shared.GiveBack(bucket, null);
        (await Redis.Value.GetDatabase().KeyExistsAsync(bucket.Key)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_script_is_sent_again_when_redis_has_forgotten_it()
    {
        await using var redis = await Hosting.PrivateRedis.StartAsync();
        using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var limits = new SharedLimits(connection, _time);
        (await limits.TakeAsync(null, NewBucket(5), null)).Remaining.ShouldBe(4);
        (await limits.TakeAsync(null, NewBucket(5), null)).Remaining.ShouldBe(4);
    }

    private ValueTask<Admission> TakeAsync(bool shared, Bucket first, Bucket? second = null) => shared ? _shared.TakeAsync(null, first, second) : new(_local.Take(first, second));

    private static Bucket NewBucket(int permits) => new("test", "edge:limit:test:" + Guid.CreateVersion7(), new Limit { Permits = permits, Seconds = 60 });
}
