using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Interfaces as <c>ip -j -d address</c> and <c>bridge -j -d link</c> print them (iproute2 6.1), and the plain text beside it.</summary>
internal static class LinkJson
{
    // Arrays are made by their constructor: a collection expression calls the generic Add, which trimming cannot follow.
    private const long Forever = 4294967295;

    public static JsonObject Loopback() => Link(1, "lo", ["LOOPBACK", "UP", "LOWER_UP"], 65536, "UNKNOWN", "loopback", "00:00:00:00:00:00",
        new JsonArray(Address("inet", "127.0.0.1", 8, "host", "lo"), Address("inet6", "::1", 128, "host")));

    public static JsonObject Ethernet(string mac, string ip, int prefix, int? peerIndex)
    {
        var broadcast = prefix == 24 ? ip[..ip.LastIndexOf('.')] + ".255" : null;
        var link = Link(2, "eth0", Up, PodNetwork.Mtu, "UP", "ether", mac,
            new JsonArray(Address("inet", ip, prefix, "global", "eth0", broadcast), Address("inet6", DemoId.LinkLocal(mac), 64, "link")));
        if (peerIndex is not { } index)
        {
            return link;
        }

        link.Insert(1, "link_index", index);
        link["linkinfo"] = new JsonObject { ["info_kind"] = "veth" };
        link["link_netnsid"] = 0;
        return link;
    }

    public static JsonObject Bridge(ShopNode node)
    {
        var link = Link(3, "cni0", Up, PodNetwork.Mtu, "UP", "ether", node.BridgeMac,
            new JsonArray(Address("inet", node.Gateway, 24, "global", "cni0", node.PodAddress(255)), Address("inet6", DemoId.LinkLocal(node.BridgeMac), 64, "link")));
        link["linkinfo"] = new JsonObject
        {
            ["info_kind"] = "bridge",
            ["info_data"] = JsonNode.Parse($$"""
                {"forward_delay":1500,"hello_time":200,"max_age":2000,"ageing_time":30000,"stp_state":0,"priority":32768,"vlan_filtering":0,
                 "bridge_id":"8000.{{node.BridgeMac}}","root_id":"8000.{{node.BridgeMac}}","root_port":0,"root_path_cost":0,"topology_change":0,
                 "topology_change_detected":0,"hello_timer":0.00,"tcn_timer":0.00,"topology_change_timer":0.00,"gc_timer":6.25,"group_fwd_mask":"0",
                 "group_addr":"01:80:c2:00:00:00","mcast_snooping":1,"mcast_router":1,"nf_call_iptables":0,"nf_call_ip6tables":0,"nf_call_arptables":0}
                """),
        };
        return link;
    }

    public static JsonObject Veth(PodNetwork pod, int port)
    {
        var link = Link(pod.HostIndex, pod.Veth, Up, PodNetwork.Mtu, "UP", "ether", pod.HostMac, new JsonArray(Address("inet6", DemoId.LinkLocal(pod.HostMac), 64, "link")));
        link.Insert(1, "link_index", 2);
        link["master"] = "cni0";
        link["link_netnsid"] = port - 1;
        link["promiscuity"] = 1;
        link["linkinfo"] = new JsonObject
        {
            ["info_kind"] = "veth",
            ["info_slave_kind"] = "bridge",
            ["info_slave_data"] = JsonNode.Parse($$"""
                {"state":"forwarding","priority":32,"cost":2,"hairpin":{{(pod.Hairpin ? "true" : "false")}},"guard":false,"root_block":false,"fastleave":false,
                 "learning":true,"flood":true,"id":"0x{{(0x8000 + port).ToString("x", CultureInfo.InvariantCulture)}}","no":"0x{{port.ToString("x", CultureInfo.InvariantCulture)}}",
                 "bridge_id":"8000.{{pod.Node.BridgeMac}}","root_id":"8000.{{pod.Node.BridgeMac}}","isolated":false,"locked":false}
                """),
        };
        return link;
    }

    public static JsonObject BridgePort(PodNetwork pod) => new()
    {
        ["ifindex"] = pod.HostIndex, ["link"] = "eth0", ["ifname"] = pod.Veth, ["flags"] = Words(Up), ["mtu"] = PodNetwork.Mtu, ["master"] = "cni0",
        ["state"] = "forwarding", ["priority"] = 32, ["cost"] = 2, ["hairpin"] = pod.Hairpin, ["guard"] = false, ["root_block"] = false,
        ["fastleave"] = false, ["learning"] = true, ["flood"] = true, ["mcast_flood"] = true, ["bcast_flood"] = true, ["mcast_router"] = 1,
        ["mcast_to_unicast"] = false, ["neigh_suppress"] = false, ["vlan_tunnel"] = false, ["isolated"] = false, ["locked"] = false,
    };

    /// <summary><c>ip address</c> without -j, from the same objects.</summary>
    /// <param name="peerNamespace">Name of the network namespace at the other end of a veth, by interface name.</param>
    public static string Text(IEnumerable<JsonObject> links, Func<string, string?> peerNamespace)
    {
        var text = new StringBuilder();
        foreach (var link in links)
        {
            var name = (string)link["ifname"]!;
            var peer = link["link_index"] is { } index ? $"@if{index}" : "";
            var master = link["master"] is { } bridge ? $" master {bridge}" : "";
            var queue = link["txqlen"] is { } length ? $" qlen {length}" : " ";
            text.Append(CultureInfo.InvariantCulture, $"{link["ifindex"]}: {name}{peer}: <{string.Join(',', ((JsonArray)link["flags"]!).Select(f => (string)f!))}> mtu {link["mtu"]} qdisc {link["qdisc"]}{master} state {link["operstate"]} group default{queue}\n");
            var end = peerNamespace(name) is { } ns ? $" link-netns {ns}" : link["link_netnsid"] is { } id ? $" link-netnsid {id}" : "";
            text.Append(CultureInfo.InvariantCulture, $"    link/{link["link_type"]} {link["address"]} brd {link["broadcast"]}{end}\n");
            foreach (var address in (JsonArray)link["addr_info"]!)
            {
                var broadcast = address!["broadcast"] is { } b ? $" brd {b}" : "";
                text.Append(CultureInfo.InvariantCulture, $"    {address["family"]} {address["local"]}/{address["prefixlen"]}{broadcast} scope {address["scope"]} {address["label"]}\n       valid_lft forever preferred_lft forever\n");
            }
        }

        return text.ToString();
    }

    private static readonly string[] Up = ["BROADCAST", "MULTICAST", "UP", "LOWER_UP"];

    private static JsonObject Link(int index, string name, string[] flags, int mtu, string state, string type, string mac, JsonArray addresses)
    {
        var link = new JsonObject { ["ifindex"] = index, ["ifname"] = name, ["flags"] = Words(flags), ["mtu"] = mtu, ["qdisc"] = "noqueue", ["operstate"] = state, ["group"] = "default" };
        if (!name.StartsWith("veth", StringComparison.Ordinal))
        {
            link["txqlen"] = 1000;
        }

        link["link_type"] = type;
        link["address"] = mac;
        link["broadcast"] = type == "loopback" ? "00:00:00:00:00:00" : "ff:ff:ff:ff:ff:ff";
        link["promiscuity"] = 0;
        link["allmulti"] = 0;
        link["min_mtu"] = type == "loopback" ? 0 : 68;
        link["max_mtu"] = type == "loopback" ? 0 : 65535;
        link["num_tx_queues"] = 1;
        link["num_rx_queues"] = 1;
        link["gso_max_size"] = 65536;
        link["gso_max_segs"] = 65535;
        link["addr_info"] = addresses;
        return link;
    }

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(w => (JsonNode)w)]);

    private static JsonObject Address(string family, string local, int prefix, string scope, string? label = null, string? broadcast = null)
    {
        var address = new JsonObject { ["family"] = family, ["local"] = local, ["prefixlen"] = prefix };
        if (broadcast is not null)
        {
            address["broadcast"] = broadcast;
        }

        address["scope"] = scope;
        if (label is not null)
        {
            address["label"] = label;
        }

        address["valid_life_time"] = Forever;
        address["preferred_life_time"] = Forever;
        return address;
    }
}
