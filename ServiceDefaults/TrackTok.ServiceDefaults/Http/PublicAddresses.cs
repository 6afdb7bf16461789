using System.Net;
using System.Net.Sockets;

namespace TrackTok.ServiceDefaults;

/// <summary>Tells the public internet from our own network, wherever a company's people say whom we call: only there may they lead us.</summary>
public static class PublicAddresses
{
    /// <summary>True for an address of the public internet: not of this machine, a private or shared network, documentation, or many hosts at once.</summary>
    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6) return Global.Contains(address) && !SpecialIPv6.Any(network => network.Contains(address));
        return !SpecialIPv4.Any(network => network.Contains(address));
    }

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Documentation, and the ways in which an IPv4 address is wrapped in an IPv6 one.</summary>
    private static readonly IPNetwork[] SpecialIPv6 = [.. new[] { "2001:db8::/32", "2001::/23", "2002::/16", "3fff::/20" }.Select(text => IPNetwork.Parse(text))];

    private static readonly IPNetwork[] SpecialIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(text => IPNetwork.Parse(text)),
    ];
}
