using System.Globalization;

namespace KubeNetTui.Evidence;

/// <summary>
/// The plain text of <c>ip addr</c>. iproute2's and busybox's differ in blanks and in what they leave out; a header line begins in
/// the first column, what belongs to it is indented.
/// </summary>
internal static class LinkText
{
    public static LinkTable Parse(string text)
    {
        List<NetworkLink> links = [];
        List<NotUnderstoodLine> failed = [];
        List<LinkAddress> addresses = [];
        NetworkLink? link = null;
        foreach (var line in new TextLines(text))
        {
            if (line.IsWhiteSpace())
            {
                continue;
            }

            if (char.IsAsciiDigit(line[0]))
            {
                Close(links, addresses, ref link);
                link = Header(line);
                if (link is null)
                {
                    failed.Add(NotUnderstoodLine.Of(LineNumber(text, line), line, "an interface begins with its index and name"));
                }
            }
            else if (line[0] is not (' ' or '\t') || link is null || !Detail(line, ref link, addresses))
            {
                failed.Add(NotUnderstoodLine.Of(LineNumber(text, line), line, "what stands below an interface is indented: link/…, inet, inet6"));
            }
        }

        Close(links, addresses, ref link);
        return new(links, failed);
    }

    private static void Close(List<NetworkLink> links, List<LinkAddress> addresses, ref NetworkLink? link)
    {
        if (link is not null)
        {
            links.Add(link with { Addresses = [.. addresses] });
            addresses.Clear();
            link = null;
        }
    }

    /// <summary><c>87: veth2f79@if2: &lt;BROADCAST,UP&gt; mtu 1400 qdisc noqueue master cni0 state UP …</c>.</summary>
    private static NetworkLink? Header(ReadOnlySpan<char> line)
    {
        var colon = line.IndexOf(':');
        if (colon < 0 || !int.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            return null;
        }

        var words = new TextWords(line[(colon + 1)..]);
        var name = words.Next();
        if (name is not [.. var full, ':'] || full.IsEmpty)
        {
            return null;
        }

        var (peerIndex, peerName) = (0, "");
        var at = full.IndexOf('@');
        if (at > 0)
        {
            var peer = full[(at + 1)..];
            full = full[..at];
            if (!peer.StartsWith("if", StringComparison.Ordinal)
                || !int.TryParse(peer[2..], NumberStyles.None, CultureInfo.InvariantCulture, out peerIndex))
            {
                peerName = peer is "NONE" ? "" : peer.ToString();
            }
        }

        NetworkLink link = new() { Index = index, Name = full.ToString(), PeerIndex = peerIndex, PeerIsElsewhere = peerIndex > 0, PeerName = peerName };
        while (words.MoveNext())
        {
            var word = words.Current;
            if (word is ['<', .., '>'])
            {
                link = link with { Flags = word[1..^1].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries) };
            }
            else if (word is "mtu")
            {
                link = link with { Mtu = Number(words.Next()) };
            }
            else if (word is "master")
            {
                link = link with { Master = words.Next().ToString() };
            }
            else if (word is "state")
            {
                link = link with { State = words.Next().ToString() };
            }
        }

        return link;
    }

    private static bool Detail(ReadOnlySpan<char> line, ref NetworkLink link, List<LinkAddress> addresses)
    {
        var words = new TextWords(line);
        var first = words.Next();
        if (first.StartsWith("link/", StringComparison.Ordinal))
        {
            link = link with { LinkType = first[5..].ToString(), Mac = words.Next().ToString().ToLowerInvariant() };
            while (words.MoveNext())
            {
                link = words.Current switch
                {
                    "link-netnsid" or "link-netns" => link with { PeerIsElsewhere = true },
                    "promiscuity" => link with { Promiscuity = Number(words.Next()) },
                    _ => link,
                };
            }

            return true;
        }

        if (first is "inet" or "inet6")
        {
            return Address(ref words, addresses);
        }

        if (first is "veth" or "bridge" or "vxlan" or "ipip" or "geneve" or "dummy" or "wireguard" or "tun" or "vlan" or "macvlan" or "ipvlan")
        {
            link = link with { Kind = first.ToString() };
        }
        else if (first is "bridge_slave")
        {
            link = link with { Port = Port(words) };
        }

        // Other details of -d and -s take many forms, and nothing here rests on them.
        return true;
    }

    private static bool Address(ref TextWords words, List<LinkAddress> addresses)
    {
        var text = words.Next();
        var (peer, scope, usable) = ("", "", true);
        while (words.MoveNext())
        {
            switch (words.Current)
            {
                case "peer":
                    peer = words.Next().ToString();
                    break;
                case "scope":
                    scope = words.Next().ToString();
                    break;
                case "dadfailed":
                    usable = false;
                    break;
            }
        }

        // "inet 10.0.0.1 peer 10.0.0.2/32": the length belongs to the peer.
        var ranged = peer.Length > 0 ? peer : text;
        var slash = ranged.IndexOf('/');
        var local = text.IndexOf('/') is >= 0 and var end ? text[..end] : text;
        if (!IpPrefix.TryParse(local, out _))
        {
            return false;
        }

        var length = slash < 0 ? (local.Contains(':') ? 128 : 32) : Number(ranged[(slash + 1)..]);
        addresses.Add(new(IpText.Canonical(local.ToString()), length, scope, usable)
        {
            Peer = peer.Length > 0 ? IpText.Canonical(peer.AsSpan(0, slash < 0 ? peer.Length : slash).ToString()) : "",
        });
        return true;
    }

    private static BridgePortSettings Port(TextWords words)
    {
        (bool? hairpin, var state) = (null, "");
        while (words.MoveNext())
        {
            if (words.Current is "hairpin")
            {
                hairpin = words.Next() is "on";
            }
            else if (words.Current is "state")
            {
                state = words.Next().ToString();
            }
        }

        return new(hairpin, state);
    }

    private static int Number(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    // Only for lines that are not understood: counted when it is needed.
    private static int LineNumber(string text, ReadOnlySpan<char> line)
    {
        text.AsSpan().Overlaps(line, out var offset);
        return 1 + text.AsSpan(0, Math.Max(0, offset)).Count('\n');
    }
}
