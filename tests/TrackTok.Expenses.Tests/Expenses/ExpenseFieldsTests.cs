using TrackTok.Currencies;
using TrackTok.Expenses.Expenses;

namespace TrackTok.Expenses.Tests.Expenses;

public sealed class ExpenseFieldsTests
{
    private static readonly DateOnly Today = new(2025, 1, 20);
    private static readonly ExpenseFields Fine = new() { Amount = 12.5m, Title = "Paper", ExpenseDate = Today };

    [Fact]
    public void Names_all_that_is_missing_at_once() => Wrong(new ExpenseFields()).ShouldBe(["amount", "title", "expense_date"], ignoreOrder: true);

    [Fact]
    public void Names_all_that_is_wrong_at_once() => Wrong(new ExpenseFields
    {
        Amount = AmountText.Parse("1e3"),
        Currency = "XXZ",
        Title = " ",
        Description = new string('x', 4001),
        Vendor = new string('x', 256),
        AccountAmount = -1m,
        ExpenseDate = Today.AddDays(2),
        PaymentMethod = "shells",
        PaymentReference = new string('x', 256),
        Tags = [""],
        Notes = new string('x', 4001),
        TaxAmount = -1m,
        TaxRate = 101,
    }).ShouldBe(
        ["amount", "currency", "title", "description", "vendor", "account_amount", "expense_date", "payment_method", "payment_reference", "tags", "notes", "tax_amount", "tax_rate"],
        ignoreOrder: true);

    [Theory]
    [InlineData("0.01", "USD")]
    [InlineData("999999999999.99", "USD")]
    [InlineData("1000", "USD")]
    [InlineData("19.9", "USD")]
    [InlineData("1200", "JPY")]
    [InlineData("0.001", "KWD")]
    public void Takes_an_exact_amount(string amount, string currency) =>
        Read(Fine with { Amount = AmountText.Parse(amount), Currency = currency }).Amount.ShouldBe(new Money(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), Currency.Of(currency)));

    [Theory]
    [InlineData("0", "USD")]
    [InlineData("-1.00", "USD")]
    [InlineData("1.001", "USD")]
    [InlineData("12.5", "JPY")]
    [InlineData("abc", "USD")]
    [InlineData("", "USD")]
    [InlineData("1e3", "USD")]
    [InlineData("NaN", "USD")]
    [InlineData("Infinity", "USD")]
    [InlineData("1,000", "USD")]
    [InlineData("1000000000000000", "USD")]
    [InlineData("99999999999999999999999999999999999", "USD")]
    public void Refuses_an_amount_that_is_not_one(string amount, string currency) => Wrong(Fine with { Amount = AmountText.Parse(amount), Currency = currency }).ShouldBe(["amount"]);

    [Fact]
    public void Takes_the_usual_currency_when_none_is_given() => Read(Fine).Amount.Currency.Code.ShouldBe("EUR");

    [Fact]
    public void Takes_a_day_up_to_tomorrow()
    {
        Read(Fine with { ExpenseDate = Today.AddDays(1) }).ExpenseDate.ShouldBe(Today.AddDays(1));
        Wrong(Fine with { ExpenseDate = Today.AddDays(2) }).ShouldBe(["expense_date"]);
        Wrong(Fine with { ExpenseDate = new DateOnly(1899, 12, 31) }).ShouldBe(["expense_date"]);
    }

    [Fact]
    public void Lowers_tags_and_keeps_each_once_in_the_order_given() => Read(Fine with { Tags = ["Travel", " office ", "TRAVEL", "ink"] }).Tags.ShouldBe(["travel", "office", "ink"]);

    [Fact]
    public void Takes_20_tags_of_50_characters_and_no_more()
    {
        var tags = Enumerable.Range(0, 20).Select(n => new string((char)('a' + n), 50)).ToArray();
        Read(Fine with { Tags = tags }).Tags.Length.ShouldBe(20);
        Wrong(Fine with { Tags = [.. tags, "one more"] }).ShouldBe(["tags"]);
        Wrong(Fine with { Tags = [new string('a', 51)] }).ShouldBe(["tags"]);
        Wrong(Fine with { Tags = [null] }).ShouldBe(["tags"]);
    }

    [Fact]
    public void Trims_texts_and_takes_blank_ones_for_none()
    {
        var content = Read(Fine with { Title = " Paper ", Vendor = "  ", Notes = " a\nb " });
        (content.Title, content.Vendor, content.Notes).ShouldBe(("Paper", null, "a\nb"));
    }

    [Fact]
    public void Takes_a_title_of_255_characters_and_no_more()
    {
        Read(Fine with { Title = new string('x', 255) }).Title.Length.ShouldBe(255);
        Wrong(Fine with { Title = new string('x', 256) }).ShouldBe(["title"]);
        Wrong(Fine with { Title = "a\u0000b" }).ShouldBe(["title"]);
    }

    [Fact]
    public void Takes_tax_as_a_part_of_the_amount()
    {
        Read(Fine with { TaxAmount = 12.5m, TaxRate = 19.25m }).TaxAmount.ShouldBe(12.5m);
        Wrong(Fine with { TaxAmount = 12.51m }).ShouldBe(["tax_amount"]);
        Wrong(Fine with { TaxAmount = 0.001m }).ShouldBe(["tax_amount"]);
        Wrong(Fine with { TaxRate = 19.00001m }).ShouldBe(["tax_rate"]);
    }

    [Fact]
    public void Takes_another_way_to_pay_when_none_is_named() => Read(Fine).PaymentMethod.ShouldBe("other");

    private static ExpenseContent Read(ExpenseFields fields)
    {
        var (content, refusal) = fields.Read(Currency.Of("EUR"), Today);
        refusal?.Errors.ShouldBeNull();
        return content.ShouldNotBeNull();
    }

    private static IEnumerable<string> Wrong(ExpenseFields fields)
    {
        var (content, refusal) = fields.Read(Currency.Of("EUR"), Today);
        content.ShouldBeNull();
        return refusal!.Errors!.Keys;
    }
}
