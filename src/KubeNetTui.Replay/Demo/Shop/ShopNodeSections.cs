using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Sections of a node: one command's output each, under the names that captures and collectors use.</summary>
internal static class ShopNodeSections
{
    public const string DnsUpstream = "10.10.0.2";

    public const string Rules = """[{"priority":0,"src":"all","table":"local"},{"priority":32766,"src":"all","table":"main"},{"priority":32767,"src":"all","table":"default"}]""" + "\n";

    public static IReadOnlyList<string> Names { get; } =
    [
        "bridge-fdb", "bridge-link", "bridge-vlan", "cni-bin", "cni-config", "cni-ipam", "conntrack", "conntrack-events", "conntrack-extended", "conntrack-stats",
        "conntrack-summary", "conntrack.err", "getenforce.err", "hairpin", "ip-addr", "ip-addr.txt", "ip-neigh", "ip-route", "ip-route.txt", "ip-rule",
        "ip6tables-save", "ipset.err", "iptables-legacy-save", "iptables-nft-save", "iptables-save", "ipvsadm.err", "ipvsadm-stats.err", "kernel-log",
        "kube-proxy-cmdline", "kube-proxy-healthz", "kube-proxy-metrics", "kube-proxy-mode", "kubelet-configz", "kubelet-healthz", "link-flags",
        "nft.err", "nft-json.err", "pod-pids", "proc-net-tcp", "proc-net-tcp6", "proc-net-udp", "proc-net-udp6", "proc-nf-conntrack", "resolv-conf",
        "ss-established", "ss-listen", "ss-listen-noproc", "stat-nf-conntrack", "sysctl", "systemd-resolv-conf", "ufw.err", "uname",
    ];

    public static string? Find(IClusterView view, string nodeName, string section)
    {
        if (ShopNode.All.FirstOrDefault(n => n.Name == nodeName) is not { } node)
        {
            return null;
        }

        return section switch
        {
            "iptables-save" or "iptables-nft-save" => IptablesSave.Write(node, view),
            "ip6tables-save" or "iptables-legacy-save" => "",
            "conntrack" => ConntrackText.Entries(node, view),
            "conntrack-events" => ConntrackText.Events(node, view),
            "conntrack-extended" => ConntrackText.Entries(node, view, "ipv4     2 "),
            "proc-nf-conntrack" => ConntrackText.Entries(node, view, "ipv4     2 ", " zone=0 use=2"),
            "conntrack-stats" => ConntrackText.Stats(node),
            "stat-nf-conntrack" => ConntrackText.Stat(node),
            "conntrack.err" => string.Create(CultureInfo.InvariantCulture, $"exit 0\nconntrack v1.4.8 (conntrack-tools): {ConntrackText.Count(node)} flow entries have been shown.\n"),
            "sysctl" => SysctlText.Node(Links(node, view).Select(l => (string)l["ifname"]!), ConntrackText.Count(node)),
            "kube-proxy-healthz" => ProxyHealth(view.Now),
            "kube-proxy-mode" => "iptables",
            "kube-proxy-metrics" => ProxyMetrics(node, view),
            "kubelet-configz" => KubeletConfig(node),
            "kubelet-healthz" => "ok",
            "resolv-conf" => "# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch here.example.net\n",
            "systemd-resolv-conf" => $"nameserver {DnsUpstream}\nsearch here.example.net\n",
            "uname" => $"Linux {node.Name} 6.12.30 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux\n",
            "ip-rule" => Rules,
            "bridge-vlan" => "[]\n",
            "conntrack-summary" => ConntrackText.Summary(node, view),
            "ipvsadm.err" or "ipvsadm-stats.err" => NotFound("ipvsadm"),
            "nft.err" or "nft-json.err" => NotFound("nft"),
            "ipset.err" or "ufw.err" or "getenforce.err" => NotFound(section[..^".err".Length]),
            "ipvsadm" or "ipvsadm-stats" or "ufw" or "getenforce" or "nft" or "nft-json" or "ipset" => "",
            _ => ShopNodeFiles.Find(node, view, section) ?? Network(node, view, section),
        };
    }

    /// <summary>
    /// What pods with dnsPolicy Default get. On node-a the kubelet was pointed at <c>/etc/resolv.conf</c>, which names the stub of
    /// systemd-resolved: in a CoreDNS pod 127.0.0.53 is CoreDNS itself, and its query comes back to it.
    /// </summary>
    public static string KubeletResolvConf(ShopNode node) => node.Name == "node-a"
        ? "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch here.example.net\n"
        : $"nameserver {DnsUpstream}\nsearch here.example.net\n";

    private static string NotFound(string tool) => $"exit 127\nsh: 1: {tool}: not found\n";

    private static string? Network(ShopNode node, IClusterView view, string section)
    {
        var pods = PodNetwork.On(node, view);
        var sockets = Sockets(node, view);
        return section switch
        {
            "ip-addr" => ShopPodSections.Json(Links(node, view)),
            "ip-addr.txt" => LinkJson.Text(Links(node, view), name => pods.FirstOrDefault(p => p.Veth == name)?.Namespace),
            "bridge-link" => ShopPodSections.Json(pods.Select(LinkJson.BridgePort)),
            "bridge-fdb" => BridgeFdb(node, pods),
            "hairpin" => string.Concat(pods.OrderBy(p => p.Veth, StringComparer.Ordinal).Select(p => $"/sys/class/net/{p.Veth}/brport/hairpin_mode:{(p.Hairpin ? 1 : 0)}\n")),
            "link-flags" => LinkFlags(pods),
            "ip-route" => ShopPodSections.Json(Routes(node, pods)),
            "ip-route.txt" => RouteText(Routes(node, pods)),
            "ip-neigh" => ShopPodSections.Json(Neighbours(node, pods)),
            "ss-listen" => SocketText.Ss(sockets, node.Name, processes: true),
            "ss-listen-noproc" => SocketText.Ss(sockets, node.Name, processes: false),
            "ss-established" => SocketText.Ss([.. sockets.Where(s => s.Protocol == "tcp")], node.Name, processes: false).Replace("tcp ", "", StringComparison.Ordinal)
                + $"ESTAB  0      0      {node.Address}:{40000 + (node.Number * 11)} {ShopNode.ApiServer}:6443\nESTAB  0      0      {node.Address}:{40022 + (node.Number * 11)} {ShopNode.ApiServer}:6443\n",
            "proc-net-tcp" => SocketText.Tcp(sockets, node.Name),
            "proc-net-tcp6" => SocketText.Tcp6(sockets, node.Name),
            "proc-net-udp" => SocketText.Udp(sockets, node.Name),
            "proc-net-udp6" => SocketText.Udp6(sockets, node.Name),
            _ => null,
        };
    }

    private static IReadOnlyList<JsonObject> Links(ShopNode node, IClusterView view) =>
        [LinkJson.Loopback(), LinkJson.Ethernet(node.Mac, node.Address, 24, null), LinkJson.Bridge(node), .. PodNetwork.On(node, view).Select((p, i) => LinkJson.Veth(p, i + 1))];

    public static List<ListeningSocket> Sockets(ShopNode node, IClusterView view)
    {
        var sockets = new List<ListeningSocket>
        {
            new("tcp", "127.0.0.1", 10248, "kubelet"), new("tcp", "*", 10250, "kubelet"), new("tcp", "127.0.0.1", 10249, "kube-proxy"),
            new("tcp", "*", 10256, "kube-proxy"), new("tcp", "127.0.0.1", 41331, "containerd"), new("tcp", "0.0.0.0", 22, "sshd"),
            new("tcp", "127.0.0.53%lo", 53, "systemd-resolve"), new("udp", "127.0.0.53%lo", 53, "systemd-resolve"),
        };
        sockets.AddRange(view.List("pods").Where(p => PodView.Node(p) == node.Name && PodView.IsHostNetwork(p)).SelectMany(ListeningSocket.Of));
        // kube-proxy answers the load balancer's question for local endpoints itself.
        sockets.AddRange(view.List("services").Select(s => (int?)s["spec"]!["healthCheckNodePort"]).OfType<int>().Where(p => p > 0).Select(p => new ListeningSocket("tcp", "*", p, "kube-proxy")));
        return sockets;
    }

    private static IEnumerable<JsonObject> Routes(ShopNode node, IReadOnlyList<PodNetwork> pods)
    {
        var flags = () => new JsonArray();
        yield return new JsonObject { ["dst"] = "default", ["gateway"] = "10.10.0.1", ["dev"] = "eth0", ["flags"] = flags() };
        yield return new JsonObject { ["dst"] = "10.10.0.0/24", ["dev"] = "eth0", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = node.Address, ["flags"] = flags() };
        foreach (var other in ShopNode.All)
        {
            yield return other == node
                ? new JsonObject { ["dst"] = node.PodCidr, ["dev"] = "cni0", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = node.Gateway, ["flags"] = flags() }
                : new JsonObject { ["dst"] = other.PodCidr, ["gateway"] = other.Address, ["dev"] = "eth0", ["flags"] = flags() };
        }

        foreach (var (ip, device) in (IEnumerable<(string, string)>)[(node.Address, "eth0"), (node.Gateway, "cni0"), ("127.0.0.1", "lo")])
        {
            yield return new JsonObject
            {
                ["type"] = "local", ["dst"] = ip, ["dev"] = device, ["table"] = "local", ["protocol"] = "kernel", ["scope"] = "host", ["prefsrc"] = ip, ["flags"] = flags(),
            };
        }

        foreach (var (ip, device, source) in (IEnumerable<(string, string, string)>)
            [("10.10.0.255", "eth0", node.Address), (node.PodAddress(255), "cni0", node.Gateway), ("127.255.255.255", "lo", "127.0.0.1")])
        {
            yield return new JsonObject
            {
                ["type"] = "broadcast", ["dst"] = ip, ["dev"] = device, ["table"] = "local", ["protocol"] = "kernel", ["scope"] = "link", ["prefsrc"] = source, ["flags"] = flags(),
            };
        }

        foreach (var device in (IEnumerable<string>)["eth0", "cni0", .. pods.Select(p => p.Veth)])
        {
            yield return new JsonObject { ["dst"] = "fe80::/64", ["dev"] = device, ["protocol"] = "kernel", ["metric"] = 256, ["flags"] = flags(), ["pref"] = "medium" };
        }
    }

    /// <summary><c>ip route show table all</c> from the same routes.</summary>
    public static string RouteText(IEnumerable<JsonObject> routes)
    {
        var text = new StringBuilder();
        foreach (var route in routes)
        {
            text.Append((string?)route["type"] is { } type ? type + " " : "").Append((string?)route["dst"]);
            foreach (var (field, word) in (ReadOnlySpan<(string, string)>)
                [("gateway", "via"), ("dev", "dev"), ("table", "table"), ("protocol", "proto"), ("scope", "scope"), ("prefsrc", "src"), ("metric", "metric"), ("pref", "pref")])
            {
                if (route[field] is { } value)
                {
                    text.Append(' ').Append(word).Append(' ').Append(value);
                }
            }

            text.Append(" \n");
        }

        return text.ToString();
    }

    private static IEnumerable<JsonObject> Neighbours(ShopNode node, IReadOnlyList<PodNetwork> pods)
    {
        static JsonObject Entry(string ip, string device, string mac, string state) =>
            new() { ["dst"] = ip, ["dev"] = device, ["lladdr"] = mac, ["state"] = new JsonArray(state) };
        yield return Entry("10.10.0.1", "eth0", DemoId.Mac("router"), "REACHABLE");
        yield return Entry(ShopNode.ApiServer, "eth0", DemoId.Mac("apiserver"), "REACHABLE");
        foreach (var other in ShopNode.All.Where(other => other != node))
        {
            yield return Entry(other.Address, "eth0", other.Mac, "REACHABLE");
        }

        foreach (var pod in pods)
        {
            yield return Entry(pod.Ip, "cni0", pod.PodMac, DemoId.Number("neigh/" + pod.Uid, 3) == 0 ? "STALE" : "REACHABLE");
        }
    }

    private static string BridgeFdb(ShopNode node, IReadOnlyList<PodNetwork> pods)
    {
        var entries = new List<JsonObject>
        {
            new() { ["mac"] = "33:33:00:00:00:01", ["ifname"] = "eth0", ["flags"] = new JsonArray("self"), ["state"] = "permanent" },
            new() { ["mac"] = "01:00:5e:00:00:01", ["ifname"] = "eth0", ["flags"] = new JsonArray("self"), ["state"] = "permanent" },
            new() { ["mac"] = node.BridgeMac, ["ifname"] = "cni0", ["flags"] = new JsonArray(), ["master"] = "cni0", ["state"] = "permanent" },
        };
        foreach (var pod in pods)
        {
            entries.Add(new JsonObject { ["mac"] = pod.PodMac, ["ifname"] = pod.Veth, ["flags"] = new JsonArray(), ["master"] = "cni0", ["state"] = "" });
            entries.Add(new JsonObject { ["mac"] = pod.HostMac, ["ifname"] = pod.Veth, ["flags"] = new JsonArray(), ["master"] = "cni0", ["state"] = "permanent" });
            entries.Add(new JsonObject { ["mac"] = "33:33:00:00:00:01", ["ifname"] = pod.Veth, ["flags"] = new JsonArray("self"), ["state"] = "permanent" });
        }

        return ShopPodSections.Json(entries);
    }

    private static string LinkFlags(IReadOnlyList<PodNetwork> pods)
    {
        var text = new StringBuilder("/sys/class/net/cni0/flags:0x1003\n/sys/class/net/eth0/flags:0x1003\n/sys/class/net/lo/flags:0x9\n");
        foreach (var pod in pods.OrderBy(p => p.Veth, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"/sys/class/net/{pod.Veth}/flags:0x1303\n");
        }

        return text.ToString();
    }

    private static string ProxyHealth(DateTimeOffset now)
    {
        var at = DemoTime.Nano(now);
        var synced = DemoTime.Nano(now - TimeSpan.FromSeconds(12));
        return $$"""{"lastUpdated":"{{at}}","currentTime":"{{at}}","nodeEligible":true,"healthy":true,"status":{"IPv4":{"lastUpdated":"{{synced}}","healthy":true} } }""".Replace("} }", "}}", StringComparison.Ordinal);
    }

    private static string ProxyMetrics(ShopNode node, IClusterView view)
    {
        var rules = IptablesSave.Write(node, view);
        var nat = rules[rules.IndexOf("*nat", StringComparison.Ordinal)..].Split('\n').Count(l => l.Contains("] -A KUBE-", StringComparison.Ordinal));
        var synced = (view.Now - TimeSpan.FromSeconds(12)).ToUnixTimeMilliseconds() / 1000.0;
        var text = new StringBuilder();
        void Metric(string name, string help, string type, params IEnumerable<string> samples)
        {
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [ALPHA] {help}\n# TYPE {name} {type}\n");
            foreach (var sample in samples)
            {
                text.Append(name).Append(sample).Append('\n');
            }
        }

        Metric("kubeproxy_iptables_ct_state_invalid_dropped_packets_total", "packets dropped by iptables to work around conntrack problems", "counter", " 0");
        Metric("kubeproxy_network_programming_duration_seconds", "In Cluster Network Programming Latency in seconds", "histogram", "_sum{ip_family=\"IPv4\"} 91.2", "_count{ip_family=\"IPv4\"} 188");
        Metric("kubeproxy_sync_proxy_rules_duration_seconds", "SyncProxyRules latency in seconds", "histogram", "_sum{ip_family=\"IPv4\"} 14.81", "_count{ip_family=\"IPv4\"} 401");
        Metric("kubeproxy_sync_proxy_rules_endpoint_changes_pending", "Pending proxy rules Endpoint changes", "gauge", " 0");
        Metric("kubeproxy_sync_proxy_rules_iptables_total", "Total number of iptables rules owned by kube-proxy", "gauge", "{ip_family=\"IPv4\",table=\"filter\"} 12",
            string.Create(CultureInfo.InvariantCulture, $"{{ip_family=\"IPv4\",table=\"nat\"}} {nat}"));
        Metric("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds", "The last time a sync of proxy rules was queued", "gauge", string.Create(CultureInfo.InvariantCulture, $"{{ip_family=\"IPv4\"}} {synced - 0.05:e6}"));
        Metric("kubeproxy_sync_proxy_rules_last_timestamp_seconds", "The last time proxy rules were successfully synced", "gauge", string.Create(CultureInfo.InvariantCulture, $"{{ip_family=\"IPv4\"}} {synced:e6}"));
        Metric("kubeproxy_sync_proxy_rules_no_local_endpoints_total", "Number of services with a Local traffic policy and no endpoints", "gauge",
            $"{{ip_family=\"IPv4\",traffic_policy=\"external\"}} {(rules.Contains("has no local endpoints", StringComparison.Ordinal) ? 1 : 0)}", "{ip_family=\"IPv4\",traffic_policy=\"internal\"} 0");
        Metric("kubeproxy_sync_proxy_rules_service_changes_pending", "Pending proxy rules Service changes", "gauge", " 0");
        return text.ToString();
    }

    private static string KubeletConfig(ShopNode node) =>
        """
        {"kubeletconfig":{"enableServer":true,"podLogsDir":"/var/log/pods","syncFrequency":"1m0s","address":"0.0.0.0","port":10250,"authentication":{"x509":{"clientCAFile":"/etc/kubernetes/pki/ca.crt"},"webhook":{"enabled":true,"cacheTTL":"2m0s"},"anonymous":{"enabled":false}},"authorization":{"mode":"Webhook","webhook":{"cacheAuthorizedTTL":"5m0s","cacheUnauthorizedTTL":"30s"}},"healthzPort":10248,"healthzBindAddress":"127.0.0.1","clusterDomain":"cluster.local","clusterDNS":["10.96.0.10"],"nodeStatusUpdateFrequency":"10s","nodeStatusReportFrequency":"5m0s","nodeLeaseDurationSeconds":40,"cgroupDriver":"systemd","hairpinMode":"hairpin-veth","maxPods":110,"podCIDR":"@cidr","resolvConf":"@resolv","makeIPTablesUtilChains":true,"iptablesMasqueradeBit":14,"iptablesDropBit":15,"registerNode":true,"containerRuntimeEndpoint":"unix:///run/containerd/containerd.sock"}}
        """.Replace("@cidr", node.PodCidr, StringComparison.Ordinal)
        .Replace("@resolv", node.Name == "node-a" ? "/etc/resolv.conf" : "/run/systemd/resolve/resolv.conf", StringComparison.Ordinal);
}
