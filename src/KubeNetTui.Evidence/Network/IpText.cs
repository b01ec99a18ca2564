using System.Net;
using System.Net.Sockets;

namespace KubeNetTui.Evidence;

/// <summary>
/// Addresses as texts that can be compared: tools write one IPv6 address in several ways (<c>/proc/net/nf_conntrack</c> in full,
/// <c>conntrack -L</c> short, sockets of both families as <c>::ffff:10.0.0.1</c>), the API in yet others.
/// </summary>
public static class IpText
{
    /// <summary>
    /// IPv4 as four decimal numbers, IPv6 as RFC 5952 has it, IPv4-mapped addresses as IPv4, without zone and brackets. A text that is
    /// no address comes back as it is.
    /// </summary>
    public static string Canonical(string text)
    {
        var bare = Bare(text);
        if (!bare.Contains(':'))
        {
            return bare.Length == text.Length ? text : bare.ToString();
        }

        return IPAddress.TryParse(bare, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : text;
    }

    public static bool IsV6(ReadOnlySpan<char> text) => text.Contains(':');

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public static bool IsLoopback(ReadOnlySpan<char> text) =>
        text.StartsWith("127.", StringComparison.Ordinal) || text is "::1";

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> text)
    {
        text = text is ['[', .., ']'] ? text[1..^1] : text;
        var zone = text.IndexOf('%');
        return zone < 0 ? text : text[..zone];
    }
}
