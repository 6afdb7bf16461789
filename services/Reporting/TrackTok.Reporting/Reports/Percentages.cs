namespace TrackTok.Reporting.Reports;

/// <summary>Shares of a whole in percent with two digits, which sum to 100.00 exactly: rounded down, then what is left goes to the largest remainders, ties to the earlier.</summary>
internal static class Percentages
{
    private const long Whole = 100_00;

    /// <summary>The share of each part; all zero when the parts have no sum above zero, of which nothing can be a share.</summary>
    internal static decimal[] Of(IReadOnlyList<decimal> parts)
    {
        var sum = parts.Sum();
        if (sum <= 0) return [.. parts.Select(_ => 0.00m)];
        var exact = parts.Select(part => part / sum * Whole).ToArray();
        var shares = Array.ConvertAll(exact, share => (long)decimal.Floor(share));
        var left = Whole - shares.Sum();
        foreach (var index in Enumerable.Range(0, exact.Length).OrderByDescending(index => exact[index] - shares[index]).Take((int)left)) shares[index]++;
        return Array.ConvertAll(shares, share => new decimal(share) / 100 + 0.00m);
    }
}
