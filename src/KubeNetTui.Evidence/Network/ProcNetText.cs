using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace KubeNetTui.Evidence;

/// <summary>
/// <c>/proc/net/tcp</c> and its like (net/ipv4/tcp_ipv4.c, get_tcp4_sock): ports are plain hex, addresses 32-bit words printed as the
/// machine has them in memory, so that their bytes are the wrong way round on little-endian machines.
/// </summary>
internal static class ProcNetText
{
    // include/net/tcp_states.h; the words are those of ss.
    private static readonly string[] States =
        ["", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECV"];

    public static SocketTable Parse(string text, SocketProtocol protocol, bool? bigEndian)
    {
        var swap = !(bigEndian ?? LooksBigEndian(text));
        List<SocketEntry> sockets = [];
        List<NotUnderstoodLine> failed = [];
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace() || line.TrimStart().StartsWith("sl ", StringComparison.Ordinal))
            {
                continue;
            }

            if (Socket(line, protocol, swap) is { } socket)
            {
                sockets.Add(socket);
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "SL: ADDRESS:PORT ADDRESS:PORT STATE … was expected"));
            }
        }

        return new(sockets, failed);
    }

    /// <summary>Loopback is on every machine: 7F000001 is big-endian, 0100007F is not.</summary>
    private static bool LooksBigEndian(ReadOnlySpan<char> text) => text.Count(" 7F00") > text.Count("00007F:");

    private static SocketEntry? Socket(ReadOnlySpan<char> line, SocketProtocol protocol, bool swap)
    {
        var words = new TextWords(line);
        if (words.Next() is not [.., ':'] || !TryAddress(words.Next(), swap, out var local) || !TryAddress(words.Next(), swap, out var peer)
            || !int.TryParse(words.Next(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var state)
            || !TryQueues(words.Next(), out var sent, out var received))
        {
            return null;
        }

        // UDP has two states only: bound (7), and connected (1).
        var word = protocol == SocketProtocol.Udp ? (state == 1 ? "ESTAB" : "UNCONN") : state >= 0 && state < States.Length ? States[state] : "";
        return new SocketEntry
        {
            Protocol = protocol, State = word, Address = local.Address, Port = local.Port, PeerAddress = peer.Address, PeerPort = peer.Port,
            IsV6Socket = local.IsV6, ReceiveQueue = received, SendQueue = sent,
        };
    }

    private static bool TryAddress(ReadOnlySpan<char> word, bool swap, out (string Address, int Port, bool IsV6) address)
    {
        address = ("", 0, false);
        if (word.IndexOf(':') is not (8 or 32) || !int.TryParse(word[(word.IndexOf(':') + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address.Port))
        {
            return false;
        }

        var hex = word[..word.IndexOf(':')];
        Span<byte> bytes = stackalloc byte[hex.Length / 2];
        var zero = true;
        for (var i = 0; i < hex.Length; i += 8)
        {
            if (!uint.TryParse(hex.Slice(i, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var part))
            {
                return false;
            }

            zero &= part == 0;
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(i / 2)..], swap ? BinaryPrimitives.ReverseEndianness(part) : part);
        }

        address.IsV6 = hex.Length == 32;
        address.Address = zero ? "" : IpText.Canonical(new IPAddress(bytes).ToString());
        return true;
    }

    private static bool TryQueues(ReadOnlySpan<char> word, out long sent, out long received)
    {
        (sent, received) = (0, 0);
        var colon = word.IndexOf(':');
        return colon > 0
            && long.TryParse(word[..colon], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out sent)
            && long.TryParse(word[(colon + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out received);
    }
}
