using TrackTok.Web.Session;

namespace TrackTok.Web.Tests.Session;

public sealed class OnwardTests
{
    [Theory]
    [InlineData("/expenses?q=a", "/expenses?q=a")]
    [InlineData(null, "/dashboard")]
    [InlineData("", "/dashboard")]
    [InlineData("//evil.example", "/dashboard")]
    [InlineData("/\\evil.example", "/dashboard")]
    [InlineData("https://evil.example", "/dashboard")]
    [InlineData("javascript:alert(1)", "/dashboard")]
    [InlineData("/sign-out", "/dashboard")]
    public void Signing_in_leads_to_a_page_of_ours_and_nowhere_else(string? asked, string leads) => SignIn.Onward(asked).ShouldBe(leads);
}
