using MassTransit;
using TrackTok.Tenants.Contracts;

namespace TrackTok.Gateway.Resolving;

/// <summary>Each gateway hears when a tenant is gone for good, and looks for it no more.</summary>
internal sealed class TenantErasedConsumer(TenantDirectory directory) : IConsumer<TenantErased>
{
    public Task Consume(ConsumeContext<TenantErased> context)
    {
        directory.Forget(context.Message.TenantId);
        return Task.CompletedTask;
    }
}
