using TrackTok.Identity.Passwords;

namespace TrackTok.Identity.Tests.Passwords;

public sealed class PasswordRuleTests
{
    [Theory]
    [InlineData("SecurePass123!")]
    [InlineData("Vortbil8")]
    [InlineData("correct horse battery staple")]
    [InlineData("Another-good-1")]
    [InlineData("Kx7!pq2Lm9")]
    [InlineData("michael8471930246")]
    [InlineData("blaue-Tasse-42")]
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
    [InlineData("P@ssw0rd123")]
    [InlineData("princess123")]
    [InlineData("football123")]
    [InlineData("michael123")]
    [InlineData("Superman123")]
    [InlineData("987654321a")]
    [InlineData("Summer2024!")]
    [InlineData("$uperman1")]
    [InlineData("123princess")]
    [InlineData("michael123456")]
    [InlineData("dragondragon")]
    public void Refuses(string password) => PasswordRule.Reject(password).ShouldNotBeNull();

    [Fact]
    public void Refuses_what_is_too_long() => PasswordRule.Reject(new string('x', 190) + "yz012345678").ShouldNotBeNull();
}
