namespace TrackTok.ServiceDefaults.Tests.Http;

public sealed class PagingTests
{
    [Fact]
    public void A_page_of_twenty_is_given_when_none_is_asked_for()
    {
        var (request, refusal) = PageRequest.Read(default, keys: 1);
        refusal.ShouldBeNull();
        request!.Limit.ShouldBe(20);
        request.After.ShouldBeNull();
    }

    [Theory]
    [InlineData("0")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1.5")]
    public void Limits_outside_one_to_a_hundred_are_refused(string limit) =>
        PageRequest.Read(new PageQuery { Limit = limit }, 1).Refusal!.Errors!.Keys.ShouldBe(["limit"]);

    [Fact]
    public void The_cursor_brings_the_position_back()
    {
        var first = PageRequest.Read(new PageQuery { Limit = "2" }, 2, "travel").Request!;
        var page = first.ToPage([1, 2, 3], row => row, row => [$"amount {row}", $"id {row}"]);
        page.Items.ShouldBe([1, 2]);
        page.HasMore.ShouldBeTrue();
        PageRequest.Read(new PageQuery { Limit = "2", Cursor = page.NextCursor }, 2, "travel").Request!.After.ShouldBe(["amount 2", "id 2"]);
    }

    [Fact]
    public void The_last_page_has_no_cursor()
    {
        var page = PageRequest.Read(new PageQuery { Limit = "2" }, 1).Request!.ToPage([1, 2], row => row, row => ["x"]);
        page.HasMore.ShouldBeFalse();
        page.NextCursor.ShouldBeNull();
    }

    [Fact]
    public void A_cursor_used_with_other_filters_is_refused()
    {
        var cursor = PageRequest.Read(new PageQuery { Limit = "1" }, 1, "travel", null).Request!.ToPage([1, 2], row => row, row => ["x"]).NextCursor;
        PageRequest.Read(new PageQuery { Limit = "1", Cursor = cursor }, 1, "office", null).Refusal!.Code.ShouldBe("cursor_mismatch");
        PageRequest.Read(new PageQuery { Limit = "1", Cursor = cursor }, 1, null, "travel").Refusal!.Code.ShouldBe("cursor_mismatch");
        PageRequest.Read(new PageQuery { Limit = "50", Cursor = cursor }, 1, "travel", null).Refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("e30")]
    [InlineData("WyJ4Il0")]
    public void A_made_up_cursor_is_refused(string cursor) =>
        PageRequest.Read(new PageQuery { Cursor = cursor }, 1).Refusal!.Code.ShouldBe("cursor_invalid");
}
