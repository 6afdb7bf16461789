using MassTransit;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Resolving;

/// <summary>Each gateway hears when a custom domain was proved or removed.</summary>
internal sealed class DomainRevisedConsumer(TenantDirectory directory) : IConsumer<DomainRevised>
{
    public Task Consume(ConsumeContext<DomainRevised> context)
    {
        directory.ForgetDomain(context.Message.Domain);
        return Task.CompletedTask;
    }
}
