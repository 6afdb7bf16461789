namespace TrackTok.Currencies;

/// <summary>An exact amount in one currency. Amounts of different currencies never meet: arithmetic on them throws.</summary>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) => new(left.Amount + Same(left, right).Amount, left.Currency);

    public static Money operator -(Money left, Money right) => new(left.Amount - Same(left, right).Amount, left.Currency);

    public static Money operator -(Money value) => new(-value.Amount, value.Currency);

    /// <summary>Into another currency at a rate (units of the other for one of this), rounded to its minor unit.</summary>
    public Money Convert(decimal rate, Currency to) => new(to.Round(Amount * rate), to);

    /// <summary>
    /// Divides by weights so that the parts sum to the whole exactly: each part is rounded down, and the minor units left over go to the
    /// largest remainders, ties to the earlier part (SPEC 9.0).
    /// </summary>
    /// <exception cref="ArgumentException">No weights, a negative weight, or none above zero.</exception>
    public Money[] Allocate(ReadOnlySpan<decimal> weights)
    {
        decimal total = 0;
        foreach (var weight in weights) total += weight >= 0 ? weight : throw new ArgumentException("A weight is not negative.", nameof(weights));
        if (total == 0) throw new ArgumentException("At least one weight is above zero.", nameof(weights));

        var unit = 1m;
        for (var digit = 0; digit < Currency.MinorUnits; digit++) unit /= 10;
        var sign = Math.Sign(Amount);
        var whole = Math.Abs(Amount);
        var parts = new decimal[weights.Length];
        var remainders = new (decimal Remainder, int Index)[weights.Length];
        var left = whole;
        for (var i = 0; i < weights.Length; i++)
        {
            var exact = whole * weights[i] / total;
            parts[i] = decimal.Floor(exact / unit) * unit;
            remainders[i] = (exact - parts[i], i);
            left -= parts[i];
        }
        Array.Sort(remainders, (a, b) => a.Remainder == b.Remainder ? a.Index.CompareTo(b.Index) : b.Remainder.CompareTo(a.Remainder));
        for (var i = 0; left > 0; i = (i + 1) % remainders.Length)
        {
            var give = Math.Min(unit, left);
            parts[remainders[i].Index] += give;
            left -= give;
        }
        var currency = Currency;
        return Array.ConvertAll(parts, part => new Money(sign * part, currency));
    }

    /// <summary>The amount as the API writes it, such as <c>125.50</c>; the code stands beside it.</summary>
    public override string ToString() => Currency.Text(Amount);

    private static Money Same(Money left, Money right) => left.Currency == right.Currency
        ? right
        : throw new InvalidOperationException($"{left.Currency} and {right.Currency} are not added without a rate.");
}
