using TrackTok.Gateway.Tests.Hosting;

namespace TrackTok.Gateway.Tests.Edge;

/// <summary>A browser asks, before a page of an app speaks to the endpoints of apps, whether it may; it has no token then, and guesses at no password.</summary>
public sealed class PreflightTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Theory]
    [InlineData("/connect/userinfo", true, true, 200)]
    [InlineData("/connect/token", true, true, 200)]
    [InlineData("/connect/userinfo", false, true, 401)]
    [InlineData("/connect/userinfo", true, false, 401)]
    [InlineData("/api/v1/expenses", true, true, 401)]
    public async Task Is_given_on_without_a_token_to_who_can_answer_it_and_nothing_else_is(string path, bool origin, bool asks, int status)
    {
        using var client = _gateway.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        if (origin) request.Headers.Add("Origin", "https://app.example.com");
        if (asks) request.Headers.Add("Access-Control-Request-Method", "POST");

        using var answer = await client.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status);
    }
}
