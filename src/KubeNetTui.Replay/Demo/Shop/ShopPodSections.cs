using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Sections from inside a pod's network namespace; a hostNetwork pod has its node's.</summary>
internal static class ShopPodSections
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "cgroup", "ip-addr", "ip-addr.txt", "ip-neigh", "ip-route", "ip-route.txt", "ip-rule", "ip6tables-save", "iptables-save", "proc-net-tcp",
        "proc-net-tcp6", "proc-net-udp", "proc-net-udp6", "resolv-conf", "ss-established", "ss-listen", "sysctl",
    ];

    public static string? Find(IClusterView view, string ns, string name, string section)
    {
        if (view.List("pods").FirstOrDefault(p => PodView.Name(p) == name && PodView.Namespace(p) == ns) is not { } pod
            || PodView.Node(pod) is not { } nodeName || ShopNode.All.FirstOrDefault(n => n.Name == nodeName) is not { } node)
        {
            return null;
        }

        if (section == "resolv-conf")
        {
            return ResolvConf(pod, node);
        }

        if (section == "cgroup")
        {
            return Cgroup(pod);
        }

        if (PodView.IsHostNetwork(pod))
        {
            return ShopNodeSections.Find(view, nodeName, section);
        }

        return PodView.HasOwnNetwork(pod) ? Own(new PodNetwork(pod, node, PodView.Ip(pod)!), section) : null;
    }

    private static string? Own(PodNetwork network, string section)
    {
        var links = new[] { LinkJson.Loopback(), LinkJson.Ethernet(network.PodMac, network.Ip, 24, network.HostIndex) };
        var gateway = network.Node.Gateway;
        return section switch
        {
            "ip-addr" => Json(links),
            "ip-addr.txt" => LinkJson.Text(links, _ => null),
            "ip-route" => Json(Routes(network)),
            "ip-route.txt" => ShopNodeSections.RouteText(Routes(network)),
            "ip-rule" => ShopNodeSections.Rules,
            "ip-neigh" => Json(new JsonObject { ["dst"] = gateway, ["dev"] = "eth0", ["lladdr"] = network.Node.BridgeMac, ["state"] = new JsonArray("REACHABLE") }),
            "iptables-save" or "ip6tables-save" => "",
            "ss-established" => Connections(network),
            "proc-net-udp6" => SocketText.Udp6(network.Sockets, network.Uid),
            "ss-listen" => SocketText.Ss(network.Sockets, network.Uid, processes: false),
            "proc-net-tcp" => SocketText.Tcp(network.Sockets, network.Uid),
            "proc-net-tcp6" => SocketText.Tcp6(network.Sockets, network.Uid),
            "proc-net-udp" => SocketText.Udp(network.Sockets, network.Uid),
            "sysctl" => SysctlText.Pod(),
            _ => null,
        };
    }

    private static IEnumerable<JsonObject> Routes(PodNetwork network)
    {
        static JsonArray Flags() => new();
        yield return new JsonObject { ["dst"] = "default", ["gateway"] = network.Node.Gateway, ["dev"] = "eth0", ["flags"] = Flags() };
        yield return new JsonObject { ["dst"] = network.Node.PodCidr, ["dev"] = "eth0", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = network.Ip, ["flags"] = Flags() };
        foreach (var (ip, device) in (IEnumerable<(string, string)>)[(network.Ip, "eth0"), ("127.0.0.1", "lo")])
        {
            yield return new JsonObject
            {
                ["type"] = "local", ["dst"] = ip, ["dev"] = device, ["table"] = "local", ["protocol"] = "kernel", ["scope"] = "host", ["prefsrc"] = ip, ["flags"] = Flags(),
            };
        }
    }

    /// <summary>What <c>ads</c> leaves behind for each bid; other pods' sockets are quiet.</summary>
    private static string Connections(PodNetwork network)
    {
        if ((string?)network.Pod["metadata"]!["labels"]?["app"] != "ads")
        {
            return "";
        }

        var text = new StringBuilder();
        for (var i = 0; i < 240; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"TIME-WAIT 0      0      {network.Ip}:{32768 + DemoId.Number($"{network.Uid}/tw/{i}", 28000)} 198.51.100.{10 + (i % 8)}:80\n");
        }

        return text.ToString();
    }

    /// <summary>dnsPolicy ClusterFirst: the cluster's DNS and search path; Default: the node's own.</summary>
    public static string ResolvConf(JsonObject pod, ShopNode node)
    {
        var policy = (string?)pod["spec"]!["dnsPolicy"];
        if (policy == "Default" || (policy == "ClusterFirst" && PodView.IsHostNetwork(pod)))
        {
            return ShopNodeSections.KubeletResolvConf(node);
        }

        return $"search {PodView.Namespace(pod)}.svc.cluster.local svc.cluster.local cluster.local\nnameserver {ShopNode.ClusterDns}\noptions ndots:5\n";
    }

    private static string Cgroup(JsonObject pod)
    {
        var uid = PodView.Uid(pod)!;
        var quality = (string?)pod["status"]?["qosClass"] == "BestEffort" ? "besteffort" : "burstable";
        var id = ((string?)pod["status"]?["containerStatuses"]?[0]?["containerID"])?.Replace("containerd://", "", StringComparison.Ordinal) ?? DemoId.Hex(uid);
        return string.Create(CultureInfo.InvariantCulture,
            $"0::/kubepods.slice/kubepods-{quality}.slice/kubepods-{quality}-pod{uid.Replace('-', '_')}.slice/cri-containerd-{id}.scope\n");
    }

    internal static string Json(params IEnumerable<JsonObject> items) => Encoding.UTF8.GetString(JsonBytes.From(new JsonArray([.. items]))) + "\n";
}
