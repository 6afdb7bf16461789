using Microsoft.AspNetCore.Http;

namespace TrackTok.ServiceDefaults.Tests.Problems;

public sealed class StatusProblemsTests
{
    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Every_usual_status_has_a_title_of_its_own(int status)
    {
        var http = new DefaultHttpContext { Response = { StatusCode = status, Body = new MemoryStream() } };
        await StatusProblems.WriteAsync(http);
        http.Response.Body.Position = 0;
        var problem = await System.Text.Json.JsonDocument.ParseAsync(http.Response.Body);
        http.Response.StatusCode.ShouldBe(status);
        problem.RootElement.GetProperty("title").GetString().ShouldNotBe("Something went wrong");
    }

    [Fact]
    public void Others_are_refused_as_what_they_are() => StatusProblems.Of(418)!.Kind.ShouldBe((RefusalKind)418);
}
