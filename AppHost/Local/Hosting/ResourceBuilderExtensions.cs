using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

public static class ParameterResourceBuilderExtensions
{
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) =>
        builder.AddResource(builder.Parameter(name, value));

    internal static ParameterResource PasswordOf(this IDistributedApplicationBuilder builder, string name) =>
        builder.Parameter($"{name}-password", new GenerateParameterDefault { Special = false });

    private static ParameterResource Parameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value) =>
        new(name, () => builder.Configuration[$"Parameters:{name}"] ?? ((DistributedApplicationBuilder)builder).Secrets.GetOrAdd(name, value.GetDefaultValue));
}

public static class ProjectResourceBuilderExtensions
{
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, _ => { });

    /// <summary>The addresses that the project's own configuration names for Kestrel become its endpoints, as with Aspire.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name, Action<ProjectResourceOptions> configure)
        where TProject : IProjectMetadata, new()
    {
        var options = new ProjectResourceOptions();
        configure(options);
        var metadata = new TProject();
        var project = builder.AddResource(new ProjectResource(name, metadata.ProjectPath)).WithAnnotation(metadata);
        if (options.ExcludeKestrelEndpoints)
            return project;

        var folder = Path.GetDirectoryName(metadata.ProjectPath)!;
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(folder, "appsettings.json"), optional: true)
            .AddJsonFile(Path.Combine(folder, $"appsettings.{builder.Environment.EnvironmentName}.json"), optional: true).Build();
        foreach (var kestrel in configuration.GetSection("Kestrel:Endpoints").GetChildren())
        {
            var address = Microsoft.AspNetCore.Http.BindingAddress.Parse(kestrel["Url"]!);
            var endpoint = new EndpointAnnotation(kestrel.Key, address.Scheme, address.Port);
            project.WithAnnotation(endpoint).WithEnvironment(context => context.EnvironmentVariables[$"Kestrel__Endpoints__{endpoint.Name}__Url"] =
                $"{endpoint.UriScheme}://localhost:{endpoint.AllocatedPorts[context.Replica]}");
        }
        return project;
    }

    /// <summary>Matters to publishing alone, which this engine does not do.</summary>
    public static IResourceBuilder<ProjectResource> DisableForwardedHeaders(this IResourceBuilder<ProjectResource> builder) => builder;

    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) => builder.WithAnnotation(new ReplicaAnnotation(replicas));
}

public static class ExecutableResourceBuilderExtensions
{
    public static IResourceBuilder<ExecutableResource> AddExecutable(this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args) =>
        builder.AddResource(new ExecutableResource(name, command, workingDirectory)).WithArgs(args ?? []);
}

public static class ResourceBuilderExtensions
{
    public static IResourceBuilder<T> WithArgs<T>(this IResourceBuilder<T> builder, params string[] args) where T : IResourceWithArgs =>
        builder.WithAnnotation(new ArgsAnnotation(args));

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, Action<EnvironmentCallbackContext> callback) where T : IResourceWithEnvironment =>
        builder.WithAnnotation(new EnvironmentCallbackAnnotation(callback));

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string? value) where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = value ?? "");

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value) where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = value);

    public static IResourceBuilder<T> WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter) where T : IResourceWithEnvironment =>
        builder.WithEnvironment(context => context.EnvironmentVariables[name] = parameter.Resource);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source)
        where TDestination : IResourceWithEnvironment =>
        builder.WithAnnotation(new UseAnnotation(source.Resource))
            .WithEnvironment(context => context.EnvironmentVariables[$"ConnectionStrings__{source.Resource.Name}"] = source.Resource.ConnectionStringExpression);

    /// <summary>Hands over the addresses, one for each replica; it does not order the starts.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment =>
        builder.WithEnvironment(context =>
        {
            foreach (var endpoint in source.Resource.Annotations.OfType<EndpointAnnotation>())
            {
                var reference = new EndpointReference(source.Resource, endpoint.Name);
                for (var replica = 0; replica < endpoint.AllocatedPorts.Count; replica++)
                    context.EnvironmentVariables[$"services__{source.Resource.Name}__{endpoint.Name}__{replica}"] = reference.UrlOf(replica);
            }
        });

    public static IResourceBuilder<T> WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true) where T : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, endpointName, StringComparison.OrdinalIgnoreCase));
        if (endpoint is null && createIfNotExists)
            builder.WithAnnotation(endpoint = new EndpointAnnotation(endpointName));
        if (endpoint is not null)
            callback(endpoint);
        return builder;
    }

    public static IResourceBuilder<T> WithHttpEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, string? name = null) where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new EndpointAnnotation(name ?? "http", "http", port));

    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
            endpoint.IsExternal = true;
        return builder;
    }

    public static IResourceBuilder<T> WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string? path = null, int? statusCode = null, string? endpointName = null) where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new HttpHealthAnnotation(endpointName ?? "http", path ?? "/", statusCode ?? 200));

    /// <summary>Probes are for Kubernetes, which asks them itself; with Aspire each is a health check as well. Here the one for readiness is, which asks all that the others ask.</summary>
    public static IResourceBuilder<T> WithHttpProbe<T>(this IResourceBuilder<T> builder, ProbeType type, string? path = null, int? initialDelaySeconds = null, int? periodSeconds = null,
        int? timeoutSeconds = null, int? failureThreshold = null, int? successThreshold = null, string? endpointName = null) where T : IResourceWithEndpoints, IResourceWithProbes =>
        type is ProbeType.Readiness ? builder.WithHttpHealthCheck(path, endpointName: endpointName) : builder;

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) where T : IResourceWithWaitSupport =>
        builder.Wait(dependency.Resource, WaitType.WaitUntilHealthy);

    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0) where T : IResourceWithWaitSupport =>
        builder.Wait(dependency.Resource, WaitType.WaitForCompletion, exitCode);

    private static IResourceBuilder<T> Wait<T>(this IResourceBuilder<T> builder, IResource dependency, WaitType type, int exitCode = 0) where T : IResource =>
        ReferenceEquals(builder.Resource, dependency)
            ? throw new DistributedApplicationException($"The '{dependency.Name}' resource cannot wait for itself.")
            : builder.WithAnnotation(new WaitAnnotation(dependency, type, exitCode));
}
