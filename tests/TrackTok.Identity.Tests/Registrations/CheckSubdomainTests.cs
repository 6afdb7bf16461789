using System.Net;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.Registrations;

public sealed class CheckSubdomainTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Tells_a_free_one_from_a_taken_one_and_suggests()
    {
        await identity.PostAsync("register", new { name = "Demo", subdomain = "check-taken", owner_email = $"o{Guid.CreateVersion7():N}@example.com", owner_password = Password, owner_first_name = "J", owner_last_name = "D" });
        using var client = identity.Anonymous();

        var free = await Json(await client.GetAsync("/api/v1/auth/subdomain-availability?subdomain=check-free"), HttpStatusCode.OK);
        var taken = await Json(await client.GetAsync("/api/v1/auth/subdomain-availability?subdomain=check-taken"), HttpStatusCode.OK);

        (Text(free, "subdomain"), free.GetProperty("available").GetBoolean()).ShouldBe(("check-free", true));
        (taken.GetProperty("available").GetBoolean(), Text(taken, "reason"), Text(taken, "suggestion")).ShouldBe((false, "taken", "check-taken-2"));
        (await client.GetAsync("/api/v1/auth/subdomain-availability")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
