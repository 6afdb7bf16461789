namespace TrackTok.ServiceDefaults.Tests.Problems;

public sealed class RequestErrorsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\u200b")]
    [InlineData("\u200b\u200d\ufeff")]
    [InlineData("\u2060 \u00ad")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u034f")]
    public void A_name_shows_something(string name) => new RequestErrors().Text(name, "name", 100).ShouldBeFalse();

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("two\r\nlines")]
    [InlineData("a\ttab")]
    [InlineData("a\u0000nought")]
    [InlineData("two\u2028lines")]
    [InlineData("two\u2029paragraphs")]
    [InlineData("next\u0085line")]
    public void A_name_is_one_line(string name)
    {
        new RequestErrors().Text(name, "name", 100).ShouldBeFalse();
        new RequestErrors().OptionalLine(name, "vendor", 100).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Büro & Co.")]
    [InlineData("旅費")]
    [InlineData("👩\u200d👧 family")]
    [InlineData("می\u200cخواهم")]
    [InlineData(" trimmed \n")]
    public void Good_names_pass(string name) => new RequestErrors().Text(name, "name", 100).ShouldBeTrue();

    [Fact]
    public void A_reason_may_have_lines_and_must_show_something()
    {
        new RequestErrors().Lines("one\ntwo", "reason", 100).ShouldBeTrue();
        new RequestErrors().Lines("\n\u200b", "reason", 100).ShouldBeFalse();
        new RequestErrors().OptionalText("one\ntwo", "notes", 100).ShouldBeTrue();
        new RequestErrors().OptionalText("a\u0007bell", "notes", 100).ShouldBeFalse();
    }
}
