using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace TrackTok.AppHost.Local;

/// <summary>Hands out loopback ports. Those not asked for by number come from below the range that outgoing connections are given.</summary>
internal sealed class Ports
{
    private const int First = 15000, Last = 31999;
    private readonly HashSet<int> _given = [];

    public int Fixed(int port, string owner)
    {
        if (IsFree(port) && _given.Add(port))
            return port;
        throw new DistributedApplicationException($"Port {port}, which '{owner}' needs, is taken by {HolderOf(port)}. End it, or choose another port.");
    }

    /// <summary>This one if it is free, for the sake of people's bookmarks; else any.</summary>
    public int Preferably(int port) => IsFree(port) && _given.Add(port) ? port : Any();

    public int Any()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (!_given.Contains(port) && IsFree(port))
            {
                _given.Add(port);
                return port;
            }
        }
    }

    public void Allocate(IEnumerable<IResource> resources, LocalOptions options)
    {
        var endpoints = resources.SelectMany(r => r.Annotations.OfType<EndpointAnnotation>().Select((endpoint, i) =>
            (Resource: r, Endpoint: endpoint, Port: (i == 0 ? options.PortOf(r.Name) : null) ?? (options.RandomizePorts ? null : endpoint.Port)))).ToList();
        // Those with a port of their own first, lest one of them is given away.
        foreach (var (resource, endpoint, wanted) in endpoints.OrderBy(e => e.Port is null))
        {
            var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
            if (wanted is not null && replicas > 1)
                throw new DistributedApplicationException($"'{resource.Name}' has {replicas} replicas, which cannot share the port {wanted}.");
            endpoint.AllocatedPorts = wanted is { } port
                ? [Fixed(port, resource.Name)]
                : [.. Enumerable.Range(0, replicas).Select(_ => endpoint.PreferredPort is { } preferred ? Preferably(preferred) : Any())];
        }
    }

    private static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    private static bool CanListen(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException e)
        {
            // A machine without the address cannot have anybody else listen there.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }

    /// <summary>Names the process that listens: by the socket's number in the kernel's table, then by who holds that socket.</summary>
    private static string HolderOf(int port)
    {
        var local = $":{port:X4}";
        var sockets = new[] { "/proc/net/tcp", "/proc/net/tcp6" }.Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(f => f.Length > 9 && f[3] == "0A" && f[1].EndsWith(local, StringComparison.Ordinal)).Select(f => $"socket:[{f[9]}]").ToHashSet();
        var holder = ProcessTable.All().Cast<int?>().FirstOrDefault(process => Holds(process!.Value, sockets));
        return holder is null ? "another process" : ProcessTable.Describe(holder.Value);
    }

    private static bool Holds(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/fd")
                .Any(entry => new FileInfo(entry).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
