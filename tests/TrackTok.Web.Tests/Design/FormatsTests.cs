using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using TrackTok.Web.Design;

namespace TrackTok.Web.Tests.Design;

public sealed class FormatsTests
{
    private static Formats Of(string locale, string dates = "YYYY-MM-DD", string zone = "UTC", DateTimeOffset? now = null) =>
        new(CultureInfo.CreateSpecificCulture(locale), dates, TimeZoneInfo.FindSystemTimeZoneById(zone), new FakeTimeProvider(now ?? new DateTimeOffset(2025, 1, 31, 23, 30, 0, TimeSpan.Zero)));

    [Theory]
    [InlineData("en-US", "1234.50", "USD", "$1,234.50")]
    [InlineData("en-US", "-5.00", "USD", "−$5.00")]
    [InlineData("en-US", "1234", "JPY", "¥1,234")]
    [InlineData("en-US", "117.00", "NZD", "NZ$117.00")]
    [InlineData("de-DE", "1234.50", "EUR", "1.234,50 €")]
    [InlineData("de-DE", "-1234.500", "KWD", "−1.234,500 KWD")]
    [InlineData("en-US", "999999999999999.99", "USD", "$999,999,999,999,999.99")]
    public void Money_is_written_with_the_locales_separators_and_the_currencys_own_digits(string locale, string amount, string currency, string written) =>
        Of(locale).Money(amount, currency).Replace('\u00a0', ' ').ShouldBe(written);

    [Theory]
    [InlineData("en-US", "1,234.50", "1234.50")]
    [InlineData("en-US", "12,5", "12.5")]
    [InlineData("en-US", "1,234", "1234")]
    [InlineData("de-DE", "1.234,50", "1234.50")]
    [InlineData("de-DE", "12.50", "12.50")]
    [InlineData("de-DE", "1.234", "1234")]
    [InlineData("de-DE", " 7,00 ", "7.00")]
    [InlineData("fr-FR", "1 234,5", "1234.5")]
    [InlineData("en-US", "12 apples", "12 apples")]
    public void What_was_typed_becomes_what_the_api_takes(string locale, string typed, string sent) => Of(locale).ToApi(typed).ShouldBe(sent);

    [Theory]
    [InlineData("YYYY-MM-DD", "2025-01-05")]
    [InlineData("DD.MM.YYYY", "05.01.2025")]
    [InlineData("DD/MM/YYYY", "05/01/2025")]
    [InlineData("DD-MM-YYYY", "05-01-2025")]
    [InlineData("MM/DD/YYYY", "01/05/2025")]
    [InlineData("YYYY/MM/DD", "2025/01/05")]
    [InlineData("D MMM YYYY", "5 Jan 2025")]
    [InlineData("MMM D, YYYY", "Jan 5, 2025")]
    public void Dates_are_written_in_any_of_the_eight_formats(string format, string written) => Of("en-US", format).Date(new DateOnly(2025, 1, 5)).ShouldBe(written);

    [Fact]
    public void Slashes_stay_slashes_where_the_locale_separates_otherwise() => Of("de-DE", "DD/MM/YYYY").Date(new DateOnly(2025, 1, 5)).ShouldBe("05/01/2025");

    [Fact]
    public void The_day_is_the_companys()
    {
        Of("en-US").Today.ShouldBe(new DateOnly(2025, 1, 31));
        Of("en-US", zone: "Europe/Berlin").Today.ShouldBe(new DateOnly(2025, 2, 1));
        Of("de-DE", "DD.MM.YYYY", "Europe/Berlin").Instant(new DateTimeOffset(2025, 7, 1, 22, 5, 0, TimeSpan.Zero)).ShouldBe("02.07.2025, 00:05");
    }

    [Fact]
    public void An_amount_survives_being_shown_in_a_field_and_sent_back()
    {
        foreach (var locale in (string[])["en-US", "de-DE", "fr-FR", "de-CH", "pt-BR"])
            foreach (var amount in (string[])["125.50", "0.01", "1234567.89", "-3.10", "1234.567"])
                Of(locale).ToApi(Of(locale).Typed(amount)).ShouldBe(amount, locale);
    }

    [Theory]
    [InlineData("UTC", "2025-01-20T23:59:59Z")]
    [InlineData("Pacific/Auckland", "2025-01-20T10:59:59Z")]
    public void A_day_ends_where_the_company_is(string zone, string end) =>
        new Formats(System.Globalization.CultureInfo.InvariantCulture, "YYYY-MM-DD", TimeZoneInfo.FindSystemTimeZoneById(zone), TimeProvider.System).EndOf(new DateOnly(2025, 1, 20))
            .ShouldBe(DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void A_day_ends_once_where_the_next_begins_with_a_skipped_hour() =>
        new Formats(System.Globalization.CultureInfo.InvariantCulture, "YYYY-MM-DD", TimeZoneInfo.FindSystemTimeZoneById("Africa/Cairo"), TimeProvider.System).EndOf(new DateOnly(2025, 4, 24))
            .ShouldBe(new DateTimeOffset(2025, 4, 24, 21, 59, 59, TimeSpan.Zero));
}
