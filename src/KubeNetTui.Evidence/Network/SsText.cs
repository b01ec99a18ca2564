using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>
/// Lines of <c>ss</c>. Addresses changed over its versions: any is <c>*:80</c> (of an IPv6 socket that takes both families, since
/// iproute2 4.15) or <c>0.0.0.0:80</c> and <c>[::]:80</c>; before, <c>*:80</c> was IPv4 and <c>:::80</c> IPv6.
/// </summary>
internal static class SsText
{
    public static SocketTable Parse(string text)
    {
        List<SocketEntry> sockets = [];
        List<NotUnderstoodLine> failed = [];
        var isOld = IsOld(text);
        var number = 0;
        foreach (var line in new TextLines(text))
        {
            number++;
            if (line.IsWhiteSpace() || line.StartsWith("Netid", StringComparison.Ordinal) || line.StartsWith("State", StringComparison.Ordinal))
            {
                continue;
            }

            // Wide outputs of old versions put the processes on a line of their own.
            if (line.TrimStart().StartsWith("users:((", StringComparison.Ordinal) && sockets.Count > 0)
            {
                sockets[^1] = WithProcess(sockets[^1], line.TrimStart());
            }
            else if (Socket(line, isOld) is { } socket)
            {
                sockets.Add(socket);
            }
            else
            {
                failed.Add(NotUnderstoodLine.Of(number, line, "STATE RECV-Q SEND-Q LOCAL:PORT PEER:PORT was expected"));
            }
        }

        return new(sockets, failed);
    }

    private static bool IsOld(ReadOnlySpan<char> text) =>
        text.Contains(":::", StringComparison.Ordinal) && !text.Contains("[::", StringComparison.Ordinal) && !text.Contains("0.0.0.0:", StringComparison.Ordinal);

    private static SocketEntry? Socket(ReadOnlySpan<char> line, bool isOld)
    {
        var words = new TextWords(line);
        var first = words.Next();
        SocketProtocol? protocol = first switch { "tcp" => SocketProtocol.Tcp, "udp" => SocketProtocol.Udp, _ => null };
        if (protocol is null && first is not [>= 'A' and <= 'Z', ..])
        {
            return null;
        }

        var state = (protocol is null ? first : words.Next()).ToString();
        if (!long.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var received)
            || !long.TryParse(words.Next(), NumberStyles.None, CultureInfo.InvariantCulture, out var sent)
            || !TryAddress(words.Next(), isOld, out var local) || !TryAddress(words.Next(), isOld, out var peer))
        {
            return null;
        }

        SocketEntry socket = new()
        {
            // Without the first column only one protocol was asked for: -t, as in "ss -tan".
            Protocol = protocol ?? (state is "UNCONN" ? SocketProtocol.Udp : SocketProtocol.Tcp),
            State = state,
            Address = local.Address,
            Port = local.Port,
            PeerAddress = peer.Address,
            PeerPort = peer.Port,
            IsV6Socket = local.IsV6,
            V6Only = local.IsV6 ? local.V6Only : null,
            Device = local.Device,
            ReceiveQueue = received,
            SendQueue = sent,
        };
        while (words.MoveNext())
        {
            socket = words.Current.StartsWith("users:((", StringComparison.Ordinal) ? WithProcess(socket, words.Current)
                : words.Current is "v6only:1" ? socket with { V6Only = true }
                : words.Current is "v6only:0" ? socket with { V6Only = false }
                : socket;
        }

        return socket;
    }

    // users:(("nginx",pid=12,fd=6),("nginx",pid=13,fd=6)), of old versions users:(("nginx",12,6)). A name with a blank is cut at it.
    private static SocketEntry WithProcess(SocketEntry socket, ReadOnlySpan<char> users)
    {
        var rest = users["users:((".Length..].TrimStart('"');
        var end = rest.IndexOfAny('"', ',');
        var name = end < 0 ? rest : rest[..end];
        var comma = end < 0 ? -1 : rest[end..].IndexOf(',');
        var pid = 0;
        if (comma >= 0)
        {
            var number = rest[(end + comma + 1)..];
            number = number.StartsWith("pid=", StringComparison.Ordinal) ? number[4..] : number;
            var digits = number.IndexOfAnyExceptInRange('0', '9');
            _ = int.TryParse(digits < 0 ? number : number[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out pid);
        }

        return socket with { Process = name.ToString(), Pid = pid };
    }

    private static bool TryAddress(ReadOnlySpan<char> word, bool isOld, out (string Address, int Port, bool IsV6, bool? V6Only, string Device) address)
    {
        address = ("", 0, false, null, "");
        var colon = word.LastIndexOf(':');
        if (colon < 0)
        {
            return false;
        }

        var port = word[(colon + 1)..];
        if (port is not "*" && !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out address.Port))
        {
            return false;
        }

        var host = word[..colon];
        if (host.IndexOf('%') is >= 0 and var zone)
        {
            address.Device = host[(zone + 1)..].TrimEnd(']').ToString();
            host = host is ['[', ..] ? host[1..zone] : host[..zone];
        }

        host = host is ['[', .., ']'] ? host[1..^1] : host;
        switch (host)
        {
            case "*":
                (address.IsV6, address.V6Only) = (!isOld, isOld ? null : false);
                return true;
            case "0.0.0.0":
                return true;
            case "::":
                (address.IsV6, address.V6Only) = (true, isOld ? null : true);
                return true;
            default:
                address.IsV6 = host.Contains(':');
                address.Address = IpText.Canonical(host.ToString());
                return IpPrefix.TryParse(address.Address, out _);
        }
    }
}
