using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address that a resource listens on. A port that is not given is chosen at start, one for each replica.</summary>
public sealed class EndpointAnnotation(string name, string scheme = "tcp", int? port = null) : IResourceAnnotation
{
    public string Name { get; } = name;
    public string UriScheme { get; } = scheme;
    public int? Port { get; set; } = port;
    public bool IsExternal { get; set; }
    internal int? PreferredPort { get; set; }
    /// <summary>One port a replica, filled in when the application starts.</summary>
    internal IReadOnlyList<int> AllocatedPorts { get; set; } = [];
}

public enum EndpointProperty { Host, Port, HostAndPort }

/// <summary>An endpoint of a resource by name, which need not exist yet.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName)
{
    // Loopback by number: nothing to look up, and the same for every client library.
    private const string Loopback = "127.0.0.1";

    public IResourceWithEndpoints Resource { get; } = owner;
    public string EndpointName { get; } = endpointName;
    public string Host { get; } = Loopback;
    public int Port => PortOf(0);
    public string Url => UrlOf(0);

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    internal string UrlOf(int replica) => $"{Find().UriScheme}://{Host}:{PortOf(replica).ToString(CultureInfo.InvariantCulture)}";
    internal int PortOf(int replica) => Find().AllocatedPorts is { Count: > 0 } ports
        ? ports[replica]
        : throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no port before the application starts.");

    private EndpointAnnotation Find() =>
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"The resource '{Resource.Name}' has no endpoint '{EndpointName}'.");
}

public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider
{
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(property switch
    {
        EndpointProperty.Host => endpointReference.Host,
        EndpointProperty.HostAndPort => $"{endpointReference.Host}:{endpointReference.Port.ToString(CultureInfo.InvariantCulture)}",
        _ => endpointReference.Port.ToString(CultureInfo.InvariantCulture),
    });
}
