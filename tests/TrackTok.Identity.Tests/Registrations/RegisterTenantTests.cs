using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.Identity.Registrations;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Registrations;

public sealed class RegisterTenantTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Creates_tenant_owner_and_session()
    {
        var s = Subdomain();
        var body = await Json(await RegisterAsync(s), HttpStatusCode.Created);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["tenant", "user", "access_token", "refresh_token", "token_type", "expires_in", "second_factor"]);
        (Text(body.GetProperty("tenant"), "subdomain"), Text(body.GetProperty("tenant"), "plan"), Text(body.GetProperty("user"), "role"), Text(body.GetProperty("user"), "email"))
            .ShouldBe((s, "basic", "owner", $"owner@{s}.example.com"));
        (await identity.TryAsync(Text(body, "access_token"))).ShouldBe(HttpStatusCode.OK);
        var tenantId = Guid.Parse(Text(body.GetProperty("tenant"), "id"));
        (await identity.AuditedAsync(tenantId)).ShouldBe(["tenant.registered", "person.signed_in"]);
        (await OutboxAsync(tenantId, "UserRegistered")).ShouldBe(1);
        (await Json(await RegisterAsync(null, $"x{s}@example.com"), HttpStatusCode.Created)).GetProperty("tenant").TryGetProperty("subdomain", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Says_all_that_is_wrong_at_once()
    {
        using var answer = await identity.PostAsync("register", new { name = " ", subdomain = "Not Valid!", owner_email = "nobody", owner_password = "short" });
        var problem = await Json(answer, HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("errors").EnumerateObject().Select(member => member.Name)
            .ShouldBe(["name", "subdomain", "owner_email", "owner_password", "owner_first_name", "owner_last_name"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a_b_c")]
    [InlineData("www")]
    [InlineData("abc\n")]
    public async Task Refuses_subdomains_that_cannot_be_one(string subdomain)
    {
        var problem = await Json(await RegisterAsync(subdomain, $"{Subdomain()}@example.com"), HttpStatusCode.UnprocessableEntity);
        problem.GetProperty("errors").TryGetProperty("subdomain", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_taken_subdomain_leaves_nothing_behind()
    {
        var s = Subdomain();
        await Json(await RegisterAsync(s), HttpStatusCode.Created);
        var other = $"other@{s}.example.com";
        Code(await Json(await RegisterAsync(s, other), HttpStatusCode.Conflict)).ShouldBe("subdomain_taken");
        (await identity.QueryAsync(db => db.People.AnyAsync(person => person.Email == other))).ShouldBeFalse();
        (await identity.QueryAsync(db => db.Registrations.AnyAsync(row => row.Email == other))).ShouldBeFalse();
        await Json(await RegisterAsync(Subdomain(), other), HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_right_password_founds_another_company_and_a_wrong_one_does_not()
    {
        var s = Subdomain();
        var first = await Json(await RegisterAsync(s), HttpStatusCode.Created);
        Code(await Json(await RegisterAsync(Subdomain(), $"OWNER@{s}.example.com", password: "Different-123"), HttpStatusCode.Conflict)).ShouldBe("email_in_use");
        var second = await Json(await RegisterAsync(Subdomain(), $"OWNER@{s}.example.com"), HttpStatusCode.Created);
        Text(second.GetProperty("user"), "id").ShouldBe(Text(first.GetProperty("user"), "id"));
        Text(second.GetProperty("tenant"), "id").ShouldNotBe(Text(first.GetProperty("tenant"), "id"));
    }

    [Fact]
    public async Task Racing_registrations_of_one_address_make_one_person_and_no_orphan()
    {
        var s = Subdomain();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => RegisterAsync($"{s}-{i}", $"owner@{s}.example.com")));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        var made = answers.Count(answer => answer.StatusCode == HttpStatusCode.Created);
        made.ShouldBeGreaterThan(0);
        Enumerable.Range(0, 6).Sum(i => identity.Tenants.CountNamed($"{s}-{i}")).ShouldBe(made);
        (await identity.QueryAsync(db => db.People.CountAsync(person => person.Email == $"owner@{s}.example.com"))).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_registers_once_and_signs_in_again()
    {
        var (s, key) = (Subdomain(), "key-" + Subdomain());
        var first = await RegisterAsync(s, key: key);
        var again = await RegisterAsync(s, key: key);
        var (one, two) = (await Json(first, HttpStatusCode.Created), await Json(again, HttpStatusCode.Created));
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        Text(two.GetProperty("tenant"), "id").ShouldBe(Text(one.GetProperty("tenant"), "id"));
        Text(two.GetProperty("user"), "id").ShouldBe(Text(one.GetProperty("user"), "id"));
        foreach (var body in new[] { one, two }) (await identity.TryAsync(Text(body, "access_token"))).ShouldBe(HttpStatusCode.OK);
        Code(await Json(await RegisterAsync(s, name: "Other name", key: key), HttpStatusCode.UnprocessableEntity)).ShouldBe("idempotency_key_reused");
        Code(await Json(await RegisterAsync(s, password: "Different-123", key: key), HttpStatusCode.UnprocessableEntity)).ShouldBe("idempotency_key_reused");
        // What is kept for the key holds neither a token nor a password.
        var kept = JsonSerializer.Serialize(await identity.QueryAsync(db => db.Registrations.AsNoTracking().SingleAsync(row => row.KeyHash == Registration.HashOfKey(key))), Fields);
        foreach (var secret in new[] { Text(one, "access_token"), Text(one, "refresh_token"), "$2", "example.com" }) kept.ShouldNotContain(secret);
    }

    private static readonly JsonSerializerOptions Fields = new() { IncludeFields = true, ReferenceHandler = System.Text.Json.Serialization.ReferenceHandler.IgnoreCycles };

    [Fact]
    public async Task A_refusal_under_a_key_is_given_again()
    {
        var (s, key) = (Subdomain(), "key-" + Subdomain());
        await Json(await RegisterAsync(s), HttpStatusCode.Created);
        var first = await RegisterAsync(s, $"late@{s}.example.com", key: key);
        var again = await RegisterAsync(s, $"late@{s}.example.com", key: key);
        foreach (var answer in new[] { first, again }) Code(await Json(answer, HttpStatusCode.Conflict)).ShouldBe("subdomain_taken");
        again.Headers.Contains("Idempotency-Replayed").ShouldBeTrue();
    }

    [Fact]
    public async Task Racing_repetitions_under_one_key_make_one_company()
    {
        var (s, key) = (Subdomain(), "key-" + Subdomain());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RegisterAsync(s, key: key)));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        answers.ShouldContain(answer => answer.StatusCode == HttpStatusCode.Created);
        identity.Tenants.CountNamed(s).ShouldBe(1);
    }

    [Fact]
    public async Task Refuses_a_key_that_cannot_be_one() =>
        Code(await Json(await RegisterAsync(Subdomain(), key: new string('k', 256)), HttpStatusCode.UnprocessableEntity)).ShouldBe("idempotency_key_invalid");

    private Task<int> OutboxAsync(Guid tenantId, string type) =>
        identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Body.Contains(tenantId.ToString()) && message.Type.Contains(type)));

    private async Task<HttpResponseMessage> RegisterAsync(string? subdomain, string? email = null, string password = Password, string name = "Demo Corp", string? key = null)
    {
        using var client = identity.Anonymous();
        if (key is not null) client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PostAsJsonAsync("/api/v1/auth/register", new
        {
            name,
            subdomain,
            owner_email = email ?? $"owner@{subdomain}.example.com",
            owner_password = password,
            owner_first_name = "Jane",
            owner_last_name = "Doe",
        });
    }

    internal static string Subdomain() => "r" + Guid.CreateVersion7().ToString("N")[^14..];
}
