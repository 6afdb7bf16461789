using System.Net;
using TrackTok.Tenancy;

namespace TrackTok.Tenants.Tests.Members;

public sealed class ListMembersTests(TenantsFixture service)
{
    private const string Path = "/api/v1/members";

    [Fact]
    public async Task Shows_each_member_with_their_role()
    {
        var company = await service.NewCompanyAsync();

        var member = (await company.Owner.ReadAsync(Path)).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();

        (member.GetProperty("user_id").GetGuid(), member.GetProperty("email").GetString(), member.GetProperty("role").GetString(), member.GetProperty("active").GetBoolean())
            .ShouldBe((company.OwnerId, "owner@example.com", "owner", true));
        (await company.Owner.ReadAsync($"{Path}/{company.OwnerId}")).GetRawText().ShouldBe(member.GetRawText());
    }

    [Fact]
    public async Task Pages_neither_repeat_nor_lose_members()
    {
        var company = await service.NewCompanyAsync("professional");
        foreach (var name in new[] { "zoe", "adam", "Bert", "same", "same", "same", "émile" }) await company.AddAsync(Role.Member, name + "@example.com");

        var emails = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await company.Owner.ReadAsync($"{Path}?limit=2{(cursor.Length > 0 ? "&cursor=" + cursor : "")}");
            emails.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("email").GetString()));
            cursor = page.GetProperty("next_cursor").GetString();
        }

        emails.ShouldBe(["adam@example.com", "bert@example.com", "owner@example.com", "same@example.com", "same@example.com", "same@example.com", "zoe@example.com", "émile@example.com"]);
    }

    [Fact]
    public async Task Narrows_by_role_and_state_and_counts()
    {
        var company = await service.NewCompanyAsync("professional");
        await company.AddAsync(Role.Analyst);
        await company.AddAsync(Role.Member);

        (await company.Owner.ReadAsync(Path + "?role=analyst")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await company.Owner.ReadAsync(Path + "?active=false")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await company.Owner.ReadAsync(Path + "?include=total&limit=1")).GetProperty("total").GetInt64().ShouldBe(3);
    }

    [Fact]
    public async Task Tells_every_role_the_names_and_nothing_more()
    {
        var company = await service.NewCompanyAsync("professional");
        var other = await service.NewCompanyAsync();
        var member = service.Client(company.Id, await company.AddAsync(Role.Member), Role.Member);

        var all = (await member.ReadAsync(Path + "/names")).GetProperty("items").EnumerateArray().ToArray();

        all.Length.ShouldBe(2);
        all.ShouldAllBe(item => item.EnumerateObject().Count() == 2 && item.GetProperty("name").GetString()!.Length > 0);
        var some = (await member.ReadAsync($"{Path}/names?id={company.OwnerId}&id={other.OwnerId}")).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        some.GetProperty("user_id").GetGuid().ShouldBe(company.OwnerId);
        (await member.ReadAsync(Path + "/names?limit=1")).GetProperty("has_more").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("?role=king")]
    [InlineData("?rol=member")]
    [InlineData("?limit=0")]
    [InlineData("?cursor=garbage")]
    public async Task Refuses_a_mistyped_query(string query)
    {
        var company = await service.NewCompanyAsync();

        using var response = await company.Owner.GetAsync(Path + query);

        response.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }
}
