using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Kinds;

/// <summary>Ranges of addresses: how many there are in one.</summary>
internal static class AddressRange
{
    // Beyond this nobody counts: an IPv6 /64.
    private const int MostBits = 62;

    public static IPNetwork? Parse(string cidr) => IPNetwork.TryParse(cidr, out var range) ? range : null;

    /// <summary>Addresses that services can have; 0: more than anybody counts. Of IPv4 the first and the last are left out.</summary>
    public static long Size(IPNetwork range)
    {
        var bits = BitsOf(range);
        return bits > MostBits ? 0
            : range.BaseAddress.AddressFamily == AddressFamily.InterNetwork && bits > 1 ? (1L << bits) - 2
            : 1L << bits;
    }

    /// <summary><c>65534</c>, <c>2^64</c>; "?" for what is no range.</summary>
    public static string SizeText(string cidr) => Parse(cidr) is not { } range ? "?" : Size(range) is > 0 and var size ? $"{size}" : $"2^{BitsOf(range)}";

    private static int BitsOf(IPNetwork range) => (range.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) - range.PrefixLength;
}
