using TrackTok.Web.Apps;

namespace TrackTok.Web.Tests.Apps;

public sealed class AppInputTests
{
    [Fact]
    public void Addresses_stand_one_a_line_however_lines_end() =>
        AppInput.Addresses(" https://a.example.com/x \r\n\n https://b.example.com/y\n").ShouldBe(["https://a.example.com/x", "https://b.example.com/y"]);

    [Theory]
    [InlineData(true, true, true, "authorization_code refresh_token client_credentials")]
    [InlineData(true, false, false, "authorization_code")]
    [InlineData(false, true, true, "client_credentials")]
    [InlineData(false, true, false, "")]
    public void An_app_stays_while_people_are_away_only_if_they_let_it_in(bool people, bool stays, bool itself, string grants) => string.Join(' ', AppInput.Grants(people, stays, itself)).ShouldBe(grants);
}
