using CsCheck;
using TrackTok.Tenants.Registry;

namespace TrackTok.Tenants.Tests.Registry;

public sealed class SubdomainTests
{
    [Theory]
    [InlineData("Demo Corp", "demo-corp")]
    [InlineData("  Müller & Söhne GmbH ", "muller-sohne-gmbh")]
    [InlineData("A--B__C", "a-b-c")]
    [InlineData("42!", "42")]
    [InlineData("株式会社", "company")]
    public void Derives_a_slug_from_a_name(string name, string slug) => Subdomain.Slug(name).ShouldBe(slug);

    [Fact]
    public void Counts_on_from_two_when_the_slug_is_taken() => Subdomain.Candidates("demo").Take(3).ShouldBe(["demo", "demo-2", "demo-3"]);

    [Theory]
    [InlineData("42", "42-2")]
    [InlineData("api", "api-2")]
    public void Begins_at_two_when_the_slug_itself_is_unfit(string slug, string first) => Subdomain.Candidates(slug).First().ShouldBe(first);

    [Fact]
    public void Shortens_a_long_slug_to_make_room_for_the_number()
    {
        var candidates = Subdomain.Candidates(Subdomain.Slug(new string('x', 200))).Take(2).ToList();

        candidates.ShouldBe([new string('x', 63), new string('x', 61) + "-2"]);
    }

    [Fact]
    public void Every_candidate_of_every_name_is_fit_and_begins_with_the_stem() => Gen.String[0, 200].Sample(name =>
    {
        var slug = Subdomain.Slug(name);
        return Subdomain.Candidates(slug).Take(12).All(candidate => Subdomain.Refuse(candidate) is null && candidate.StartsWith(Subdomain.Stem(slug), StringComparison.Ordinal));
    });
}
