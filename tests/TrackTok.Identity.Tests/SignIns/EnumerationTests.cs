using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Passwords;
using TrackTok.Identity.People;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SignIns;

/// <summary>
/// Who has an account here is told neither by words, nor by status, nor by time. Time is compared as two distributions, taken in random order from one machine, however busy: how often an
/// answer of the one kind comes later than one of the other. Half of the time means that nothing is told.
/// </summary>
public sealed class EnumerationTests(EnumerationTests.CostlyFixture identity, EnumerationTests.QuietFixture quiet) : IClassFixture<EnumerationTests.CostlyFixture>, IClassFixture<EnumerationTests.QuietFixture>
{
    /// <summary>Where most of the time is the password's hash.</summary>
    private const int Few = 40;

    /// <summary>Where a few milliseconds would tell.</summary>
    private const int Many = 120;

    [Fact]
    public async Task Signing_in_takes_as_long_for_an_unknown_address_as_for_a_wrong_password()
    {
        var tenant = identity.Tenants.AddTenant();
        var people = await PeopleAsync(tenant);

        await CompareAsync(people, email => LogInAsync(tenant, email), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_in_takes_as_long_for_an_account_of_another_company()
    {
        var people = await PeopleAsync(identity.Tenants.AddTenant());
        var tenant = identity.Tenants.AddTenant();

        await CompareAsync(people, email => LogInAsync(tenant, email), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_in_takes_as_long_where_a_second_factor_waits_behind_the_password()
    {
        var tenant = identity.Tenants.AddTenant();
        var people = await PeopleAsync(tenant);
        // Of these alone: rows of other tests are still being written.
        await identity.Database.ExecuteAsync($"UPDATE people SET totp_since = now(), totp_secret = '\\x00' WHERE id IN ({string.Join(", ", people.Select(person => $"'{person.Id}'"))})");

        await CompareAsync(people, email => LogInAsync(tenant, email), HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Asking_for_a_new_password_takes_as_long_and_says_the_same()
    {
        var people = await PeopleAsync(identity.Tenants.AddTenant(), Many);

        await CompareAsync(people, AskForResetAsync, HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Asking_to_change_ones_address_takes_as_long_for_one_that_is_anothers_and_says_the_same()
    {
        var tenant = quiet.Tenants.AddTenant();
        var people = await PeopleAsync(quiet, tenant, Many);
        // One person may ask three times an hour.
        var askers = new Queue<Person>(await PeopleAsync(quiet, tenant, Many));

        await CompareAsync(people, email => AskForChangeAsync(tenant, email, askers), HttpStatusCode.Accepted);
    }

    [Fact]
    public void The_comparison_tells_apart_what_differs_and_nothing_else()
    {
        var random = new Random(7);
        double[] Times(double more) => [.. Enumerable.Range(0, Few).Select(_ => 10 + more + (random.NextDouble() * 10) + (random.Next(8) == 0 ? 200 : 0))];

        Later(Times(0), Times(0)).ShouldBe(0.5, Tolerated(Few));
        Math.Abs(Later(Times(0), Times(12)) - 0.5).ShouldBeGreaterThan(Tolerated(Few));
    }

    private static async Task CompareAsync(IReadOnlyList<Person> people, Func<string, Task<HttpResponseMessage>> ask, HttpStatusCode expected)
    {
        for (var warm = 0; warm < 5; warm++) (await ask($"w{Guid.CreateVersion7():N}@example.com")).Dispose();
        var (known, unknown, bodies) = (new List<double>(), new List<double>(), new HashSet<string>());
        var order = people.Select(person => (Email: person.Email, Known: true)).Concat(people.Select(_ => (Email: $"u{Guid.CreateVersion7():N}@example.com", Known: false))).ToArray();
        Random.Shared.Shuffle(order);
        foreach (var (email, isKnown) in order)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await ask(email);
            (isKnown ? known : unknown).Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            answer.StatusCode.ShouldBe(expected);
            bodies.Add(System.Text.RegularExpressions.Regex.Replace(await answer.Content.ReadAsStringAsync(), "\"trace_id\":\"[0-9a-f]+\"", ""));
        }
        bodies.Count.ShouldBe(1, string.Join('\n', bodies));
        var later = Later(known, unknown);
        later.ShouldBe(0.5, Tolerated(people.Count), $"medians: known {Median(known):F2} ms, unknown {Median(unknown):F2} ms");
    }

    /// <summary>How often one of the second comes later than one of the first (Mann and Whitney's statistic, as a share).</summary>
    private static double Later(IReadOnlyCollection<double> first, IReadOnlyCollection<double> second) =>
        first.Sum(a => second.Sum(b => b > a ? 1.0 : b < a ? 0.0 : 0.5)) / ((double)first.Count * second.Count);

    /// <summary>What chance strays from one half in one of a million runs: five times the standard deviation.</summary>
    private static double Tolerated(int samples) => 5 * Math.Sqrt((2.0 * samples + 1) / (12.0 * samples * samples));

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private Task<IReadOnlyList<Person>> PeopleAsync(Guid tenant, int many = Few) => PeopleAsync(identity, tenant, many);

    private static async Task<IReadOnlyList<Person>> PeopleAsync(IdentityFixture identity, Guid tenant, int many)
    {
        var hash = await identity.Services.GetRequiredService<PasswordHashes>().HashAsync(Password, CancellationToken.None);
        var people = new List<Person>();
        for (var i = 0; i < many; i++)
        {
            people.Add(await identity.AddPersonAsync(passwordHash: hash));
            identity.Tenants.AddMember(tenant, people[^1].Id);
        }
        return people;
    }

    private async Task<HttpResponseMessage> LogInAsync(Guid tenant, string email)
    {
        using var client = identity.AtHost(tenant);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = "Wrong-pass-123" });
    }

    private Task<HttpResponseMessage> AskForResetAsync(string email) => identity.PostAsync("password-reset/request", new { email });

    /// <summary>On behalf of the one who has not asked for longest.</summary>
    private async Task<HttpResponseMessage> AskForChangeAsync(Guid tenant, string email, Queue<Person> askers)
    {
        var asker = askers.Dequeue();
        askers.Enqueue(asker);
        using var client = quiet.Client(tenant, asker.Id, Role.Member);
        return await client.PostAsJsonAsync("/api/v1/auth/change-email", new { new_email = email, current_password = Password });
    }

    /// <summary>A hash that costs next to nothing and mails that wait: neither the one nor the sending of the others hides a query more or less.</summary>
    public sealed class QuietFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Mail:Smtp:Host"] = "";
        }
    }

    /// <summary>A hash that costs the greater part of the time, as in production: leaving it out must show.</summary>
    public sealed class CostlyFixture : IdentityFixture
    {
        protected override void Configure(IDictionary<string, string?> settings)
        {
            base.Configure(settings);
            settings["Identity:Passwords:WorkFactor"] = "8";
        }
    }
}
