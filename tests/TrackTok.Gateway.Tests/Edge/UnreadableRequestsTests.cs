using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Edge;

/// <summary>What Kestrel cannot read is answered with a problem all the same, and no service hears of it.</summary>
public sealed class UnreadableRequestsTests : IAsyncLifetime
{
    private GatewayFixture _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await GatewayFixture.StartAsync(services: services => services.PostConfigure<KestrelServerOptions>(kestrel =>
    {
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(2);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(2));
    }));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("bad request line", "nonsense\r\n\r\n", 400, "unreadable")]
    [InlineData("no such version", "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400, "unreadable")]
    [InlineData("no host", "GET /api/v1/expenses HTTP/1.1\r\n\r\n", 400, "unreadable")]
    [InlineData("bad host", "GET /api/v1/expenses HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "unreadable")]
    [InlineData("two hosts", "GET /api/v1/expenses HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "unreadable")]
    [InlineData("bad header", "GET /api/v1/expenses HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n", 400, "unreadable")]
    [InlineData("null in path", "GET /api/v1/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "unreadable")]
    [InlineData("bad length", "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n\r\n", 400, "unreadable")]
    [InlineData("two framings", "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "unreadable")]
    [InlineData("broken escape", "GET /api/v1/expenses/%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400, "malformed_path")]
    [InlineData("half an escape", "GET /api/v1/expenses/a%2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400, "malformed_path")]
    [InlineData("long address", "GET /api/v1/expenses?q={8000} HTTP/1.1\r\nHost: localhost\r\n\r\n", 414, "address_too_long")]
    [InlineData("large header", "GET /api/v1/expenses HTTP/1.1\r\nHost: localhost\r\nX-Large: {30000}\r\n\r\n", 431, "headers_too_large")]
    [InlineData("half a head", "GET /api/v1/expenses HTTP/1.1\r\nHost: loc", 408, "request_timed_out")]
    public async Task Gets_a_problem(string what, string request, int status, string code)
    {
        var answer = await _gateway.RawAsync(Fill(request));
        ShouldBeProblem(answer, status, code, what);
        NobodyHeard();
    }

    [Fact]
    public async Task Too_many_headers_get_a_problem()
    {
        var headers = string.Concat(Enumerable.Range(0, 120).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: 1\r\n")));
        ShouldBeProblem(await _gateway.RawAsync($"GET /api/v1/expenses HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n"), 431, "headers_too_large", "many headers");
        NobodyHeard();
    }

    [Fact]
    public async Task A_body_announced_as_too_large_is_refused_before_it_is_sent()
    {
        ShouldBeProblem(await _gateway.RawAsync("POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n"), 413, "body_too_large", "length");
        NobodyHeard();
    }

    [Fact]
    public async Task A_body_that_turns_out_too_large_is_refused()
    {
        var chunk = "10000\r\n" + new string('x', 0x10000) + "\r\n";
        var request = "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 17)) + "0\r\n\r\n";
        ShouldBeProblem(await _gateway.RawAsync(request), 413, "body_too_large", "chunks");
        NobodyHeard();
    }

    [Fact]
    public async Task A_body_of_exactly_the_largest_size_passes()
    {
        var body = new string('x', 1 << 20);
        var answer = await _gateway.RawAsync($"POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {1 << 20}\r\n\r\n{body}");
        answer.ShouldStartWith("HTTP/1.1 200 ");
        _gateway["identity"].Requests.Single().Body.Length.ShouldBe(1 << 20);
    }

    [Fact]
    public async Task Chunks_pass_whole()
    {
        var answer = await _gateway.RawAsync("POST /api/v1/auth/register HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 200 ");
        _gateway["identity"].Requests.Single().Body.ShouldBe("abcde");
    }

    [Fact]
    public async Task A_slow_body_is_given_up_on_and_no_service_hears_of_it()
    {
        ShouldBeProblem(await _gateway.RawAsync("POST /api/v1/auth/register HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc"), 408, "request_timed_out", "slow body");
        NobodyHeard();
    }

    [Fact]
    public async Task A_good_request_on_the_same_connection_is_answered_before_the_bad_one()
    {
        var answer = await _gateway.RawAsync("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nnonsense\r\n\r\n");
        answer.ShouldStartWith("HTTP/1.1 200 ");
        answer.ShouldContain("HTTP/1.1 400 ");
        answer.ShouldContain("\"code\":\"unreadable\"");
    }

    private static string Fill(string request)
    {
        var open = request.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return request;
        var close = request.IndexOf('}', StringComparison.Ordinal);
        return request[..open] + new string('x', int.Parse(request[(open + 1)..close], CultureInfo.InvariantCulture)) + request[(close + 1)..];
    }

    private static void ShouldBeProblem(string answer, int status, string code, string what)
    {
        answer.ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} "), customMessage: what);
        var (head, body) = (answer[..answer.IndexOf("\r\n\r\n", StringComparison.Ordinal)], answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
        head.ShouldContain("Content-Type: application/problem+json", Case.Insensitive);
        head.ShouldContain("X-Request-Id: ", Case.Insensitive);
        head.ShouldContain("traceparent: 00-", Case.Insensitive);
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)) body = body[(body.IndexOf("\r\n", StringComparison.Ordinal) + 2)..body.LastIndexOf("\r\n0\r\n", StringComparison.Ordinal)];
        using var problem = JsonDocument.Parse(body);
        problem.RootElement.GetProperty("code").GetString().ShouldBe(code);
        problem.RootElement.GetProperty("status").GetInt32().ShouldBe(status);
        problem.RootElement.GetProperty("trace_id").GetString()!.Length.ShouldBe(32);
        problem.RootElement.GetProperty("type").GetString().ShouldBe("/docs/errors#" + code);
    }

    private void NobodyHeard() => _gateway.Replicas.Values.SelectMany(all => all).ShouldAllBe(replica => replica.Requests.IsEmpty);
}
