namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application, known by its name; all else about it is an annotation.</summary>
public interface IResource
{
    string Name { get; }
    ResourceAnnotationCollection Annotations { get; }
}

public interface IResourceAnnotation;
public interface IResourceWithEnvironment : IResource;
public interface IResourceWithArgs : IResource;
public interface IResourceWithEndpoints : IResource;
public interface IResourceWithWaitSupport : IResource;
public interface IResourceWithProbes : IResource;

/// <summary>A resource that is used by means of a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IValueProvider
{
    ReferenceExpression ConnectionStringExpression { get; }
    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => ConnectionStringExpression.GetValueAsync(cancellationToken);
}

public sealed class ResourceAnnotationCollection : System.Collections.ObjectModel.Collection<IResourceAnnotation>;

public abstract class Resource(string name) : IResource
{
    public string Name { get; } = name;
    public ResourceAnnotationCollection Annotations { get; } = [];
}

/// <summary>What is started as a process, whatever kind of server or program it is.</summary>
public abstract class ProcessResource(string name) : Resource(name),
    IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes;

public sealed class ProjectResource(string name, string projectPath) : ProcessResource(name), IResourceWithServiceDiscovery
{
    internal string ProjectPath { get; } = projectPath;
}

public sealed class ExecutableResource(string name, string command, string workingDirectory) : ProcessResource(name)
{
    public string Command { get; } = command;
    public string WorkingDirectory { get; } = workingDirectory;
}
