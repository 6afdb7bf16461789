using System.Reflection;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TrackTok.ServiceDefaults;

namespace TrackTok.TenantData;

/// <summary>RabbitMQ by MassTransit: one quorum queue per consumer, retries with growing pauses, then the error queue, from which a command replays.</summary>
public static class Bus
{
    /// <summary>How many deliveries a consumer takes at once. Grouped consumers commit what they have together; each of the others takes a connection to the database, of which there are forty.</summary>
    private const int Prefetch = 16, GroupedPrefetch = 128;

    /// <summary>
    /// Connects to the broker named <c>messaging</c>, with every consumer of the service's assembly. The outbox publishes; nothing else does.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(this WebApplicationBuilder builder, Assembly consumers)
    {
        var service = builder.Environment.ApplicationName;
        var broker = new Uri(builder.Configuration.GetConnectionString("messaging") ?? "amqp://guest:guest@127.0.0.1:5672");
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter(ServiceName(consumers), includeNamespace: false));
            foreach (var consumer in ConsumedTypes.Consumers(consumers))
            {
                var atOnce = ConsumedTypes.IsGrouped(consumer) ? GroupedPrefetch : Prefetch;
                bus.AddConsumer(consumer).Endpoint(endpoint => (endpoint.PrefetchCount, endpoint.ConcurrentMessageLimit) = (atOnce, atOnce));
            }
            bus.AddConfigureEndpointsCallback((name, endpoint) =>
            {
                if (endpoint is IRabbitMqReceiveEndpointConfigurator queue) queue.SetQuorumQueue(builder.Configuration.GetValue("Messaging:QuorumSize", 1));
                endpoint.UseMessageRetry(retry => retry.Intervals(50, 200, 1000, 5000));
            });
            if (broker.Scheme == "loopback")
            {
                // Tests of one service: MassTransit's own transport in memory.
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            }
            else
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(broker, host => host.ConnectionName(service));
                    rabbit.ConfigureEndpoints(context);
                });
            }
            bus.ConfigureHealthCheckOptions(health =>
            {
                // Nothing on the request path waits for the broker: without it the service works and events wait.
                health.MinimalFailureStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded;
                health.Tags.Clear();
                health.Tags.Add(Health.Ready);
            });
        });
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
        builder.Services.AddSingleton(new BusAddress(broker, ServiceName(consumers)));
        builder.Services.AddSingleton<Listeners>();
        builder.Services.AddHostedService(services => services.GetRequiredService<Listeners>());
        if (builder.Configuration.GetValue("Outbox:Dispatch", true)) builder.Services.AddHostedService<OutboxDispatcher>();
        builder.Services.AddSingleton<ConsumedTypes>(_ => ConsumedTypes.In(consumers));
        builder.Services.AddSingleton(typeof(MessageGroups<>));
        foreach (var handler in consumers.GetTypes().Where(type => type is { IsAbstract: false, IsClass: true }))
            foreach (var contract in handler.GetInterfaces().Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IMessageGroupHandler<>)))
                builder.Services.AddScoped(contract, handler);
        builder.Services.AddCommand<ReplayErrors>();
        builder.AddErrorQueues(consumers);
        return builder;
    }

    /// <summary><c>TrackTok.Expenses</c> → <c>expenses</c>: queues are named by service and consumer.</summary>
    internal static string ServiceName(Assembly assembly)
    {
        var name = assembly.GetName().Name!;
        return name[(name.LastIndexOf('.') + 1)..].ToLowerInvariant();
    }
}

/// <summary>The kinds of events that this service consumes, by short name: only for these does a reader with a consistency token wait.</summary>
public sealed record ConsumedTypes(HashSet<string> Names)
{
    /// <summary>Every consumer of the assembly, public or not.</summary>
    internal static IEnumerable<Type> Consumers(Assembly assembly) => assembly.GetTypes()
        .Where(type => type is { IsAbstract: false, IsClass: true }
            && type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IConsumer<>)));

    internal static bool IsGrouped(Type consumer)
    {
        for (var type = consumer.BaseType; type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(GroupedConsumer<>)) return true;
        return false;
    }

    internal static ConsumedTypes In(Assembly assembly) => new(Consumers(assembly)
        .SelectMany(type => type.GetInterfaces())
        .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IConsumer<>))
        .Select(type => type.GetGenericArguments()[0].Name)
        .ToHashSet(StringComparer.Ordinal));
}
