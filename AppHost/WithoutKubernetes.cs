using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What the call in Program.cs comes to where the package Aspire.Hosting.Kubernetes is not to be had: all but publishing for Kubernetes works, and publishing says so.</summary>
internal static class KubernetesEnvironmentExtensions
{
    public static IDistributedApplicationBuilder AddKubernetesEnvironment(this IDistributedApplicationBuilder builder, string name)
    {
        if (builder.ExecutionContext.IsPublishMode)
            Console.Error.WriteLine($"Nothing is published for '{name}': this AppHost is built without Aspire.Hosting.Kubernetes (dotnet build AppHost -p:PublishKubernetes=true).");
        return builder;
    }
}
