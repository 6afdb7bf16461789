using TrackTok.TenantData;

namespace TrackTok.Expenses.Rates;

/// <summary>What one unit of a currency was worth in another on a day, as the tenant knows it (SPEC 9.1).</summary>
internal sealed class Rate : IAudited
{
    /// <summary>Set by a person of the tenant.</summary>
    public const string Manual = "manual";

    private Rate()
    {
    }

    public static string AuditNoun => "rate";

    public Guid TenantId { get; private set; }

    public Guid Id { get; private set; }

    public long Version { get; private set; } = 1;

    public string BaseCode { get; private set; } = "";

    public string QuoteCode { get; private set; } = "";

    public DateOnly Date { get; private set; }

    /// <summary>Units of the quote currency for one of the base currency; above zero.</summary>
    public decimal Value { get; private set; }

    /// <summary>Who says so: <see cref="Manual"/>.</summary>
    public string Source { get; private set; } = Manual;

    public DateTimeOffset ObservedAt { get; private set; }

    public static Rate Of(string baseCode, string quoteCode, DateOnly date, decimal value, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        BaseCode = baseCode,
        QuoteCode = quoteCode,
        Date = date,
        Value = value,
        ObservedAt = now,
    };

    /// <summary>Corrects it; what was recorded at the old value keeps it.</summary>
    public void Correct(decimal value, DateTimeOffset now)
    {
        if (value == Value) return;
        Value = value;
        ObservedAt = now;
    }
}
