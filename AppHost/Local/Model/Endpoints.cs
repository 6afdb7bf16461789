using System.Globalization;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>An address that a resource listens on. A port that is not given is chosen at start, one for each replica.</summary>
public sealed class EndpointAnnotation(ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null, int? port = null, int? targetPort = null)
    : IResourceAnnotation
{
    public string UriScheme { get; set; } = uriScheme ?? "tcp";
    public string Name { get; set; } = name ?? uriScheme ?? "tcp";
    public string Transport { get; set; } = transport ?? (uriScheme == "http" ? "http" : "tcp");
    public ProtocolType Protocol { get; set; } = protocol;
    public int? Port { get; set; } = port;
    public int? TargetPort { get; set; } = targetPort;
    public string TargetHost { get; set; } = "localhost";
    public bool IsExternal { get; set; }

    /// <summary>The environment variable that tells the process its port, if it asks for one.</summary>
    internal string? PortVariable { get; set; }
    internal int? PreferredPort { get; set; }
    /// <summary>One port a replica, filled in when the application starts.</summary>
    internal IReadOnlyList<int> AllocatedPorts { get; set; } = [];
}

public enum EndpointProperty { Url, Host, IPV4Host, Port, Scheme, TargetPort, HostAndPort }

/// <summary>An endpoint of a resource by name, which need not exist yet.</summary>
public sealed class EndpointReference(IResourceWithEndpoints owner, string endpointName) : IValueProvider, IManifestExpressionProvider
{
    // Loopback by number: nothing to look up, and the same for every client library.
    private const string Loopback = "127.0.0.1";

    public IResourceWithEndpoints Resource { get; } = owner;
    public string EndpointName { get; } = endpointName;
    public EndpointAnnotation EndpointAnnotation => Find() ?? throw new InvalidOperationException($"The resource '{Resource.Name}' has no endpoint '{EndpointName}'.");
    public bool Exists => Find() is not null;
    public bool IsAllocated => Find() is { AllocatedPorts.Count: > 0 };
    public string Scheme => EndpointAnnotation.UriScheme;
    public string Host { get; } = Loopback;
    public int Port => PortOf(0);
    public string Url => UrlOf(0);
    public string ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    internal string UrlOf(int replica) => $"{Scheme}://{Host}:{PortOf(replica).ToString(CultureInfo.InvariantCulture)}";
    internal int PortOf(int replica) => IsAllocated
        ? EndpointAnnotation.AllocatedPorts[replica]
        : throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no port before the application starts.");

    private EndpointAnnotation? Find() =>
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(e => string.Equals(e.Name, EndpointName, StringComparison.OrdinalIgnoreCase));
}

public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IValueProvider, IManifestExpressionProvider
{
    public EndpointReference Endpoint { get; } = endpointReference;
    public EndpointProperty Property { get; } = property;
    public string ValueExpression => $"{{{Endpoint.Resource.Name}.bindings.{Endpoint.EndpointName}.{Property.ToString().ToLowerInvariant()}}}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Host or EndpointProperty.IPV4Host => Endpoint.Host,
        EndpointProperty.Scheme => Endpoint.Scheme,
        EndpointProperty.HostAndPort => $"{Endpoint.Host}:{Endpoint.Port.ToString(CultureInfo.InvariantCulture)}",
        _ => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
    });
}
