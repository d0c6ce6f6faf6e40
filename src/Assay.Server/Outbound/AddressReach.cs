using System.Net;

namespace Assay.Server.Outbound;

/// <summary>Where an address leads.</summary>
internal enum Reach
{
    /// <summary>Somewhere in the internet.</summary>
    Public,

    /// <summary>This machine or its own networks.</summary>
    Private,

    /// <summary>Nowhere that a receiver can be: link-local, a cloud's metadata, multicast, reserved, or another address in disguise.</summary>
    Never,
}

/// <summary>Tells where an address leads, also one that hides another.</summary>
internal static class AddressReach
{
    private static readonly IPNetwork[] NeverIn4 = Networks(
        "0.0.0.0/8", "100.100.100.200/32", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4");

    private static readonly IPNetwork[] PrivateIn4 = Networks("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

    // IETF protocols with Teredo among them, documentation, 6to4, documentation.
    private static readonly IPNetwork[] NeverIn6 = Networks("fd00:ec2::254/128", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static readonly IPNetwork[] PrivateIn6 = Networks("::1/128", "fc00::/7");

    private static readonly IPNetwork GlobalIn6 = IPNetwork.Parse("2000::/3");

    /// <summary>What a gateway makes of an IPv4 address where only IPv6 is spoken.</summary>
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static Reach Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return Of(address.MapToIPv4());
        }

        if (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork)
        {
            return IsIn(NeverIn4, address) ? Reach.Never : IsIn(PrivateIn4, address) ? Reach.Private : Reach.Public;
        }

        // A zone names a link of this machine.
        address = new IPAddress(address.GetAddressBytes());
        return Translated.Contains(address) ? (Of(new IPAddress(address.GetAddressBytes().AsSpan(12))) == Reach.Public ? Reach.Public : Reach.Never)
            : IsIn(NeverIn6, address) ? Reach.Never
            : IsIn(PrivateIn6, address) ? Reach.Private
            : GlobalIn6.Contains(address) ? Reach.Public
            : Reach.Never;
    }

    private static bool IsIn(IPNetwork[] networks, IPAddress address) => networks.Any(n => n.Contains(address));

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}
