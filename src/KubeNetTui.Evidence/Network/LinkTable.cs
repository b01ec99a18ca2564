using System.Text.Json;

namespace KubeNetTui.Evidence;

/// <summary>The interfaces of one network namespace with their addresses.</summary>
public sealed class LinkTable
{
    private readonly Lazy<Dictionary<string, NetworkLink>> _byName;
    private readonly Lazy<Dictionary<int, NetworkLink>> _byIndex;

    public LinkTable(IReadOnlyList<NetworkLink> items, IReadOnlyList<NotUnderstoodLine> notUnderstood)
    {
        (Items, NotUnderstood) = (items, notUnderstood);
        _byName = new(() => items.GroupBy(l => l.Name).ToDictionary(g => g.Key, g => g.First()));
        _byIndex = new(() => items.GroupBy(l => l.Index).ToDictionary(g => g.Key, g => g.First()));
    }

    public IReadOnlyList<NetworkLink> Items { get; }

    public IReadOnlyList<NotUnderstoodLine> NotUnderstood { get; }

    public NetworkLink? Find(string name) => _byName.Value.GetValueOrDefault(name);

    public NetworkLink? Find(int index) => _byIndex.Value.GetValueOrDefault(index);

    /// <summary>The interface that has the address; null where none has.</summary>
    public NetworkLink? WithAddress(string address)
    {
        var canonical = IpText.Canonical(address);
        return Items.FirstOrDefault(l => l.Addresses.Any(a => a.Address == canonical));
    }

    /// <summary>Ports of a bridge.</summary>
    public IEnumerable<NetworkLink> PortsOf(string bridge) => Items.Where(l => l.Master == bridge);

    /// <summary><c>ip -j -d addr</c>, <c>ip -j addr</c>, <c>ip -j -d link</c>.</summary>
    public static LinkTable ParseJson(string text)
    {
        List<NetworkLink> links = [];
        var failed = JsonItems.Read(text, item =>
        {
            var name = item.Text("ifname");
            if (name.Length == 0)
            {
                return "no ifname";
            }

            links.Add(Link(item, name));
            return null;
        });
        return new(links, failed);
    }

    /// <summary><c>ip addr</c>, <c>ip -d addr</c>, <c>ip link</c>, of iproute2 or busybox.</summary>
    public static LinkTable ParseText(string text) => LinkText.Parse(text);

    private static NetworkLink Link(JsonElement item, string name)
    {
        var info = item.Object("linkinfo");
        var kind = info?.Text("info_kind") ?? "";
        var peer = item.Int("link_index");
        var elsewhere = item.TryGetProperty("link_netnsid", out _);
        return new NetworkLink
        {
            Index = item.Int("ifindex"),
            Name = name,
            PeerIndex = peer,
            PeerIsElsewhere = elsewhere,
            PeerName = elsewhere ? "" : item.Text("link"),
            Flags = item.Texts("flags"),
            Mtu = item.Int("mtu"),
            State = item.Text("operstate"),
            Master = item.Text("master"),
            Kind = kind,
            LinkType = item.Text("link_type"),
            Mac = item.Text("address").ToLowerInvariant(),
            Promiscuity = item.Number("promiscuity") is { } count ? (int)Math.Clamp(count, 0, int.MaxValue) : null,
            Port = info?.Text("info_slave_kind") == "bridge" && info.Value.Object("info_slave_data") is { } port
                ? new(port.IsOn("hairpin"), port.Text("state"))
                : null,
            CallsIptables = info?.Object("info_data")?.IsOn("nf_call_iptables"),
            Tunnel = info?.Object("info_data") is { } data ? Tunnel(kind, data, item) : null,
            Addresses = [.. item.Objects("addr_info").Select(Address).OfType<LinkAddress>()],
        };
    }

    private static LinkAddress? Address(JsonElement item)
    {
        var local = item.Text("local");
        if (local.Length == 0)
        {
            return null;
        }

        // With a peer, "address" is the other end and the prefix length belongs to it.
        var peer = item.Text("address");
        return new(IpText.Canonical(local), item.Int("prefixlen"), item.Text("scope"), item.IsOn("dadfailed") is not true)
        {
            Peer = peer.Length > 0 && peer != local ? IpText.Canonical(peer) : "",
        };
    }

    private static TunnelSettings? Tunnel(string kind, JsonElement data, JsonElement link) => kind switch
    {
        "vxlan" or "geneve" or "ipip" or "gre" or "gretap" or "sit" or "ip6tnl" or "ip6gre" or "ip6gretap" or "wireguard" => new()
        {
            Id = data.Int("id") is > 0 and var id ? id : data.Int("vni"),
            Local = Canonical(data.Text("local"), data.Text("local6")),
            Remote = Canonical(data.Text("remote"), data.Text("remote6"), data.Text("group"), data.Text("group6")),
            Device = data.Text("link") is { Length: > 0 } device ? device : link.Text("link"),
            Port = data.Int("port"),
            Learning = data.IsOn("learning"),
            IsExternal = data.IsOn("external") is true || data.IsOn("collect_metadata") is true,
        },
        _ => null,
    };

    // "any" is what tunnels without one say.
    private static string Canonical(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text is { Length: > 0 } and not ("any" or "0.0.0.0" or "::"))
            {
                return IpText.Canonical(text);
            }
        }

        return "";
    }
}
