using MassTransit;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Resolving;

/// <summary>Each gateway hears of each change of a tenant by a queue of its own, which goes when the gateway goes.</summary>
internal sealed class TenantRevisedConsumer(TenantDirectory directory) : IConsumer<TenantRevised>
{
    public Task Consume(ConsumeContext<TenantRevised> context)
    {
        directory.Take(ResolvedTenant.From(context.Message));
        return Task.CompletedTask;
    }
}
