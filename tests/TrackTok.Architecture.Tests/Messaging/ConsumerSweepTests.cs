using System.Reflection;
using MassTransit;

namespace TrackTok.Architecture.Tests.Messaging;

public sealed class ConsumerSweepTests
{
    [Fact]
    public void Every_consumer_is_named_after_its_event_and_sealed()
    {
        var consumers = Repository.Projects.Where(project => project.IsService || project.IsGateway).SelectMany(project => Consumers(Repository.Load(project).GetTypes())).ToList();

        consumers.Count.ShouldBeGreaterThan(3, "Budgets and Reporting follow expenses.");
        consumers.SelectMany(Violations).ShouldBeEmpty();
    }

    [Fact]
    public void Sees_a_consumer_of_another_name() => Consumers(typeof(ConsumerSweepTests).GetNestedTypes(BindingFlags.NonPublic)).SelectMany(Violations).ShouldBe(
    [
        "Listener consumes Rained and should be called RainedConsumer.",
        "Both consumes 2 kinds of events; one class for each.",
    ], ignoreOrder: true);

    private static IEnumerable<Type> Consumers(IEnumerable<Type> types) => types.Where(type => type is { IsClass: true, IsAbstract: false } && Events(type).Any());

    private static IEnumerable<Type> Events(Type type) => type.GetInterfaces()
        .Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)).Select(contract => contract.GetGenericArguments()[0]);

    private static IEnumerable<string> Violations(Type consumer)
    {
        var events = Events(consumer).ToList();
        if (events.Count > 1) yield return $"{consumer.Name} consumes {events.Count} kinds of events; one class for each.";
        else if (consumer.Name != events[0].Name + "Consumer") yield return $"{consumer.Name} consumes {events[0].Name} and should be called {events[0].Name}Consumer.";
        if (!consumer.IsSealed) yield return $"{consumer.Name} is not sealed.";
    }

    private sealed record Rained;

    private sealed record Snowed;

    private sealed class Listener : IConsumer<Rained>
    {
        public Task Consume(ConsumeContext<Rained> context) => Task.CompletedTask;
    }

    private sealed class SnowedConsumer : IConsumer<Snowed>
    {
        public Task Consume(ConsumeContext<Snowed> context) => Task.CompletedTask;
    }

    private sealed class Both : IConsumer<Rained>, IConsumer<Snowed>
    {
        public Task Consume(ConsumeContext<Rained> context) => Task.CompletedTask;

        public Task Consume(ConsumeContext<Snowed> context) => Task.CompletedTask;
    }
}
