using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Edge;

/// <summary>Headers beyond ASCII are a client's right or a client's mistake, and never our being unavailable.</summary>
public sealed class HeaderEncodingTests(SharedGateway shared)
{
    /// <summary>The two bytes of ü in UTF-8, as the raw client sends them.</summary>
    private const string Umlaut = "\u00c3\u00bc";

    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData("/api/v1/plans", "Cookie: a=" + Umlaut, "tenants")]
    [InlineData("/api/v1/plans", "Referer: http://localhost/" + Umlaut, "tenants")]
    [InlineData("/api/v1/plans", "Idempotency-Key: " + Umlaut, "tenants")]
    [InlineData("/", "Cookie: a=" + Umlaut, "web")]
    public async Task Are_passed_on_as_they_came(string path, string header, string service)
    {
        var id = "test-" + Guid.CreateVersion7();
        var answer = await _gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: {id}\r\n{header}\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200 ");
        var (name, value) = (header[..header.IndexOf(':', StringComparison.Ordinal)], header[(header.IndexOf(':', StringComparison.Ordinal) + 2)..]);
        _gateway[service].Requests.Single(seen => seen.Headers["X-Request-Id"] == id).Headers[name].ShouldBe(value.Replace(Umlaut, "ü", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/api/v1/plans")]
    [InlineData("/")]
    public async Task Are_refused_when_they_are_no_text(string path) =>
        (await _gateway.RawAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: a=\u00fc\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 400 ");
}
