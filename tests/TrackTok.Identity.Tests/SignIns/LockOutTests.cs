using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SignIns;

public sealed class LockOutTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ten_failures_lock_the_address_given_whether_anybody_has_it_or_not_until_a_quarter_of_an_hour_has_passed(bool exists)
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        var email = exists ? person.Email : $"u{Guid.CreateVersion7():N}@example.com";
        for (var failures = 1; failures <= 10; failures++)
        {
            (await LogInAsync(tenantId, email, "Wrong-pass-123")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            if (failures is < 3 or 10) continue;
            var tooSoon = await LogInAsync(tenantId, email, Password);
            tooSoon.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests, $"after {failures} failures");
            identity.Time.Advance(tooSoon.Headers.RetryAfter!.Delta!.Value);
        }
        // Even the right password is refused now, and the answer is the same for an address that nobody has.
        var locked = await LogInAsync(tenantId, email, Password);
        Code(await Json(locked, HttpStatusCode.TooManyRequests)).ShouldBe("too_many_attempts");
        locked.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromMinutes(15));
        identity.Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        (await LogInAsync(tenantId, email, Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        identity.Time.Advance(TimeSpan.FromSeconds(1));
        (await LogInAsync(tenantId, email, Password)).StatusCode.ShouldBe(exists ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_burst_of_guesses_gets_no_more_than_ten_answers()
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => LogInAsync(tenantId, person.Email, "Wrong-pass-123")));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBeLessThanOrEqualTo(10);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBeGreaterThanOrEqualTo(20);
    }

    [Fact]
    public async Task Guessing_the_password_over_other_routes_counts_as_well()
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await identity.PostAsync("register", new
            {
                name = "Guess",
                owner_email = person.Email,
                owner_password = "Wrong-pass-123",
                owner_first_name = "A",
                owner_last_name = "B",
            });
            statuses.Add(answer.StatusCode);
        }
        statuses.Take(3).ShouldAllBe(status => status == HttpStatusCode.Conflict);
        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        (await LogInAsync(tenantId, person.Email, Password)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task One_address_that_tries_many_accounts_is_locked_too()
    {
        await using var strict = new StrictFixture();
        await strict.InitializeAsync();
        var (person, tenantId) = await strict.AddMemberAsync();
        using var attacker = strict.AtHost(tenantId, "198.51.100.9");
        var refused = 0;
        for (var i = 0; i < 6; i++)
        {
            using var answer = await attacker.PostAsJsonAsync("/api/v1/auth/login", new { email = $"someone{i}@example.com", password = Password });
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) refused++;
        }
        refused.ShouldBeGreaterThan(0);
        using var blocked = await attacker.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
        blocked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        using var elsewhere = strict.AtHost(tenantId, "198.51.100.10");
        using var fine = await elsewhere.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
        fine.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private sealed class StrictFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:SignIn:AddressFailures"] = "4";
        }
    }

    private async Task<HttpResponseMessage> LogInAsync(Guid tenantId, string email, string password)
    {
        using var client = identity.AtHost(tenantId);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password });
    }
}
