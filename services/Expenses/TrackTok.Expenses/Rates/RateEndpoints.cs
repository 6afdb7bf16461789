using TrackTok.ServiceDefaults;

namespace TrackTok.Expenses.Rates;

/// <summary>The routes of exchange rates.</summary>
internal static class RateEndpoints
{
    public static void MapRates(this RouteGroupBuilder api)
    {
        var rates = api.MapGroup("/rates").WithTags("Rates");
        rates.MapGet("/", ListRates.HandleAsync).Requires(Permissions.ReadRates).WithName("ListRates").WithSummary("List exchange rates, or those in force on a day");
        rates.MapPut("/", SetRate.HandleAsync).Requires(Permissions.WriteRates).WithName("SetRate")
            .WithExample("""{"value": "0.92"}""").WithSummary("Set the exchange rate of a day by hand");
    }
}

/// <summary>A rate as the API shows it.</summary>
/// <param name="Value">Units of <paramref name="Quote"/> for one of <paramref name="Base"/>, as a decimal string.</param>
internal sealed record RateAnswer(string Base, string Quote, DateOnly Date, string Value, string Source, DateTimeOffset ObservedAt)
{
    public static RateAnswer From(Rate rate) => new(rate.BaseCode, rate.QuoteCode, rate.Date, Text(rate.Value), rate.Source, rate.ObservedAt);

    public static string Text(decimal value) => value.ToString("0.############", System.Globalization.CultureInfo.InvariantCulture);
}
