using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using TrackTok.Tenancy;
using TrackTok.Testing;

namespace TrackTok.ServiceDefaults.Tests.Tokens;

/// <summary>On a real Redis.</summary>
public sealed class RevocationListTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly Caller _caller = new(Guid.CreateVersion7(), Guid.CreateVersion7(), Tenancy.Role.Member, Guid.CreateVersion7(), false, "x");

    [Fact]
    public async Task Another_process_refuses_a_revoked_token_a_moment_later()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        using var here = new RevocationList(redis, _time, NullLogger<RevocationList>.Instance);
        using var there = new RevocationList(redis, _time, NullLogger<RevocationList>.Instance);
        await there.StartAsync(TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        var issued = _time.GetUtcNow().ToUnixTimeMilliseconds();
        there.Covers(_caller, issued).ShouldBeFalse();

        await here.RevokeAsync(RevocationSubject.Session(_caller.SessionId!.Value));

        here.Covers(_caller, issued).ShouldBeTrue();
        for (var i = 0; i < 100 && !there.Covers(_caller, issued); i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        there.Covers(_caller, issued).ShouldBeTrue();
    }

    [Fact]
    public async Task A_process_that_starts_later_learns_what_was_revoked_before()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        using var here = new RevocationList(redis, _time, NullLogger<RevocationList>.Instance);
        await here.RevokeAsync(RevocationSubject.Member(_caller.TenantId!.Value, _caller.UserId!.Value));
        using var later = new RevocationList(redis, _time, NullLogger<RevocationList>.Instance);
        await later.StartAsync(TestContext.Current.CancellationToken);
        var issued = _time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 100 && !later.Covers(_caller, issued); i++) await Task.Delay(20, TestContext.Current.CancellationToken);
        later.Covers(_caller, issued).ShouldBeTrue();
    }

    [Fact]
    public async Task A_token_issued_after_the_revocation_is_good()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);
        using var list = new RevocationList(redis, _time, NullLogger<RevocationList>.Instance);
        await list.RevokeAsync(RevocationSubject.Tenant(_caller.TenantId!.Value));
        list.Covers(_caller, _time.GetUtcNow().ToUnixTimeMilliseconds()).ShouldBeTrue();
        list.Covers(_caller, _time.GetUtcNow().ToUnixTimeMilliseconds() + 1).ShouldBeFalse();
        list.Covers(_caller with { TenantId = Guid.CreateVersion7() }, 0).ShouldBeFalse();
    }
}
