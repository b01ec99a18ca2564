using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Sections of a generated node and of its pods, written when asked: what kube-proxy, the kernel and the network plugin would show.</summary>
internal sealed class SizeNodeSections(SizePlan plan, IReadOnlyList<JsonObject> systemPods)
{
    private readonly Dictionary<string, int> _nodes = plan.NodeNames.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
    private readonly SizeRules _rules = new(plan, systemPods);

    public int? NodeIndex(string name) => _nodes.TryGetValue(name, out var index) ? index : null;

    public string? OfNode(string name, string section)
    {
        if (NodeIndex(name) is not { } node)
        {
            return null;
        }

        var shop = Node(node);
        return section switch
        {
            "iptables-save" or "iptables-nft-save" => _rules.Write(),
            "ip6tables-save" or "iptables-legacy-save" or "kernel-log" or "conntrack-stats" => "",
            "conntrack-summary" => "total 2104 0\nstate 1800 0 tcp ESTABLISHED\nstate 200 0 tcp TIME_WAIT\nstate 104 0 udp -\nend\n",
            "sysctl" => SysctlText.Node(["lo", "eth0", "cni0"], 2104),
            "hairpin" => string.Concat(Pods(node).Select(p => $"/sys/class/net/{p.Veth}/brport/hairpin_mode:1\n")),
            "ip-addr" => ShopPodSections.Json([LinkJson.Loopback(), LinkJson.Ethernet(shop.Mac, shop.Address, 24, null), Bridge(node), .. Pods(node).Select((p, i) => Veth(p, i, shop))]),
            "ip-route" => ShopPodSections.Json(Routes(node)),
            "ip-rule" => ShopNodeSections.Rules,
            "resolv-conf" or "systemd-resolv-conf" => "nameserver 172.16.0.2\n",
            "uname" => $"Linux {name} 6.12.30 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n",
            "kubelet-healthz" => "ok",
            "kubelet-configz" => KubeletConfig(node),
            "kube-proxy-mode" => "iptables",
            "kube-proxy-healthz" => """{"lastUpdated":"@","currentTime":"@","nodeEligible":true}""".Replace("@", DemoTime.Nano(plan.Now), StringComparison.Ordinal),
            "ipvsadm.err" or "ipvsadm-stats.err" => "exit 127\nsh: 1: ipvsadm: not found\n",
            "nft.err" or "nft-json.err" => "exit 127\nsh: 1: nft: not found\n",
            "ufw.err" or "ipset.err" or "getenforce.err" => $"exit 127\nsh: 1: {section[..^4]}: not found\n",
            _ => null,
        };
    }

    /// <param name="pod">Its index.</param>
    public string? OfPod(int pod, string section)
    {
        var node = Node(plan.NodeOf(pod));
        var (ip, uid) = (SizePlan.Address(plan.PodIp(pod)), plan.Uid(pod, SizeUids.Pod).ToString());
        var gateway = SizePlan.Address(plan.NodeRange(plan.NodeOf(pod)) + 1);
        ListeningSocket[] sockets =
            [new("tcp", "*", 8080, "app"), new("tcp", "*", 9090, "app"), new("tcp", "*", 15000, "proxy"), new("tcp", "*", 15006, "proxy"), new("tcp", "*", 15021, "proxy")];
        return section switch
        {
            "ip-addr" => ShopPodSections.Json(LinkJson.Loopback(), LinkJson.Ethernet(DemoId.Mac(uid + "/eth0"), ip, 24, HostIndex(pod))),
            "ip-route" => ShopPodSections.Json(
                new JsonObject { ["dst"] = "default", ["gateway"] = gateway, ["dev"] = "eth0", ["flags"] = new JsonArray() },
                new JsonObject { ["dst"] = $"{SizePlan.Address(plan.NodeRange(plan.NodeOf(pod)))}/{plan.PodPrefix}", ["dev"] = "eth0", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = ip, ["flags"] = new JsonArray() }),
            "ip-neigh" => ShopPodSections.Json(new JsonObject { ["dst"] = gateway, ["dev"] = "eth0", ["lladdr"] = node.BridgeMac, ["state"] = new JsonArray("REACHABLE") }),
            "iptables-save" or "ip6tables-save" or "ss-established" => "",
            "ss-listen" => SocketText.Ss(sockets, uid, processes: false),
            "proc-net-tcp" => SocketText.Tcp(sockets, uid),
            "proc-net-tcp6" => SocketText.Tcp6(sockets, uid),
            "proc-net-udp" => SocketText.Udp(sockets, uid),
            "sysctl" => SysctlText.Pod(),
            "resolv-conf" => $"search {plan.NamespaceOf(plan.ServiceOf(pod))}.svc.cluster.local svc.cluster.local cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
            _ => null,
        };
    }

    private static ShopNode NewNode(string name, string address) => new(name, 0, address, "z1", 0);

    private ShopNode Node(int node) => NewNode(plan.NodeNames[node], SizePlan.Address(SizePlan.NodeIp(node)));

    private int HostIndex(int pod) => 4 + (pod / plan.Options.Nodes);

    /// <summary>The pods of a node: each run of as many pods as there are nodes has one on it.</summary>
    private IEnumerable<(string Veth, string Uid, int Index)> Pods(int node)
    {
        for (var pod = 0; pod < plan.Options.Pods; pod++)
        {
            if (plan.NodeOf(pod) == node)
            {
                var uid = plan.Uid(pod, SizeUids.Pod).ToString();
                yield return (DemoId.Veth(uid), uid, HostIndex(pod));
            }
        }
    }

    private JsonObject Bridge(int node)
    {
        var link = LinkJson.Bridge(Node(node));
        link["addr_info"] = new JsonArray(new JsonObject
        {
            ["family"] = "inet", ["local"] = SizePlan.Address(plan.NodeRange(node) + 1), ["prefixlen"] = plan.PodPrefix, ["scope"] = "global", ["label"] = "cni0",
        });
        return link;
    }

    private static JsonObject Veth((string Veth, string Uid, int Index) pod, int port, ShopNode node) => new()
    {
        ["ifindex"] = pod.Index, ["link_index"] = 2, ["ifname"] = pod.Veth, ["flags"] = new JsonArray("BROADCAST", "MULTICAST", "UP", "LOWER_UP"),
        ["mtu"] = PodNetwork.Mtu, ["master"] = "cni0", ["operstate"] = "UP", ["link_type"] = "ether", ["address"] = DemoId.Mac(pod.Uid + "/veth"), ["link_netnsid"] = port,
        ["linkinfo"] = new JsonObject
        {
            ["info_kind"] = "veth", ["info_slave_kind"] = "bridge",
            ["info_slave_data"] = new JsonObject { ["state"] = "forwarding", ["hairpin"] = true, ["bridge_id"] = "8000." + node.BridgeMac },
        },
        ["addr_info"] = new JsonArray(),
    };

    private IEnumerable<JsonObject> Routes(int node)
    {
        yield return new JsonObject { ["dst"] = "default", ["gateway"] = "172.16.0.1", ["dev"] = "eth0", ["flags"] = new JsonArray() };
        for (var other = 0; other < plan.Options.Nodes; other++)
        {
            var range = $"{SizePlan.Address(plan.NodeRange(other))}/{plan.PodPrefix}";
            yield return other == node
                ? new JsonObject { ["dst"] = range, ["dev"] = "cni0", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = SizePlan.Address(plan.NodeRange(node) + 1), ["flags"] = new JsonArray() }
                : new JsonObject { ["dst"] = range, ["gateway"] = SizePlan.Address(SizePlan.NodeIp(other)), ["dev"] = "eth0", ["flags"] = new JsonArray() };
        }
    }

    private string KubeletConfig(int node) => string.Create(CultureInfo.InvariantCulture,
        $"{{\"kubeletconfig\":{{\"port\":10250,\"clusterDomain\":\"cluster.local\",\"clusterDNS\":[\"10.96.0.10\"],\"hairpinMode\":\"hairpin-veth\",\"maxPods\":1000,\"podCIDR\":\"{SizePlan.Address(plan.NodeRange(node))}/{plan.PodPrefix}\",\"resolvConf\":\"/run/systemd/resolve/resolv.conf\",\"makeIPTablesUtilChains\":true}}}}");
}

/// <summary><c>iptables-save</c> of a generated cluster: every service programmed, the same on each node; written once.</summary>
internal sealed class SizeRules(SizePlan plan, IReadOnlyList<JsonObject> systemPods)
{
    private readonly Lazy<string> _text = new(() => Make(plan, systemPods));

    public string Write() => _text.Value;

    private static string Make(SizePlan plan, IReadOnlyList<JsonObject> systemPods)
    {
        var view = new SizeView(plan, systemPods);
        return IptablesSave.Write(new ShopNode("node", 0, "172.16.1.0", "z1", 0), view)
            .Replace("-s 10.244.0.0/24 ! -d 10.244.0.0/16", "-s 10.128.0.0/9 ! -d 10.128.0.0/9", StringComparison.Ordinal)
            .Replace(ShopNode.PodNetwork, "10.128.0.0/9", StringComparison.Ordinal);
    }

    /// <summary>Services and slices of the generated cluster, for the writer of rules.</summary>
    private sealed class SizeView(SizePlan plan, IReadOnlyList<JsonObject> systemPods) : IClusterView
    {
        private readonly Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> _lists = Lists(plan, systemPods);

        public DateTimeOffset Now => plan.Now;

        public IReadOnlyList<JsonObject> List(string resource) => [.. _lists[resource].Select(o => (JsonObject)JsonNode.Parse(o.Span)!)];

        private static Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> Lists(SizePlan plan, IReadOnlyList<JsonObject> systemPods)
        {
            var lists = new Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
            new SizeObjects(plan, TimeProvider.System).AddTo(lists, systemPods);
            return lists;
        }
    }
}
