using System.Net;
using Aspire.Hosting;

namespace TrackTok.AppHost.Tests.Local;

public sealed class StatusTests
{
    [Fact]
    public async Task The_page_shows_each_part_and_its_log()
    {
        await using var trial = await Trial.StartAsync((builder, folder) => builder.AddScript("speaker", "echo 'a <word>'; sleep 1000", folder), null, "--Local:StatusPage=true");
        await trial.HealthyAsync("speaker");
        await trial.LinesAsync("logs/speaker.log", 1);
        using var client = new HttpClient { BaseAddress = trial.App.StatusPage };
        await ListensAsync(client);

        var page = await client.GetStringAsync("/");

        page.ShouldContain("<td>speaker<td>Running");
        (await client.GetStringAsync("/logs/speaker")).ShouldBe("a <word>\n");
        (await client.GetAsync("/logs/..%2Fsecrets")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_page_is_not_shown_to_a_site_that_has_its_own_name_lead_here()
    {
        await using var trial = await Trial.StartAsync((builder, folder) => builder.AddScript("speaker", "sleep 1000", folder), null, "--Local:StatusPage=true");
        using var client = new HttpClient { BaseAddress = trial.App.StatusPage };
        await ListensAsync(client);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Host = "elsewhere.example";

        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Is_ready_when_what_faces_the_outside_is_though_the_rest_is_not()
    {
        await using var trial = await Trial.StartAsync((builder, folder) =>
        {
            builder.AddStandIn("gateway").WithExternalHttpEndpoints();
            builder.AddStandIn("slow", readyWhen: Path.Combine(folder, "never"));
        });

        await trial.HealthyAsync("gateway");

        await trial.LinesAsync("run/ready", 0);
        (await File.ReadAllTextAsync(Path.Combine(trial.Folder, "run", "status"))).ShouldMatch("gateway +Running +Healthy");
    }

    private static async Task ListensAsync(HttpClient client)
    {
        var until = Environment.TickCount64 + Trial.Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                await client.GetAsync("/resources");
                return;
            }
            catch (HttpRequestException) when (Environment.TickCount64 < until)
            {
                await Task.Delay(50);
            }
        }
    }
}
