using System.Net;
using System.Net.Http.Json;

namespace TrackTok.Tenants.Tests.Sweeps;

/// <summary>
/// Many write the same thing at once and name no version. Each is answered by success or by the state's own refusal, never by a lost race, and what a key keeps is that answer.
/// </summary>
public sealed class ParallelWritersTests(TenantsFixture service)
{
    private const int Writers = 8;

    [Fact]
    public async Task Of_settings_all_succeed()
    {
        var company = await service.NewCompanyAsync();
        using var owner = company.Owner;

        var answers = await AtOnceAsync(n => owner.PatchAsJsonAsync("/api/v1/tenant", new { name = $"Name {n}" }));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await service.ToldAsync("TenantRevised", company.Id)).Select(told => told.GetProperty("version").GetInt32()).Where(version => version > 1).Order().ShouldBe(Enumerable.Range(2, Writers));
    }

    [Fact]
    public async Task Of_settings_with_a_version_one_succeeds_and_the_others_hear_what_differs()
    {
        using var owner = (await service.NewCompanyAsync()).Owner;

        var answers = await AtOnceAsync(n =>
        {
            var request = new HttpRequestMessage(HttpMethod.Patch, "/api/v1/tenant") { Content = JsonContent.Create(new { name = $"Name {n}" }) };
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            return owner.SendAsync(request);
        });

        OnlyOne(answers, HttpStatusCode.PreconditionFailed);
        foreach (var lost in answers.Where(answer => !answer.IsSuccessStatusCode)) (await lost.JsonAsync()).GetProperty("differing")[0].GetString().ShouldBe("name");
    }

    [Fact]
    public async Task Of_closing_and_reopening_one_succeeds()
    {
        using var owner = (await service.NewCompanyAsync()).Owner;

        OnlyOne(await PostTwiceAsync(owner, "/api/v1/tenant/close", new { }), HttpStatusCode.Conflict);
        OnlyOne(await PostTwiceAsync(owner, "/api/v1/tenant/reopen", null), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_operators_all_change_the_plan_and_one_suspends_and_reactivates()
    {
        var company = await service.NewCompanyAsync();
        using var desk = service.Operator();
        var path = $"/api/v1/platform/tenants/{company.Id}";

        (await AtOnceAsync(n => desk.PatchAsJsonAsync(path, new { plan = n % 2 == 0 ? "professional" : "basic" }))).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        OnlyOne(await PostTwiceAsync(desk, path + "/suspend", new { reason = "Unpaid" }), HttpStatusCode.Conflict);
        OnlyOne(await PostTwiceAsync(desk, path + "/reactivate", new { reason = "Paid" }), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Of_a_domain_one_removes_it()
    {
        using var owner = (await service.NewCompanyAsync("professional")).Owner;
        var domain = await (await owner.PostAsJsonAsync("/api/v1/tenant/domains", new { domain = $"{Requests.Word("d")}.example.com" })).JsonAsync();

        OnlyOne(await AtOnceAsync(_ => owner.DeleteAsync($"/api/v1/tenant/domains/{domain.GetProperty("id").GetString()}")), HttpStatusCode.NotFound);
    }

    /// <summary>Each under a key of its own, and once more when all are answered: the key gives the same again.</summary>
    private static async Task<HttpResponseMessage[]> PostTwiceAsync(HttpClient client, string path, object? body)
    {
        Task<HttpResponseMessage> PostAsync(int n)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
            request.Headers.Add("Idempotency-Key", $"{path}-{n}");
            return client.SendAsync(request);
        }

        var answers = await AtOnceAsync(PostAsync);
        for (var n = 0; n < Writers; n++)
        {
            var again = await PostAsync(n);
            again.StatusCode.ShouldBe(answers[n].StatusCode);
            again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        }
        return answers;
    }

    private static Task<HttpResponseMessage[]> AtOnceAsync(Func<int, Task<HttpResponseMessage>> write) => Task.WhenAll(Enumerable.Range(0, Writers).Select(n => Task.Run(() => write(n))));

    private static void OnlyOne(HttpResponseMessage[] answers, HttpStatusCode lost)
    {
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.Where(answer => !answer.IsSuccessStatusCode).ShouldAllBe(answer => answer.StatusCode == lost);
    }
}
