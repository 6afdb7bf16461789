using CsCheck;
using TrackTok.Currencies;

namespace TrackTok.ServiceDefaults.Tests.Currencies;

public sealed class MoneyTests
{
    private static readonly Currency Usd = Currency.Of("USD");
    private static readonly Currency Jpy = Currency.Of("JPY");

    [Theory]
    [InlineData("USD", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KWD", 3)]
    [InlineData("CLF", 4)]
    public void Knows_the_minor_units_of_ISO_4217(string code, int minorUnits) => Currency.Of(code).MinorUnits.ShouldBe(minorUnits);

    [Theory]
    [InlineData("XXZ")]
    [InlineData("US")]
    [InlineData("")]
    [InlineData(null)]
    public void Knows_no_made_up_currency(string? code) => Currency.Find(code).ShouldBeNull();

    [Fact]
    public void Reads_codes_in_any_case() => Currency.Find("eur").ShouldBe(Currency.Of("EUR"));

    [Fact]
    public void Writes_as_many_digits_as_the_currency_has()
    {
        Usd.Text(19.9m).ShouldBe("19.90");
        Jpy.Text(1200m).ShouldBe("1200");
        Currency.Of("KWD").Text(1m).ShouldBe("1.000");
        Usd.Text(999999999999.99m).ShouldBe("999999999999.99");
    }

    [Fact]
    public void Never_adds_different_currencies() =>
        Should.Throw<InvalidOperationException>(() => new Money(1, Usd) + new Money(1, Jpy));

    [Fact]
    public void Rounds_half_away_from_zero_when_converting()
    {
        new Money(1m, Usd).Convert(0.125m, Usd).Amount.ShouldBe(0.13m);
        new Money(-1m, Usd).Convert(0.125m, Usd).Amount.ShouldBe(-0.13m);
        new Money(10m, Usd).Convert(151.45m, Jpy).Amount.ShouldBe(1515m);
    }

    [Fact]
    public void Gives_left_over_cents_to_the_largest_remainders()
    {
        new Money(100m, Usd).Allocate([1, 1, 1]).Select(part => part.Amount).ShouldBe([33.34m, 33.33m, 33.33m]);
        new Money(0.05m, Usd).Allocate([3, 7]).Select(part => part.Amount).ShouldBe([0.02m, 0.03m]);
        new Money(-100m, Usd).Allocate([1, 1, 1]).Select(part => part.Amount).ShouldBe([-33.34m, -33.33m, -33.33m]);
        new Money(10m, Jpy).Allocate([1, 1, 1]).Select(part => part.Amount).ShouldBe([4m, 3m, 3m]);
    }

    [Fact]
    public void Parts_always_sum_to_the_whole_and_stay_within_a_minor_unit_of_their_share() =>
        Gen.Select(Gen.Long[-10_000_000_00, 10_000_000_00], Gen.Int[0, 1000].Array[1, 12], Gen.OneOf(Gen.Const("USD"), Gen.Const("JPY"), Gen.Const("KWD"), Gen.Const("CLF"))).Sample((minor, weights, code) =>
        {
            if (weights.Sum() == 0) weights[0] = 1;
            var currency = Currency.Of(code);
            var unit = (decimal)Math.Pow(10, -currency.MinorUnits);
            var whole = new Money(minor * unit, currency);
            var parts = whole.Allocate([.. weights.Select(weight => (decimal)weight)]);
            parts.Sum(part => part.Amount).ShouldBe(whole.Amount);
            for (var i = 0; i < parts.Length; i++)
            {
                currency.IsExact(parts[i].Amount).ShouldBeTrue();
                Math.Abs(parts[i].Amount - (whole.Amount * weights[i] / weights.Sum())).ShouldBeLessThan(unit);
            }
        });
}
