using TrackTok.Identity.Passwords;

namespace TrackTok.Identity.Tests.Passwords;

public sealed class PasswordRuleTests
{
    [Theory]
    [InlineData("SecurePass123!")]
    [InlineData("Abcdefg8")]
    [InlineData("long enough without digits")]
    [InlineData("pässwörtchen")]
    public void Accepts(string password) => PasswordRule.Reject(password).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("Abcdef8")]
    [InlineData("abcdefg8")]
    [InlineData("ABCDEFG8")]
    [InlineData("Abcdefgh")]
    [InlineData("ninechars")]
    [InlineData("Password1")]
    [InlineData("PASSWORD1234")]
    [InlineData("qwertyuiop")]
    [InlineData("aaaaaaaaaaaa")]
    public void Refuses(string password) => PasswordRule.Reject(password).ShouldNotBeNull();

    [Fact]
    public void Refuses_what_is_too_long() => PasswordRule.Reject(new string('x', 190) + "yz012345678").ShouldNotBeNull();
}
