using TrackTok.Gateway.Resolving;

namespace TrackTok.Gateway.Tests.Resolving;

public sealed class HostNamesTests
{
    [Theory]
    [InlineData("", "None", "")]
    [InlineData("example.com", "None", "")]
    [InlineData("EXAMPLE.com:443", "None", "")]
    [InlineData("example.com.", "None", "")]
    [InlineData("192.168.1.1", "None", "")]
    [InlineData("[2001:db8::1]:80", "None", "")]
    [InlineData("acme.example.com", "Subdomain", "acme")]
    [InlineData("acme.example.com:5000", "Subdomain", "acme")]
    [InlineData("a.b.example.com", "Impossible", "a.b")]
    [InlineData("-acme.example.com", "Impossible", "-acme")]
    [InlineData("evilexample.com", "Domain", "evilexample.com")]
    [InlineData("expenses.acme.org", "Domain", "expenses.acme.org")]
    [InlineData("localhost", "Impossible", "localhost")]
    [InlineData("a..b", "Impossible", "a..b")]
    public void Read_tells_what_a_host_names(string host, string kind, string name)
    {
        HostNames.Read(host, "example.com", out var read).ToString().ShouldBe(kind);
        read.ToString().ShouldBe(name);
    }

    [Theory]
    [InlineData("", "None")]
    [InlineData("acme", "Subdomain")]
    [InlineData("0190c0de-0000-7000-8000-000000000000", "Id")]
    [InlineData("acme.example.com", "Impossible")]
    [InlineData("a b", "Impossible")]
    [InlineData("a,b", "Impossible")]
    public void ReadHeader_tells_what_a_header_names(string header, string kind) => HostNames.ReadHeader(header, out _).ToString().ShouldBe(kind);
}
