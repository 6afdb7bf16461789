using TrackTok.Identity.Mail;

namespace TrackTok.Identity.Tests.Mail;

public sealed class LettersTests
{
    [Fact]
    public void Every_letter_is_written_in_every_language_with_the_same_values()
    {
        foreach (var language in Languages.All)
        {
            Letters.KindsIn(language).Order().ShouldBe(LetterKinds.All.Order(), language);
            foreach (var kind in LetterKinds.All)
            {
                var (there, here) = (Letters.WordsOf(Languages.Default, kind), Letters.WordsOf(language, kind));
                Names(here).ShouldBe(Names(there), $"{kind} in {language}");
                (here.Action is null).ShouldBe(there.Action is null, $"{kind} in {language}");
            }
        }
    }

    [Fact]
    public void Text_and_page_say_the_same_and_hold_the_link()
    {
        var letter = Letters.Write(LetterKinds.PasswordReset, "de", "jane@example.com", new Uri("http://localhost:5000/reset-password?token=abc"), ("name", "Jane"));

        letter.Subject.ShouldBe("Neues Passwort für TrackTok wählen");
        letter.Text.ShouldContain("Guten Tag Jane,");
        letter.Text.ShouldContain("\r\nhttp://localhost:5000/reset-password?token=abc\r\n");
        letter.Html.ShouldContain("<html lang=\"de\">");
        letter.Html.ShouldContain("href=\"http://localhost:5000/reset-password?token=abc\"");
        letter.Html.ShouldContain("Guten Tag Jane,");
    }

    [Theory]
    [InlineData("Jane <b>Doe</b>", "Jane b Doe b")]
    [InlineData("Jane\r\nBcc: all@example.com", "Jane Bcc: all@example. com")]
    [InlineData("free money at http://evil.example/x", "free money at http: evil. example x")]
    [InlineData("J.R. O'Neil", "J. R. O'Neil")]
    public void What_strangers_call_themselves_becomes_neither_markup_nor_link(string name, string shown)
    {
        var letter = Letters.Write(LetterKinds.PasswordChanged, "en", "jane@example.com", null, ("name", name));

        letter.Text.ShouldStartWith($"Hello {shown},\r\n");
        letter.Html.ShouldNotContain("<b>");
    }

    [Theory]
    [InlineData(null, "en")]
    [InlineData("de-AT,de;q=0.9,en;q=0.8", "de")]
    [InlineData("fr,en;q=0.2,de;q=0.7", "de")]
    [InlineData("fr", "en")]
    [InlineData(";;;", "en")]
    public void The_browsers_languages_choose(string? header, string language)
    {
        var request = new Microsoft.AspNetCore.Http.DefaultHttpContext().Request;
        if (header is not null) request.Headers.AcceptLanguage = header;

        Languages.Of(request).ShouldBe(language);
    }

    private static List<string> Names(LetterWords words) =>
        [.. ((string[])[words.Subject, words.Action ?? "", .. words.Before, .. words.After]).SelectMany(sentence => Letters.Placeholder().Matches(sentence)).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];
}
