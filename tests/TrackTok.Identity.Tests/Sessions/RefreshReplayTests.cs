using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Sessions;

/// <summary>Who did not hear the answer to a refresh repeats the request under its key and hears it; whatever is not that very repetition is a second use of the token.</summary>
public sealed class RefreshReplayTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task The_same_request_under_the_same_key_is_given_the_same_answer()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        identity.Time.Advance(TimeSpan.FromSeconds(59));
        var again = await RefreshedAsync(person.RefreshToken, "k1", replayed: true);

        again.ToString().ShouldBe(first.ToString());
        (await identity.TryAsync(Text(again, "access_token"))).ShouldBe(HttpStatusCode.OK);
        await RefreshedAsync(Text(again, "refresh_token"), "k2", replayed: false);
        (await identity.AuditedAsync(person.TenantId)).ShouldNotContain("session.refresh_token_reused");
    }

    [Fact]
    public async Task Many_of_the_same_at_once_have_one_effect_and_one_answer()
    {
        var person = await identity.SignInAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => PostAsync(person.RefreshToken, "race"))));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()))).Distinct().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another")]
    public async Task Without_the_key_or_under_another_a_second_use_ends_the_session(string? key)
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        await ShouldEndAsync(person, first, key);
    }

    [Fact]
    public async Task After_a_minute_a_second_use_ends_the_session()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        identity.Time.Advance(TimeSpan.FromSeconds(61));
        await ShouldEndAsync(person, first, "k1");
    }

    [Fact]
    public async Task Once_the_token_of_the_answer_is_used_a_second_use_ends_the_session()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        var second = await RefreshedAsync(Text(first, "refresh_token"), "k2", replayed: false);
        await ShouldEndAsync(person, second, "k1");
    }

    [Fact]
    public async Task A_session_that_has_ended_gives_nothing_again()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        (await identity.PostAsync("logout", new { }, Text(first, "access_token"))).EnsureSuccessStatusCode();
        (await PostAsync(person.RefreshToken, "k1")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_key_of_another_refresh_is_refused_and_uses_no_token_up()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        Code(await Json(await PostAsync(Text(first, "refresh_token"), "k1"), HttpStatusCode.UnprocessableEntity)).ShouldBe("idempotency_key_reused");
        await RefreshedAsync(Text(first, "refresh_token"), "k2", replayed: false);
    }

    [Fact]
    public async Task What_is_kept_cannot_be_read_without_key_and_token()
    {
        var person = await identity.SignInAsync();
        var first = await RefreshedAsync(person.RefreshToken, "k1", replayed: false);
        (await identity.Database.ScalarAsync<long>($"SELECT count(*) FROM idempotency_records AS row WHERE position('{Text(first, "refresh_token")}'::bytea IN row.body) > 0")).ShouldBe(0);
    }

    private async Task ShouldEndAsync(SignedInPerson person, JsonElement latest, string? key)
    {
        (await PostAsync(person.RefreshToken, key)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.TryAsync(Text(latest, "access_token"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("session.refresh_token_reused");
    }

    private async Task<JsonElement> RefreshedAsync(string token, string key, bool replayed)
    {
        using var answer = await PostAsync(token, key);
        answer.Headers.Contains("Idempotency-Replayed").ShouldBe(replayed);
        return await Json(answer, HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> PostAsync(string token, string? key)
    {
        using var client = identity.Anonymous();
        if (key is not null) client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });
    }
}
