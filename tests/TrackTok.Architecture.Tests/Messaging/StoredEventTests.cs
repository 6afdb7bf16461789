using System.Text.Json;
using MassTransit;
using TrackTok.TenantData;

namespace TrackTok.Architecture.Tests.Messaging;

/// <summary>What an outbox sends must arrive where consumers of the event's own type listen: at the exchange, and under the name, that MassTransit makes of the type.</summary>
public sealed class StoredEventTests
{
    [Fact]
    public void Every_event_that_somebody_consumes_is_sent_as_what_it_is()
    {
        var topology = MassTransit.Bus.Factory.CreateUsingRabbitMq(_ => { }).Topology;
        var events = Repository.Projects.Where(project => project.IsService).SelectMany(project => Repository.Load(project).GetTypes()).SelectMany(type => type.GetInterfaces())
            .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>) && !contract.ContainsGenericParameters).Select(contract => contract.GetGenericArguments()[0]).Distinct().ToList();
        events.Count.ShouldBeGreaterThan(10);
        foreach (var type in events)
        {
            var sent = new StoredEvent($"{type.FullName}, {type.Assembly.GetName().Name}", "{}");
            topology.TryGetPublishAddress(type, out var address).ShouldBeTrue();
            ("/" + sent.Exchange.AbsolutePath, sent.Urn).ShouldBe((address.AbsolutePath, MessageUrn.ForTypeString(type)));
        }
    }

    [Fact]
    public void Is_written_as_it_was_stored() =>
        JsonSerializer.Serialize<object>(new StoredEvent("A.B, A", """{"amount":12.50, "note":"5 > 4"}""")).ShouldBe("""{"amount":12.50, "note":"5 > 4"}""");
}
