using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using TrackTok.AppHost.Local;

namespace Aspire.Hosting;

/// <summary>Says where a project lies; one class a referenced project is generated.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    string ProjectPath { get; }
}

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

public sealed class DistributedApplicationException(string message) : Exception(message);

public sealed class ProjectResourceOptions
{
    public bool ExcludeLaunchProfile { get; set; }
    public bool ExcludeKestrelEndpoints { get; set; }
}

public interface IResourceCollection : IList<IResource>;

internal sealed class ResourceCollection : System.Collections.ObjectModel.Collection<IResource>, IResourceCollection;

public interface IDistributedApplicationBuilder
{
    ConfigurationManager Configuration { get; }
    IHostEnvironment Environment { get; }
    IResourceCollection Resources { get; }
    IResourceBuilder<T> AddResource<T>(T resource) where T : IResource;
    DistributedApplication Build();
}

/// <summary>The model as it is being written down; nothing runs before <see cref="Build"/>.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly EntryPointHook? _hook = EntryPointHook.Current;

    public DistributedApplicationBuilder(string[] args)
    {
        if (_hook is not null)
            Configuration.AddInMemoryCollection(_hook.Defaults);
        Configuration.AddEnvironmentVariables().AddEnvironmentVariables("DOTNET_").AddCommandLine(args);
        Environment = new HostingEnvironment
        {
            EnvironmentName = Configuration["ENVIRONMENT"] ?? Environments.Production,
            ApplicationName = typeof(DistributedApplicationBuilder).Assembly.GetName().Name!,
            ContentRootPath = LocalOptions.AppHostDirectory,
            ContentRootFileProvider = new NullFileProvider(),
        };
        Options = new LocalOptions(Configuration);
        Secrets = new SecretStore(Path.Combine(Options.DataPath, "secrets.json"));
    }

    public ConfigurationManager Configuration { get; } = new();
    public IHostEnvironment Environment { get; }
    public IResourceCollection Resources { get; } = new ResourceCollection();
    internal LocalOptions Options { get; }
    internal SecretStore Secrets { get; }

    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        if (Resources.FirstOrDefault(r => string.Equals(r.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is not null)
            throw new DistributedApplicationException($"There are two resources of the name '{resource.Name}'.");
        Resources.Add(resource);
        return new DistributedApplicationResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build()
    {
        _hook?.OnBuilding(this);
        var application = new DistributedApplication(this, _hook);
        _hook?.OnBuilt(application);
        return application;
    }
}

internal sealed class DistributedApplicationResourceBuilder<T>(IDistributedApplicationBuilder applicationBuilder, T resource) : IResourceBuilder<T> where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder { get; } = applicationBuilder;
    public T Resource { get; } = resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation) where TAnnotation : IResourceAnnotation
    {
        Resource.Annotations.Add(annotation);
        return this;
    }
}
