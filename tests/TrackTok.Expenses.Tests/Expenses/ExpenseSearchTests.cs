using TrackTok.Expenses.Expenses;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ExpenseSearchTests
{
    [Theory]
    [InlineData("airp", "", "airp:*", false)]
    [InlineData("taxi airp", "taxi", "airp:*", false)]
    [InlineData("\"taxi to\" airp", "\"taxi to\"", "airp:*", false)]
    [InlineData("taxi or airp", "taxi", "airp:*", true)]
    [InlineData("büro", "", "büro:*", false)]
    [InlineData("\"taxi to\"", "\"taxi to\"", null, false)]
    [InlineData("\"taxi to airp", "\"taxi to airp", null, false)]
    [InlineData("taxi -airport", "taxi -airport", null, false)]
    [InlineData("taxi or", "taxi or", null, false)]
    [InlineData("o'neil", "o'neil", null, false)]
    [InlineData("a & !(b:*", "a & !(b:*", null, false)]
    public void Parts_a_plain_last_word_from_the_rest(string text, string finished, string? prefix, bool either) =>
        ExpenseSearch.Split(text).ShouldBe((finished, prefix, either));
}
