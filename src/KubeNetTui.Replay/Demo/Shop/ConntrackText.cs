using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// The connection table of a node. node-b's is 98 % full: <c>shop/ads</c> opens a connection for every bid and closes it at once,
/// and each stays in the table for two minutes as TIME_WAIT.
/// </summary>
internal static class ConntrackText
{
    /// <summary>Lines of a full table that are printed: <c>conntrack -L</c> cut by <c>head</c>, as a collector cuts it.</summary>
    private const int MaxLines = 3000;

    /// <summary>Groups of each kind in a summary.</summary>
    private const int MostGroups = 64;

    public static int Count(ShopNode node) => node.Name == "node-b" ? 257_163 : 412 + (97 * node.Number);

    public static string Stats(ShopNode node)
    {
        var text = new StringBuilder();
        for (var cpu = 0; cpu < 4; cpu++)
        {
            var full = node.Name == "node-b";
            var key = $"{node.Name}/cpu{cpu}";
            var early = full ? 90_000 + DemoId.Number("early/" + key, 9_000) : 0;
            var drop = full ? 1_700 + DemoId.Number("drop/" + key, 300) : 0;
            text.Append(CultureInfo.InvariantCulture,
                $"cpu={cpu}   \tfound={DemoId.Number("found/" + key, 90)} invalid={DemoId.Number("invalid/" + key, 40)} insert=0 insert_failed={drop} drop={drop} early_drop={early} error=0 search_restart={DemoId.Number("restart/" + key, 30)} clash_resolve=0 chaintoolong=0 \n");
        }

        return text.ToString();
    }

    /// <summary><c>/proc/net/stat/nf_conntrack</c>: hexadecimal.</summary>
    public static string Stat(ShopNode node)
    {
        var text = new StringBuilder("entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n");
        var drop = node.Name == "node-b" ? 1_700 : 0;
        var early = node.Name == "node-b" ? 90_000 : 0;
        for (var cpu = 0; cpu < 4; cpu++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"{Count(node):x8}  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 {drop:x8} {drop:x8} {early:x8} 00000000  00000000 00000000 00000000 00000000\n");
        }

        return text.ToString();
    }

    /// <summary>The same counted (docs/node-script.md): the lines that are printed stand for all.</summary>
    public static string Summary(ShopNode node, IClusterView view)
    {
        var lines = Entries(node, view).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Dictionary<(string Kind, string Words), (int All, int Unreplied)> groups = [];
        foreach (var line in lines)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            string[] Both(string field) => [.. words.Where(w => w.StartsWith(field, StringComparison.Ordinal)).Select(w => w[field.Length..])];
            var (protocol, isSilent) = (words[0], line.Contains("[UNREPLIED]", StringComparison.Ordinal));
            var (src, dst, dport, sport) = (Both("src="), Both("dst="), Both("dport="), Both("sport="));
            Add("state", $"{protocol} {(protocol == "tcp" ? words[3] : "-")}");
            Add("dst", dst[0]);
            Add("src", src[0]);
            if (src[1] != dst[0])
            {
                Add($"dnat-{protocol}", $"{dst[0]} {dport[0]} {src[1]} {sport[1]}");
            }

            if (dst[1] != src[0])
            {
                Add("masq", src[0]);
                Add($"snat-{protocol}", $"{dst[1]} {src[1]} {sport[1]}");
            }

            void Add(string kind, string what)
            {
                var (all, silent) = groups.GetValueOrDefault((kind, what));
                groups[(kind, what)] = (all + 1, silent + (isSilent ? 1 : 0));
            }
        }

        // Of a full table the listing is a part; the counts are of all.
        long Scaled(int count) => (long)count * Count(node) / Math.Max(1, lines.Length);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"total {Count(node)} 0\n");
        foreach (var kind in groups.GroupBy(g => g.Key.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            foreach (var ((_, what), (all, silent)) in kind.OrderByDescending(g => g.Value.All).ThenBy(g => g.Key.Words, StringComparer.Ordinal).Take(MostGroups))
            {
                text.Append(CultureInfo.InvariantCulture, $"{kind.Key} {Scaled(all)} {Scaled(silent)} {what}\n");
            }
        }

        return text.Append("end\n").ToString();
    }

    /// <param name="prefix">What <c>-o extended</c> and <c>/proc/net/nf_conntrack</c> put in front of a line.</param>
    /// <param name="suffix">What follows <c>mark=0</c>.</param>
    public static string Entries(ShopNode node, IClusterView view, string prefix = "", string suffix = " use=1")
    {
        var pods = PodNetwork.On(node, view);
        var services = view.List("services");
        var slices = view.List("endpointslices.discovery.k8s.io");
        var flows = Flows(services, slices);
        var text = new StringBuilder();
        var count = Math.Min(MaxLines, Count(node));
        if (pods.Count == 0)
        {
            return "";
        }

        var ads = pods.FirstOrDefault(p => (string?)p.Pod["metadata"]!["labels"]?["app"] == "ads");
        for (var i = 0; i < count; i++)
        {
            var key = $"{node.Name}/flow/{i}";
            var port = 32768 + DemoId.Number(key, 28000);
            var timer = DemoId.Number("timer/" + key, 118);
            text.Append(prefix);
            if (ads is not null && i % 40 != 0)
            {
                var bid = "198.51.100." + (10 + DemoId.Number("bid/" + key, 8));
                text.Append(CultureInfo.InvariantCulture,
                    $"tcp      6 {timer} TIME_WAIT src={ads.Ip} dst={bid} sport={port} dport=80 src={bid} dst={node.Address} sport=80 dport={port} [ASSURED] mark=0{suffix}\n");
                continue;
            }

            var pod = pods[DemoId.Number("pod/" + key, pods.Count)];
            if (i % 3 == 0 || flows.Count == 0)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"tcp      6 {timer} TIME_WAIT src={node.Gateway} dst={pod.Ip} sport={port} dport=8080 src={pod.Ip} dst={node.Gateway} sport=8080 dport={port} [ASSURED] mark=0{suffix}\n");
                continue;
            }

            var flow = flows[DemoId.Number("service/" + key, flows.Count)];
            text.Append(flow.Protocol == "udp"
                ? string.Create(CultureInfo.InvariantCulture, $"udp      17 {timer % 30} src={pod.Ip} dst={flow.Vip} sport={port} dport={flow.Port} src={flow.Endpoint} dst={pod.Ip} sport={flow.TargetPort} dport={port} [ASSURED] mark=0{suffix}\n")
                : string.Create(CultureInfo.InvariantCulture, $"tcp      6 {86_300 + (timer % 99)} ESTABLISHED src={pod.Ip} dst={flow.Vip} sport={port} dport={flow.Port} src={flow.Endpoint} dst={pod.Ip} sport={flow.TargetPort} dport={port} [ASSURED] mark=0{suffix}\n"));
        }

        return text.ToString();
    }

    /// <summary>
    /// <c>conntrack -E -o timestamp</c> of the last four seconds: on node-b <c>shop/ads</c> opens one connection after the other, and old
    /// ones are thrown out for them; elsewhere a few go to services.
    /// </summary>
    public static string Events(ShopNode node, IClusterView view)
    {
        var pods = PodNetwork.On(node, view);
        var flows = Flows(view.List("services"), view.List("endpointslices.discovery.k8s.io"));
        var text = new StringBuilder();
        var end = view.Now.ToUnixTimeSeconds();
        var ads = pods.FirstOrDefault(p => (string?)p.Pod["metadata"]!["labels"]?["app"] == "ads");
        for (var second = end - 4; second < end && pods.Count > 0; second++)
        {
            var count = ads is null ? 3 : 24;
            for (var i = 0; i < count; i++)
            {
                // What opens in one second closes in the next: the same names give the same connections.
                var micro = (i * (1_000_000 / count)) + DemoId.Number($"{node.Name}/event/{second}/{i}", 900);
                text.Append(Event(second, micro, "    [NEW]", 120, "SYN_SENT", " [UNREPLIED]", Tuples(second, i)));
                text.Append(Event(second, micro + 400, " [UPDATE]", 60, "SYN_RECV", "", Tuples(second, i)));
                text.Append(Event(second, micro + 800, "[DESTROY]", 0, "TIME_WAIT", "", Tuples(second - 1, i)));
            }
        }

        return text.ToString();

        (string Original, string Reply) Tuples(long second, int i)
        {
            var key = $"{node.Name}/event/{second}/{i}";
            var port = 32768 + DemoId.Number(key, 28000);
            if (ads is not null && i % 12 != 0)
            {
                var bid = "198.51.100." + (10 + DemoId.Number("bid/" + key, 8));
                return ($"src={ads.Ip} dst={bid} sport={port} dport=80", $"src={bid} dst={node.Address} sport=80 dport={port}");
            }

            var pod = pods[DemoId.Number("pod/" + key, pods.Count)];
            var flow = flows.Count > 0 ? flows[DemoId.Number("service/" + key, flows.Count)] : default;
            return flow.Protocol == "tcp"
                ? ($"src={pod.Ip} dst={flow.Vip} sport={port} dport={flow.Port}", $"src={flow.Endpoint} dst={pod.Ip} sport={flow.TargetPort} dport={port}")
                : ($"src={node.Gateway} dst={pod.Ip} sport={port} dport=8080", $"src={pod.Ip} dst={node.Gateway} sport=8080 dport={port}");
        }

        static string Event(long second, int micro, string kind, int timer, string state, string silent, (string Original, string Reply) tuples) => string.Create(
            CultureInfo.InvariantCulture, $"[{second,-8}.{micro,-6}]\t{kind} tcp      6 {(timer > 0 ? $"{timer} " : "")}{state} {tuples.Original}{silent} {tuples.Reply}\n");
    }

    private static List<(string Protocol, string Vip, int Port, string Endpoint, int TargetPort)> Flows(IReadOnlyList<JsonObject> services, IReadOnlyList<JsonObject> slices)
    {
        var flows = new List<(string, string, int, string, int)>();
        foreach (var service in services)
        {
            // Nobody gets through to a relay that listens on its own loopback: no established connection to it.
            if ((string?)service["spec"]!["clusterIP"] is not { Length: > 0 } ip || ip == "None" || PodView.Name(service) == "mail")
            {
                continue;
            }

            foreach (var port in service["spec"]!["ports"] as JsonArray ?? [])
            {
                foreach (var endpoint in IptablesSave.Endpoints(service, (JsonObject)port!, slices))
                {
                    flows.Add((((string)port!["protocol"]!).ToLowerInvariant(), ip, (int)port["port"]!, endpoint.Address, endpoint.Port));
                }
            }
        }

        return flows;
    }
}
