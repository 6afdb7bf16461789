using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TrackTok.ServiceDefaults;

namespace TrackTok.Gateway.Resolving;

internal static class ResolvingSetup
{
    /// <summary>Registers the directory and the events that renew it. Nothing waits for the broker: without it what is remembered is a minute old at most.</summary>
    internal static void AddTenantDirectory(this WebApplicationBuilder builder)
    {
        builder.Services.AddServiceClient<Tenants.Contracts.Tenants.TenantsClient>("tenants");
        builder.Services.AddSingleton<LastKnownTenants>();
        builder.Services.AddSingleton<TenantDirectory>();
        builder.Services.AddMassTransit(bus =>
        {
            bus.SetEndpointNameFormatter(new KebabCaseEndpointNameFormatter("gateway", includeNamespace: false));
            var own = Guid.CreateVersion7().ToString("N");
            bus.AddConsumer<TenantRevisedConsumer>().Endpoint(endpoint => (endpoint.InstanceId, endpoint.Temporary) = (own, true));
            bus.AddConsumer<DomainRevisedConsumer>().Endpoint(endpoint => (endpoint.InstanceId, endpoint.Temporary) = (own, true));
            bus.AddConsumer<TenantErasedConsumer>().Endpoint(endpoint => (endpoint.InstanceId, endpoint.Temporary) = (own, true));
            var broker = new Uri(builder.Configuration.GetConnectionString("messaging") ?? "amqp://guest:guest@127.0.0.1:5672");
            if (broker.Scheme == "loopback")
            {
                bus.UsingInMemory((context, memory) => memory.ConfigureEndpoints(context));
            }
            else
            {
                bus.UsingRabbitMq((context, rabbit) =>
                {
                    rabbit.Host(broker, host => host.ConnectionName("gateway"));
                    rabbit.ConfigureEndpoints(context);
                });
            }
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.MinimalFailureStatus = HealthStatus.Degraded;
                health.Tags.Clear();
                health.Tags.Add(Health.Ready);
            });
        });
        builder.Services.AddOptions<MassTransitHostOptions>().Configure(options => options.WaitUntilStarted = false);
    }
}
