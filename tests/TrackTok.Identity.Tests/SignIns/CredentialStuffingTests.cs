using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using TrackTok.Identity.People;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SignIns;

/// <summary>Somebody with a list of leaked passwords and many addresses, and ten minutes.</summary>
public sealed class CredentialStuffingTests
{
    private const int Accounts = 100;
    private const int TriesOfAccount = 100;
    private const int Addresses = 1000;

    [Fact]
    public async Task Ten_thousand_tries_over_a_hundred_accounts_let_nothing_in_and_lock_nobody_out_for_good()
    {
        await using var identity = new StuffedFixture();
        await identity.InitializeAsync();
        var owners = new List<(Person Person, Guid Tenant)>();
        for (var i = 0; i < Accounts; i++) owners.Add(await identity.AddMemberAsync("owner"));
        var signedInBefore = await identity.SignInAsync(owners[0].Person, owners[0].Tenant);
        var answers = new ConcurrentBag<(int Account, HttpStatusCode Status)>();
        var address = 0;

        // Round by round, so that every account is tried every six seconds and each address comes by again and again.
        for (var round = 0; round < TriesOfAccount; round++)
        {
            // Late in the list stands the right password of each: it must find a lock.
            var guess = round == TriesOfAccount - 10 ? Password : $"Leaked-password-{round}";
            await Parallel.ForEachAsync(Enumerable.Range(0, Accounts), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (account, stop) =>
            {
                using var attacker = identity.AtHost(owners[account].Tenant, $"198.51.{Interlocked.Increment(ref address) % Addresses / 250}.{address % 250}");
                using var answer = await attacker.PostAsJsonAsync("/api/v1/auth/login", new { email = owners[account].Person.Email, password = guess }, stop);
                answers.Add((account, answer.StatusCode));
            });
            identity.Time.Advance(TimeSpan.FromSeconds(6));
        }

        answers.Count.ShouldBe(Accounts * TriesOfAccount);
        answers.Select(answer => answer.Status).Distinct().Order().ShouldBe([HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests]);
        // So many passwords were looked at, and no more.
        answers.Where(answer => answer.Status == HttpStatusCode.Unauthorized).CountBy(answer => answer.Account).ShouldAllBe(looked => looked.Value <= 10);
        (await identity.RefreshAsync(signedInBefore.RefreshToken, HttpStatusCode.OK)).GetProperty("access_token").GetString().ShouldNotBeEmpty();

        identity.Time.Advance(TimeSpan.FromMinutes(15));
        foreach (var (person, tenant) in owners)
        {
            using var owner = identity.AtHost(tenant, "203.0.113.7");
            using var answer = await owner.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password });
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, person.Email);
        }
    }

    [Fact]
    public async Task A_password_reset_lifts_the_lock_that_strangers_put_on()
    {
        await using var identity = new StuffedFixture();
        await identity.InitializeAsync();
        var (person, tenant) = await identity.AddMemberAsync("owner");
        for (var i = 0; i < 20; i++)
        {
            using var attacker = identity.AtHost(tenant, $"198.51.100.{i}");
            using var tried = await attacker.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = "Wrong-pass-123" });
            identity.Time.Advance(TimeSpan.FromSeconds(20));
        }
        using var owner = identity.AtHost(tenant);
        (await owner.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = Password })).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);

        await identity.PostAsync("password-reset/request", new { email = person.Email });
        var token = await identity.MailedTokenAsync(person.Email, "Choose a new password");
        (await identity.PostAsync("password-reset/confirm", new { token, new_password = "Another-good-1" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await owner.PostAsJsonAsync("/api/v1/auth/login", new { email = person.Email, password = "Another-good-1" })).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>The limits of production, with a clock that the test moves.</summary>
    private sealed class StuffedFixture : TimedIdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:SignIn:AddressFailures"] = "10";
            settings["Identity:Passwords:Queue"] = "512";
        }
    }
}
