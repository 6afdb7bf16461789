using System.Net;
using System.Text.Json.Nodes;

namespace TrackTok.Expenses.Tests.Expenses;

/// <summary>What was deleted is listed while it can be restored.</summary>
public sealed class DeletedListTests(ExpensesFixture fixture) : IClassFixture<ExpensesFixture>
{
    [Fact]
    public async Task Shows_deleted_expenses_apart_from_the_living_and_to_members_only_their_own()
    {
        var tenant = fixture.NewTenant();
        await tenant.Owner.RecordAsync(new { title = "Living" });
        foreach (var (client, title) in new[] { (tenant.Owner, "Gone"), (tenant.Member, "Mine") })
        {
            var expense = await client.RecordAsync(new { title, status = "draft" });
            await client.SendAsync(HttpMethod.Delete, $"{ExpenseApi.Route}/{expense.Id()}");
        }

        (await tenant.Owner.TitlesAsync("deleted=true")).ShouldBe(["Gone", "Mine"], ignoreOrder: true);
        (await tenant.Owner.TitlesAsync("deleted=false")).ShouldBe(["Living"]);
        (await tenant.Owner.TitlesAsync("")).ShouldBe(["Living"]);
        (await tenant.Member.TitlesAsync("deleted=true")).ShouldBe(["Mine"]);
        (await tenant.Member.ListAsync("deleted=true")).Items().Single().Text("deleted_at").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/projects")]
    [InlineData("/accounts")]
    [InlineData("/categories")]
    public async Task Shows_what_else_was_deleted(string route)
    {
        var tenant = fixture.NewTenant();
        var row = await Json.PostAsync(tenant.Owner, route, new { name = "Short-lived", type = "cash" }.For(route)).ReadAsync(HttpStatusCode.Created);
        (await Json.ReadAsync(tenant.Owner, route + "?deleted=true")).Items().ShouldBeEmpty();
        await Json.SendAsync(tenant.Owner, HttpMethod.Delete, $"{route}/{row.Id()}").ReadAsync(HttpStatusCode.NoContent);

        var deleted = (await Json.ReadAsync(tenant.Owner, route + "?deleted=true")).Items().ShouldHaveSingleItem()!;

        deleted.Text("name").ShouldBe("Short-lived");
        deleted["deleted_at"].ShouldNotBeNull();
        (await Json.ReadAsync(tenant.Owner, route)).Items().ShouldNotContain(item => item!.Text("name") == "Short-lived");
        await Json.SendAsync(tenant.Owner, HttpMethod.Post, $"{route}/{row.Id()}/restore").ReadAsync();
        (await Json.ReadAsync(tenant.Owner, route + "?deleted=true")).Items().ShouldBeEmpty();
    }
}

file static class Bodies
{
    /// <summary>Only accounts have a type.</summary>
    public static JsonObject For(this object body, string route)
    {
        var node = System.Text.Json.JsonSerializer.SerializeToNode(body)!.AsObject();
        if (route != "/accounts") node.Remove("type");
        return node;
    }
}
