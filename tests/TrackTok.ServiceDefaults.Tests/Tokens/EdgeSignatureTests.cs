using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace TrackTok.ServiceDefaults.Tests.Tokens;

public sealed class EdgeSignatureTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2025, 1, 15, 12, 0, 0, TimeSpan.Zero));
    private readonly Guid _tenant = Guid.CreateVersion7();

    [Fact]
    public void What_the_gateway_signed_can_be_read() =>
        Signature("one-key-of-sixteen-or-more").Read(Signature("one-key-of-sixteen-or-more").Write(new EdgeFacts(_tenant, "203.0.113.7", "acme.localhost:5000"))).ShouldBe(new EdgeFacts(_tenant, "203.0.113.7", "acme.localhost:5000"));

    [Fact]
    public void A_request_without_a_tenant_names_none() =>
        Signature("one-key-of-sixteen-or-more").Read(Signature("one-key-of-sixteen-or-more").Write(new EdgeFacts(null, "::1"))).ShouldBe(new EdgeFacts(null, "::1"));

    [Fact]
    public void Another_key_a_changed_tenant_or_an_old_header_count_as_absent()
    {
        var signature = Signature("one-key-of-sixteen-or-more");
        var header = signature.Write(new EdgeFacts(_tenant, "203.0.113.7"));
        Signature("another-key-of-sixteen-or-more").Read(header).ShouldBeNull();
        signature.Read(header.Replace(_tenant.ToString("N"), Guid.CreateVersion7().ToString("N"), StringComparison.Ordinal)).ShouldBeNull();
        signature.Read("nonsense").ShouldBeNull();
        signature.Read(null).ShouldBeNull();
        _time.Advance(TimeSpan.FromSeconds(61));
        signature.Read(header).ShouldBeNull();
    }

    [Fact]
    public void Without_a_key_nothing_starts() => Should.Throw<InvalidOperationException>(() => Signature("short"));

    private EdgeSignature Signature(string key) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Edge:SigningKey", key)]).Build(), _time);
}
