using System.Net;
using Microsoft.AspNetCore.WebUtilities;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.OpenIdConnect;

/// <summary>What no app may hear, because nothing says that the address is the app's: a browser is told in words by a page of ours, a program by a problem.</summary>
public sealed class ErrorsToPeopleTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    private const string Nobody = "0190c0de-0000-7000-8000-000000000099";

    [Fact]
    public async Task Where_people_are_sent_to_let_an_app_in()
    {
        var app = await AppUnderTest.RegisterAsync(identity);
        async Task TellsAsync(string reason, Action<Dictionary<string, string?>> change)
        {
            var request = app.Ask(AppUnderTest.NewVerifier());
            change(request);
            await ShouldTellAsync(QueryHelpers.AddQueryString("/connect/authorize", request), reason);
        }

        await TellsAsync("app", request => request["client_id"] = Nobody);
        await TellsAsync("app", request => request.Remove("client_id"));
        await TellsAsync("address", request => request["redirect_uri"] = "https://evil.example.com/callback");
        await TellsAsync("address", request => request.Remove("redirect_uri"));
        await TellsAsync("late", request =>
        {
            request.Clear();
            request["decided"] = "nothing-that-was-decided";
        });
    }

    [Fact]
    public async Task Where_they_are_sent_to_sign_out()
    {
        var app = await AppUnderTest.RegisterLeavingAsync(identity, "https://app.example.com/left");

        await ShouldTellAsync("/connect/logout", "request");
        await ShouldTellAsync("/connect/logout?client_id=" + Nobody, "app");
        await ShouldTellAsync($"/connect/logout?client_id={app.Id}&post_logout_redirect_uri=https://evil.example.com/", "address");
    }

    private async Task ShouldTellAsync(string path, string reason)
    {
        using var browser = identity.Anonymous();
        browser.DefaultRequestHeaders.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        using var shown = await browser.GetAsync(path);
        (shown.StatusCode, shown.Headers.Location?.AbsoluteUri, shown.Headers.CacheControl?.NoStore).ShouldBe((HttpStatusCode.Redirect, "http://localhost:5000/app-refused?reason=" + reason, true));

        using var program = identity.Anonymous();
        using var told = await program.GetAsync(path);
        told.Headers.Location.ShouldBeNull();
        told.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = await Json(told, HttpStatusCode.BadRequest);
        (Code(problem), Text(problem, "error").Length > 0, Text(problem, "detail") == Text(problem, "error_description")).ShouldBe(("unreadable", true, true));
        problem.GetRawText().ShouldNotContain("openiddict", Case.Insensitive);
    }
}
