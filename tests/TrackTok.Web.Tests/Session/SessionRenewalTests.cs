using System.Net;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;
using TrackTok.Testing;
using TrackTok.Web.Api;
using TrackTok.Web.Session;

namespace TrackTok.Web.Tests.Session;

/// <summary>A refresh token works once: whoever else comes with the old cookie takes what the one renewal brought.</summary>
public sealed class SessionRenewalTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly SessionCookie _cookie = new(new EphemeralDataProtectionProvider());
    private readonly Identity _identity = new();
    private ConnectionMultiplexer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(TestServers.Redis);

    public async ValueTask DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Renews_once_for_many_requests_at_several_replicas()
    {
        var (one, other) = (Replica(), Replica());
        var old = Old(expiresIn: 30);
        var renewed = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? one : other).CurrentAsync(old, new DefaultHttpContext())));
        _identity.Refreshes.ShouldBe(1);
        renewed.Select(session => session!.AccessToken).Distinct().ShouldBe(["access-1"]);
        renewed[0]!.ExpiresAt.ShouldBe(_time.GetUtcNow().AddHours(1));
        // And for one that comes late with the old cookie.
        (await Replica().CurrentAsync(old, new DefaultHttpContext()))!.AccessToken.ShouldBe("access-1");
        _identity.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task Leaves_a_fresh_session_alone()
    {
        var fresh = Old(expiresIn: 600);
        (await Replica().CurrentAsync(fresh, new DefaultHttpContext())).ShouldBe(fresh);
        _identity.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task Renews_a_fresh_session_once_for_all_when_its_token_has_ended()
    {
        var fresh = Old(expiresIn: 600);
        var renewed = await Task.WhenAll(Replica().RenewedAsync(fresh, new DefaultHttpContext()), Replica().RenewedAsync(fresh, new DefaultHttpContext()));
        renewed.Select(session => session!.AccessToken).ShouldBe(["access-1", "access-1"]);
        _identity.Refreshes.ShouldBe(1);
    }

    [Fact]
    public async Task Ends_a_session_that_the_api_has_ended()
    {
        _identity.Status = HttpStatusCode.Unauthorized;
        (await Replica().CurrentAsync(Old(expiresIn: 30), new DefaultHttpContext())).ShouldBeNull();
    }

    [Fact]
    public async Task Goes_on_with_the_old_one_while_the_api_is_away()
    {
        _identity.Status = HttpStatusCode.ServiceUnavailable;
        var old = Old(expiresIn: 30);
        (await Replica().CurrentAsync(old, new DefaultHttpContext())).ShouldBe(old);
    }

    [Fact]
    public void A_cookie_that_was_tampered_with_is_none()
    {
        var sealedText = _cookie.Seal(Old(60));
        _cookie.Open(sealedText).ShouldNotBeNull();
        _cookie.Open(sealedText[..^3] + "abc").ShouldBeNull();
        _cookie.Open("nonsense").ShouldBeNull();
        sealedText.ShouldNotContain("access");
    }

    private WebSession Old(int expiresIn) => new("access-0", "refresh-" + Guid.CreateVersion7(), _time.GetUtcNow().AddSeconds(expiresIn));

    private SessionRenewal Replica() => new(_redis, _cookie, new MemoryCache(Options.Create(new MemoryCacheOptions())),
        new GatewayCalls(new HttpClient(_identity, disposeHandler: false) { BaseAddress = new Uri("http://gateway") }, new HttpContextAccessor()), _time, NullLogger<SessionRenewal>.Instance);

    private sealed class Identity : HttpMessageHandler
    {
        private int _refreshes;

        public int Refreshes => _refreshes;

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var n = Interlocked.Increment(ref _refreshes);
            await Task.Delay(50, cancellationToken);
            return new HttpResponseMessage(Status)
            {
                Content = new StringContent($$"""{"access_token":"access-{{n}}","refresh_token":"refresh-{{n}}","token_type":"Bearer","expires_in":3600}""", System.Text.Encoding.UTF8, "application/json"),
            };
        }
    }
}
