using System.Net;
using System.Net.Sockets;

namespace OpsAgent.Core.Operations.Messages;

/// <summary>
/// Which addresses a webhook may be reached at: those of the public internet. Everything else is refused, by the special
/// purpose registries of RFC 6890: private, loopback, link-local with the metadata services, carrier-grade NAT, multicast,
/// reserved, documentation; of IPv6 only 2000::/3 remains, without the forms that carry an IPv4 address inside.
/// </summary>
public static class PublicAddress
{
    private static readonly Prefix[] RefusedV4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/3",
        }.Select(Prefix.Parse),
    ];

    private static readonly Prefix Global = Prefix.Parse("2000::/3");

    private static readonly Prefix[] RefusedV6 =
    [
        // Protocol assignments with Teredo, documentation, 6to4, AS112, documentation.
        .. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20" }.Select(Prefix.Parse),
    ];

    public static bool Is(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !IsIn(RefusedV4, address.GetAddressBytes()),
        AddressFamily.InterNetworkV6 => address.ScopeId == 0 && IsPublicV6(address.GetAddressBytes()),
        _ => false,
    };

    private static bool IsPublicV6(byte[] address) => Global.Contains(address) && !IsIn(RefusedV6, address) && !IsIsatap(address);

    private static bool IsIn(Prefix[] prefixes, byte[] address) => Array.Exists(prefixes, p => p.Contains(address));

    // RFC 5214: an IPv4 address behind 0000:5efe or 0200:5efe in the second half.
    private static bool IsIsatap(byte[] address) => (address[8] & 0xFC) == 0 && address[9] == 0 && address[10] == 0x5E && address[11] == 0xFE;

    // IPNetwork.Contains of .NET 10 finds ::ffff:8.8.8.8 in 2000::/3.
    private sealed record Prefix(byte[] Bits, int Length)
    {
        public static Prefix Parse(string text)
        {
            var network = IPNetwork.Parse(text);
            return new Prefix(network.BaseAddress.GetAddressBytes(), network.PrefixLength);
        }

        public bool Contains(byte[] address)
        {
            var (whole, rest) = (Length / 8, Length % 8);
            return address.Length == Bits.Length
                && address.AsSpan(0, whole).SequenceEqual(Bits.AsSpan(0, whole))
                && (rest == 0 || (address[whole] ^ Bits[whole]) >> (8 - rest) == 0);
        }
    }
}
