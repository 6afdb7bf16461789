using Microsoft.AspNetCore.DataProtection;
using TrackTok.Web.Session;

namespace TrackTok.Web.Tests.Session;

public sealed class SealedTests
{
    private readonly Sealed _sealed = new(new EphemeralDataProtectionProvider());

    [Fact]
    public void What_was_sealed_comes_back_for_its_purpose_only_and_says_nothing_on_the_way()
    {
        var text = _sealed.Seal("sign-in", new Given("jane@example.com", "SecurePass123!"));

        text.ShouldNotContain("Secure");
        _sealed.Open<Given>("sign-in", text).ShouldBe(new Given("jane@example.com", "SecurePass123!"));
        _sealed.Open<Given>("authenticator", text).ShouldBeNull();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not one of ours")]
    public void What_is_not_ours_is_nothing(string? text) => _sealed.Open<Given>("sign-in", text).ShouldBeNull();

    private sealed record Given(string Email, string Password);
}
