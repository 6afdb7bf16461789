using System.Text.Json;
using TrackTok.Currencies;

namespace TrackTok.ServiceDefaults.Tests.Currencies;

public sealed class AmountTextTests
{
    private static readonly Currency Usd = Currency.Of("USD");

    [Theory]
    [InlineData("\"125.50\"", 125.50)]
    [InlineData("125.5", 125.5)]
    [InlineData("\"1000\"", 1000)]
    [InlineData("\"-1.00\"", -1)]
    [InlineData("0.01", 0.01)]
    [InlineData("1.00000000000000000000000000000000000", 1)]
    [InlineData("12.55e1", 125.5)]
    [InlineData("12550E-2", 125.5)]
    [InlineData("\"999999999999.99\"", 999999999999.99)]
    public void Reads_decimal_strings_and_exact_numbers(string json, decimal value)
    {
        var amount = JsonSerializer.Deserialize<AmountText>(json);
        amount.Value.ShouldBe(value);
        amount.In(Usd).ShouldBeNull();
    }

    [Theory]
    [InlineData("\"1e3\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"abc\"")]
    [InlineData("\"\"")]
    [InlineData("\"1,000.00\"")]
    [InlineData("\" 1\"")]
    [InlineData("\".5\"")]
    [InlineData("\"5.\"")]
    [InlineData("\"--5\"")]
    [InlineData("\"1.2.3\"")]
    [InlineData("\"١٢\"")]
    [InlineData("1e30")]
    [InlineData("\"1000000000000000\"")]
    [InlineData("1.00000000000000000000000000000000001")]
    [InlineData("\"1.000000000000000000000000000001\"")]
    [InlineData("0.99999999999999999999999999999999999")]
    [InlineData("100000000000001.000000000000009")]
    [InlineData("1e-35")]
    public void Refuses_what_is_no_plain_decimal(string json) => JsonSerializer.Deserialize<AmountText>(json).In(Usd).ShouldNotBeNull();

    [Fact]
    public void Refuses_more_fraction_digits_than_the_currency_has()
    {
        AmountText.Parse("1.001").In(Usd).ShouldBe("USD has at most 2 fraction digits.");
        AmountText.Parse("12.5").In(Currency.Of("JPY")).ShouldBe("JPY has no fraction digits.");
        AmountText.Parse("12.500").In(Usd).ShouldBeNull();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Refuses_other_kinds_of_json(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<AmountText>(json));
}
