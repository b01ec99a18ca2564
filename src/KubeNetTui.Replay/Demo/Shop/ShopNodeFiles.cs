using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>Files and processes of a node: the network plugin's configuration and store, kube-proxy's flags, pods' processes, the kernel's log.</summary>
internal static class ShopNodeFiles
{
    private static readonly string[] Plugins = ["bandwidth", "bridge", "dhcp", "firewall", "host-device", "host-local", "ipvlan", "loopback", "macvlan", "portmap", "ptp", "sbr", "static", "tuning", "vlan", "vrf"];

    public static string? Find(ShopNode node, IClusterView view, string section) => section switch
    {
        "cni-config" => CniConfig(node, view),
        "cni-bin" => CniBin(),
        "cni-ipam" => CniStore(node, view),
        "pod-pids" => PodPids(node, view),
        "kube-proxy-cmdline" => $"/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf --hostname-override={node.Name} ",
        "kernel-log" => KernelLog(node, view.Now),
        _ => null,
    };

    /// <summary>node-b's range ends where its pods end: whoever wrote it took the node for a small one.</summary>
    private static string CniConfig(ShopNode node, IClusterView view)
    {
        var range = new JsonObject { ["subnet"] = node.PodCidr };
        if (node.Name == "node-b")
        {
            range["rangeStart"] = node.PodAddress(2);
            range["rangeEnd"] = node.PodAddress(PodNetwork.On(node, view).Select(p => p.HostIndex - 2).DefaultIfEmpty(2).Max());
        }

        var config = new JsonObject
        {
            ["cniVersion"] = "1.0.0",
            ["name"] = "podnet",
            ["plugins"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "bridge", ["bridge"] = "cni0", ["isGateway"] = true, ["ipMasq"] = false, ["hairpinMode"] = true, ["mtu"] = PodNetwork.Mtu,
                    ["ipam"] = new JsonObject
                    {
                        ["type"] = "host-local", ["ranges"] = new JsonArray((JsonNode)new JsonArray(range)),
                        ["routes"] = new JsonArray(new JsonObject { ["dst"] = "0.0.0.0/0" }), ["dataDir"] = "/var/lib/cni/networks",
                    },
                },
                new JsonObject { ["type"] = "portmap", ["capabilities"] = new JsonObject { ["portMappings"] = true } }),
        };
        return "# /etc/cni/net.d/10-podnet.conflist\n" + Encoding.UTF8.GetString(JsonBytes.From(config)) + "\n";
    }

    private static string CniBin()
    {
        var text = new StringBuilder("total 69332\n");
        foreach (var plugin in Plugins)
        {
            text.Append(CultureInfo.InvariantCulture, $"-rwxr-xr-x 1 root root {3_900_000 + DemoId.Number("cni/" + plugin, 900_000)} Jan 15  2026 {plugin}\n");
        }

        return text.ToString();
    }

    /// <summary>host-local keeps a file an address: the sandbox's id and the interface (plugins/ipam/host-local/backend/disk).</summary>
    private static string CniStore(ShopNode node, IClusterView view)
    {
        var text = new StringBuilder();
        var pods = PodNetwork.On(node, view);
        foreach (var pod in pods)
        {
            text.Append(CultureInfo.InvariantCulture, $"./podnet/{pod.Ip}:{DemoId.Hex("sandbox/" + pod.Uid)}\n./podnet/{pod.Ip}:eth0\n");
        }

        if (pods.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"./podnet/last_reserved_ip.0:{pods[^1].Ip}\n");
        }

        return text.ToString();
    }

    private static string PodPids(ShopNode node, IClusterView view)
    {
        var text = new StringBuilder();
        foreach (var pod in view.List("pods").Where(p => PodView.Node(p) == node.Name && PodView.Ip(p) is not null && !PodView.IsFinished(p)))
        {
            var uid = PodView.Uid(pod)!;
            var (pid, netns) = PodView.IsHostNetwork(pod)
                ? (20_000 + DemoId.Number("pid/" + uid, 60_000), "4026531840")
                : (20_000 + DemoId.Number("pid/" + uid, 60_000), (4026532200 + DemoId.Number("netns/" + uid, 60_000)).ToString(CultureInfo.InvariantCulture));
            text.Append(CultureInfo.InvariantCulture, $"{uid} {pid} {netns} {DemoId.Hex("sandbox/" + uid)} pause\n");
            foreach (var (status, i) in (pod["status"]?["containerStatuses"] as JsonArray ?? []).Select((s, i) => (s, i)))
            {
                if (status?["state"]?["running"] is not null && ((string?)status["containerID"])?.Split("//") is [_, var id])
                {
                    text.Append(CultureInfo.InvariantCulture, $"{uid} {pid + 31 + i} {netns} {id} {Comm((string)status["name"]!)}\n");
                }
            }
        }

        return text.ToString();
    }

    /// <summary>The kernel keeps 15 bytes of a process's name.</summary>
    private static string Comm(string name) => name.Length > 15 ? name[..15] : name;

    private static string KernelLog(ShopNode node, DateTimeOffset now)
    {
        if (node.Name != "node-b")
        {
            return "";
        }

        // The kernel limits the message's rate and says how many it swallowed.
        var text = new StringBuilder();
        for (var i = 6; i > 0; i--)
        {
            var at = now.AddSeconds(-311 * i).UtcDateTime.ToString("ddd MMM dd HH:mm:ss yyyy", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"[{at}] net_ratelimit: {40 + DemoId.Number($"kmsg/{i}", 300)} callbacks suppressed\n[{at}] nf_conntrack: nf_conntrack: table full, dropping packet\n");
        }

        return text.ToString();
    }
}
