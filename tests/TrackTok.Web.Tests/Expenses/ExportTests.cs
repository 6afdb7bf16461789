using System.Net;

namespace TrackTok.Web.Tests.Expenses;

/// <summary>The list as a file, under the visitor's session.</summary>
public sealed class ExportTests : IAsyncDisposable
{
    private const string Route = "GET /exports/expenses";
    private readonly WebHost _web = new();

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Gives_on_what_the_API_gives_under_the_lists_filters_and_all_of_it()
    {
        var asked = "";
        _web.On(Route, (request, _) =>
        {
            asked = request.RequestUri!.Query;
            return (200, "id,title\r\n1,Pens\r\n");
        });
        _web.SignIn();

        (await _web.GetAsync("/expenses/export?status=draft,approved&q=pens&sort=amount&limit=25")).ShouldBe((HttpStatusCode.OK, "id,title\r\n1,Pens\r\n"));
        asked.ShouldBe("?format=csv&q=pens&sort=amount&status=draft&status=approved");
        _web.Calls.Last().Token.ShouldBe("token-0");
    }

    [Fact]
    public async Task Goes_on_with_a_new_token_where_only_the_token_has_ended()
    {
        _web.On(Route, (request, _) => request.Headers.Authorization!.Parameter == "token-1" ? (200, "id\r\n") : (401, """{"title": "Sign in first", "status": 401, "code": "token_revoked"}"""));
        _web.On("POST /auth/refresh", """{"access_token": "token-1", "refresh_token": "refresh-1", "token_type": "Bearer", "expires_in": 3600}""");
        _web.SignIn();

        (await _web.GetAsync("/expenses/export")).ShouldBe((HttpStatusCode.OK, "id\r\n"));
    }

    [Fact]
    public async Task Says_so_while_the_API_is_away()
    {
        _web.On(Route, (_, _) => throw new HttpRequestException("The connection was refused."));
        _web.SignIn();

        (await _web.GetAsync("/expenses/export")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_no_file()
    {
        (await _web.GetAsync("/expenses/export")).Status.ShouldBe(HttpStatusCode.Redirect);
        _web.CallsOf(Route).ShouldBe(0);
    }
}
