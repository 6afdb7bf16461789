using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using TrackTok.Gateway.Tests.Hosting;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Tests.Mail;

public sealed class DevelopmentMailboxTests(SharedGateway shared)
{
    private readonly GatewayFixture _gateway = shared.Gateway;

    [Fact]
    public async Task Shows_what_was_mailed_to_one_recipient_newest_first()
    {
        var to = $"m{Guid.CreateVersion7():N}@example.com";
        await KeepAsync(to, "First");
        await KeepAsync(to, "Second");
        using var client = _gateway.Client();

        var items = (await client.GetFromJsonAsync<JsonElement>($"/dev/mail?to={to.ToUpperInvariant()}")).GetProperty("items");

        items.EnumerateArray().Select(mail => mail.GetProperty("subject").GetString()).ShouldBe(["Second", "First"]);
        items[0].EnumerateObject().Select(member => member.Name).ShouldBe(["to", "subject", "text", "html", "at"]);
        (await client.GetFromJsonAsync<JsonElement>("/dev/mail?to=nobody@example.com")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_browser_gets_a_page_in_which_mails_can_do_nothing()
    {
        var to = $"m{Guid.CreateVersion7():N}@example.com";
        await KeepAsync(to, "<script>alert(1)</script>");
        using var client = _gateway.Client();
        client.DefaultRequestHeaders.Add("Accept", "text/html,*/*;q=0.8");

        using var answer = await client.GetAsync($"/dev/mail?to={to}");
        var page = await answer.Content.ReadAsStringAsync();

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
        page.ShouldNotContain("<script>");
        page.ShouldContain("sandbox=\"allow-popups allow-popups-to-escape-sandbox\"");
    }

    [Fact]
    public async Task There_is_none_in_production()
    {
        await using var production = await GatewayFixture.StartAsync(settings => settings["environment"] = "Production");
        using var client = production.Client();

        using var answer = await client.GetAsync("/dev/mail");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private Task<long> KeepAsync(string to, string subject)
    {
        var mail = JsonSerializer.Serialize(new { to, subject, text = "Text", html = $"<p>{subject}</p>", at = TimeProvider.System.GetUtcNow() }, JsonDefaults.Options);
        return _gateway.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().ListLeftPushAsync(DevelopmentMail.KeyOf(to), mail);
    }
}
