using System.Net;
using System.Net.Http.Json;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using TrackTok.Identity.Contracts;
using static TrackTok.Identity.Tests.IdentityFixture;

namespace TrackTok.Identity.Tests.People;

public sealed class ShowMeTests(IdentityFixture identity) : IClassFixture<IdentityFixture>
{
    [Fact]
    public async Task Shows_who_where_as_what_and_where_else()
    {
        var person = await identity.SignInAsync("analyst");
        var elsewhere = identity.Tenants.AddTenant("Elsewhere");
        identity.Tenants.AddMember(elsewhere, person.Person.Id, "owner");
        using var client = identity.With(person.AccessToken);
        var body = await Json(await client.GetAsync("/api/v1/auth/me"), HttpStatusCode.OK);
        body.EnumerateObject().Select(member => member.Name).ShouldBe(["user", "tenant", "role", "permissions", "memberships", "second_factor"]);
        (Text(body.GetProperty("user"), "email"), Text(body.GetProperty("tenant"), "id"), Text(body, "role")).ShouldBe((person.Person.Email, person.TenantId.ToString(), "analyst"));
        body.GetProperty("memberships").EnumerateArray().Select(member => (Text(member, "tenant_id"), Text(member, "role")))
            .ShouldBe([(person.TenantId.ToString(), "analyst"), (elsewhere.ToString(), "owner")], ignoreOrder: true);
    }

    [Theory]
    [InlineData("owner", "things.read things.write")]
    [InlineData("analyst", "things.read")]
    [InlineData("member", "things.read")]
    public async Task Names_what_the_role_allows_even_while_one_service_is_away(string role, string permissions)
    {
        var person = await identity.SignInAsync(role);
        using var client = identity.With(person.AccessToken);
        var body = await Json(await client.GetAsync("/api/v1/auth/me"), HttpStatusCode.OK);
        body.GetProperty("permissions").EnumerateArray().Select(permission => permission.GetString()).ShouldBe(permissions.Split(' '));
    }

    [Fact]
    public async Task Tells_other_services_who_people_are()
    {
        var one = await identity.AddPersonAsync();
        var two = await identity.AddPersonAsync();
        using var channel = identity.Channel();
        var client = new Contracts.Identity.IdentityClient(channel);
        var people = await client.FindPeopleAsync(new FindPeopleRequest { UserIds = { one.Id.ToString(), two.Id.ToString(), Guid.CreateVersion7().ToString() } }, IdentityFixture.ServiceMetadata);
        people.People.Select(person => person.Email).ShouldBe([one.Email, two.Email], ignoreOrder: true);
        (await Should.ThrowAsync<RpcException>(async () => await client.FindPersonByEmailAsync(new FindPersonByEmailRequest { Email = "nobody@example.com" }, IdentityFixture.ServiceMetadata)))
            .StatusCode.ShouldBe(StatusCode.NotFound);
        (await Should.ThrowAsync<RpcException>(async () => await client.FindPeopleAsync(new FindPeopleRequest { UserIds = { "x" } }, IdentityFixture.ServiceMetadata)))
            .StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task Another_name_is_told_to_every_company_and_nothing_else_changes()
    {
        var person = await identity.SignInAsync();
        var elsewhere = identity.Tenants.AddTenant();
        identity.Tenants.AddMember(elsewhere, person.Person.Id);
        using var client = identity.With(person.AccessToken);

        var changed = await Json(await client.PatchAsJsonAsync("/api/v1/auth/me", new { first_name = " Janet ", language = "de" }), HttpStatusCode.OK);

        (Text(changed, "first_name"), Text(changed, "last_name"), Text(changed, "language"), Text(changed, "email")).ShouldBe(("Janet", "Doe", "de", person.Person.Email));
        (await identity.QueryAsync(db => db.Outbox.CountAsync(message => message.Type.Contains("PersonRevised") && message.Body.Contains(person.Person.Email)))).ShouldBe(2);
        (await identity.AuditedAsync(person.TenantId)).ShouldContain("person.changed");
        foreach (var body in (object[])[new { first_name = (string?)null }, new { last_name = "" }, new { language = "tlh" }])
            (await client.PatchAsJsonAsync("/api/v1/auth/me", body)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
