using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using TrackTok.Tenancy;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.SignIns;

/// <summary>A sign-in that fails stands in the trail of each company that it may concern, once.</summary>
public sealed class SignInFailedTests(TimedIdentityFixture identity) : IClassFixture<TimedIdentityFixture>
{
    [Fact]
    public async Task One_that_names_no_company_is_told_for_each_that_the_person_belongs_to()
    {
        var (person, one) = await identity.AddMemberAsync();
        var other = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(other, person.Id);
        (await LogInAsync(null, person.Email)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var told = (await ToldAsync(person.Email)).ShouldHaveSingleItem();
        (told.TenantId, told.Outcome, told.Address).ShouldBe((Platform.Id, "failed", "203.0.113.7"));
        await ConsumeTwiceAsync(told);
        foreach (var tenant in new[] { one, other })
        {
            await ConsumeTwiceAsync((await ToldAsync(person.Email)).Single(news => news.TenantId == tenant));
            (await identity.AuditedAsync(tenant)).ShouldBe(["person.sign_in_failed"]);
        }
    }

    [Fact]
    public async Task One_of_an_address_that_nobody_has_writes_as_much_and_concerns_nobody()
    {
        var email = $"u{Guid.CreateVersion7():N}@example.com";
        (await LogInAsync(null, email)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        await ConsumeTwiceAsync((await ToldAsync(email)).ShouldHaveSingleItem());
        (await ToldAsync(email)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Attempts_while_an_account_is_locked_are_told_once_in_each_lock(bool named)
    {
        var (person, tenantId) = await identity.AddMemberAsync();
        Guid? at = named ? tenantId : null;
        for (var round = 1; round <= 2; round++)
        {
            await LockAsync(at, person.Email);
            for (var i = 0; i < 5; i++) (await LogInAsync(at, person.Email)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await ToldAsync(person.Email)).Count(news => news.Outcome == "locked").ShouldBe(round);
            identity.Time.Advance(TimeSpan.FromMinutes(15));
        }
        var locked = (await ToldAsync(person.Email)).First(news => news.Outcome == "locked");
        locked.TenantId.ShouldBe(at ?? Platform.Id);
        await ConsumeTwiceAsync(locked with { TenantId = tenantId });
        (await identity.AuditedAsync(tenantId)).Count(action => action == "person.sign_in_locked").ShouldBe(1);
    }

    [Theory]
    [InlineData("step-up", "password")]
    [InlineData("change-password", "current_password")]
    public async Task A_wrong_proof_of_somebody_who_is_signed_in_is_told_like_one_at_the_door(string path, string member)
    {
        var person = await identity.SignInAsync();
        var body = new Dictionary<string, string> { [member] = "Wrong-pass-123", ["new_password"] = "Another-fine-pass-1" };
        if (path == "step-up") body.Remove("new_password");
        using var refused = await identity.PostAsync(path, body, person.AccessToken);
        (await Json(refused, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(member, out _).ShouldBeTrue();

        var told = (await ToldAsync(person.Person.Email)).ShouldHaveSingleItem();
        (told.TenantId, told.Outcome).ShouldBe((person.TenantId, "failed"));
        await ConsumeTwiceAsync(told);
        (await identity.AuditedAsync(person.TenantId)).Count(action => action == "person.sign_in_failed").ShouldBe(1);
    }

    private async Task LockAsync(Guid? tenantId, string email)
    {
        for (var failures = 0; failures < 10;)
        {
            using var answer = await LogInAsync(tenantId, email);
            if (answer.StatusCode == HttpStatusCode.Unauthorized) failures++;
            else identity.Time.Advance(answer.Headers.RetryAfter!.Delta!.Value);
        }
    }

    private async Task<HttpResponseMessage> LogInAsync(Guid? tenantId, string email)
    {
        using var client = identity.AtHost(tenantId);
        return await client.PostAsJsonAsync("/api/v1/auth/login", new { email, password = "Wrong-pass-123" });
    }

    private Task<List<SignInFailed>> ToldAsync(string email) => identity.QueryAsync(async db =>
        (await db.Outbox.AsNoTracking().Where(message => message.Type.Contains(nameof(SignInFailed)) && message.Body.Contains(email)).OrderBy(message => message.Id).Select(message => message.Body).ToListAsync())
            .ConvertAll(body => System.Text.Json.JsonSerializer.Deserialize<SignInFailed>(body, System.Text.Json.JsonSerializerOptions.Web)!));

    private async Task ConsumeTwiceAsync(SignInFailed news)
    {
        var id = Guid.CreateVersion7();
        await identity.ConsumeAsync(news, id);
        await identity.ConsumeAsync(news, id);
    }
}
