using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>
/// <c>iptables-save -c</c> on a node, with the rules that kube-proxy 1.33 writes in iptables mode for the services and slices at
/// hand (pkg/proxy/iptables/proxier.go), and the node's own: node-c's FORWARD chain has the policy DROP.
/// </summary>
internal sealed class IptablesSave
{
    private const string Canary = "KUBE-PROXY-CANARY";
    private readonly ShopNode _node;
    private readonly DateTimeOffset _now;
    private readonly Table _filter = new();
    private readonly Table _nat = new();

    private IptablesSave(ShopNode node, DateTimeOffset now)
    {
        _node = node;
        _now = now;
    }

    public static string Write(ShopNode node, IClusterView view)
    {
        var save = new IptablesSave(node, view.Now);
        save.AddFixed();
        var slices = view.List("endpointslices.discovery.k8s.io").ToLookup(s => $"{PodView.Namespace(s)}/{(string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"]}");
        foreach (var service in view.List("services").OrderBy(s => PodView.Namespace(s) + "/" + PodView.Name(s), StringComparer.Ordinal))
        {
            if ((string?)service["spec"]!["clusterIP"] is not { Length: > 0 } ip || ip == "None")
            {
                continue;
            }

            foreach (var port in service["spec"]!["ports"] as JsonArray ?? [])
            {
                // Its own alone: of thousands of services each would look through the slices of all.
                save.AddPort(service, (JsonObject)port!, ip, [.. slices[$"{PodView.Namespace(service)}/{PodView.Name(service)}"]]);
            }
        }

        save._nat.Add("KUBE-SERVICES", "-m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS", 40);
        return save.Print();
    }

    /// <summary>The first 16 characters in base32 of the hash, as kube-proxy names its chains.</summary>
    public static string Chain(string prefix, string portName, string protocol, string endpoint = "")
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(portName + protocol + endpoint));
        var name = new StringBuilder(prefix, prefix.Length + 16);
        for (var i = 0; i < 16; i++)
        {
            var bit = i * 5;
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            name.Append(Alphabet[(pair >> (11 - (bit % 8))) & 31]);
        }

        return name.ToString();
    }

    /// <summary>Ready endpoints of one service port, as kube-proxy would use them: the terminating ones only when there is no other.</summary>
    public static IReadOnlyList<(string Address, int Port, string? Node)> Endpoints(JsonObject service, JsonObject port, IReadOnlyList<JsonObject> slices)
    {
        var ready = new List<(string, int, string?)>();
        var terminating = new List<(string, int, string?)>();
        foreach (var slice in slices.Where(s => PodView.Namespace(s) == PodView.Namespace(service)
            && (string?)s["metadata"]!["labels"]?["kubernetes.io/service-name"] == PodView.Name(service)))
        {
            var slicePort = (slice["ports"] as JsonArray ?? []).FirstOrDefault(p =>
                ((string?)p!["name"] ?? "") == ((string?)port["name"] ?? "") && (string?)p["protocol"] == (string?)port["protocol"]);
            if (slicePort is null)
            {
                continue;
            }

            foreach (var endpoint in slice["endpoints"] as JsonArray ?? [])
            {
                var conditions = endpoint!["conditions"];
                var entry = ((string)endpoint["addresses"]![0]!, (int)slicePort["port"]!, (string?)endpoint["nodeName"]);
                if ((bool?)conditions?["ready"] ?? true)
                {
                    ready.Add(entry);
                }
                else if (((bool?)conditions?["serving"] ?? false) && ((bool?)conditions?["terminating"] ?? false))
                {
                    terminating.Add(entry);
                }
            }
        }

        return [.. (ready.Count > 0 ? ready : terminating).OrderBy(e => $"{e.Item1}:{e.Item2}", StringComparer.Ordinal)];
    }

    private void AddFixed()
    {
        string[] filterChains = ["KUBE-EXTERNAL-SERVICES", "KUBE-FIREWALL", "KUBE-FORWARD", "KUBE-KUBELET-CANARY", "KUBE-NODEPORTS", Canary, "KUBE-PROXY-FIREWALL", "KUBE-SERVICES"];
        foreach (var chain in filterChains)
        {
            _filter.Declare(chain);
        }

        const string New = "-m conntrack --ctstate NEW -m comment --comment ";
        _filter.Add("INPUT", New + "\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL", 341);
        _filter.Add("INPUT", "-m comment --comment \"kubernetes health check service ports\" -j KUBE-NODEPORTS", 27352);
        _filter.Add("INPUT", New + "\"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES", 341);
        _filter.Add("INPUT", "-j KUBE-FIREWALL", 27788);
        _filter.Add("FORWARD", New + "\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL", 915);
        _filter.Add("FORWARD", "-m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD", 82301);
        _filter.Add("FORWARD", New + "\"kubernetes service portals\" -j KUBE-SERVICES", 913);
        _filter.Add("FORWARD", New + "\"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES", 913);
        if (!DropsForward)
        {
            // What the distribution's hardening leaves in place on the other two nodes, and what is missing on node-c.
            _filter.Add("FORWARD", $"-s {ShopNode.PodNetwork} -m comment --comment \"pod network\" -j ACCEPT", 612);
            _filter.Add("FORWARD", $"-d {ShopNode.PodNetwork} -m comment --comment \"pod network\" -j ACCEPT", 301);
        }

        _filter.Add("OUTPUT", New + "\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL", 603);
        _filter.Add("OUTPUT", New + "\"kubernetes service portals\" -j KUBE-SERVICES", 603);
        _filter.Add("OUTPUT", "-j KUBE-FIREWALL", 28062);
        _filter.Add("KUBE-FIREWALL", "! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment \"block incoming localnet connections\" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP", 0);
        _filter.Add("KUBE-FORWARD", "-m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP", 0);
        _filter.Add("KUBE-FORWARD", "-m comment --comment \"kubernetes forwarding rules\" -m mark --mark 0x4000/0x4000 -j ACCEPT", 212);
        _filter.Add("KUBE-FORWARD", "-m comment --comment \"kubernetes forwarding conntrack rule\" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", 81190);

        foreach (var chain in (string[])["KUBE-KUBELET-CANARY", "KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", Canary, "KUBE-SERVICES"])
        {
            _nat.Declare(chain);
        }

        _nat.Add("PREROUTING", "-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES", 4600);
        _nat.Add("OUTPUT", "-m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES", 6010);
        _nat.Add("POSTROUTING", "-m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING", 6060);
        // The bridge plugin's ipMasq: what leaves the pod network takes the node's address.
        _nat.Add("POSTROUTING", $"-s {_node.PodCidr} ! -d {ShopNode.PodNetwork} -m comment --comment \"podnet: masquerade\" -j MASQUERADE", 880);
        _nat.Add("KUBE-MARK-MASQ", "-j MARK --set-xmark 0x4000/0x4000", 90);
        _nat.Add("KUBE-POSTROUTING", "-m mark ! --mark 0x4000/0x4000 -j RETURN", 4920);
        _nat.Add("KUBE-POSTROUTING", "-j MARK --set-xmark 0x4000/0x0", 90);
        _nat.Add("KUBE-POSTROUTING", "-m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully", 90);
    }

    private bool DropsForward => _node.Name == "node-c";

    private void AddPort(JsonObject service, JsonObject port, string ip, IReadOnlyList<JsonObject> slices)
    {
        var name = ServiceFactory.PortName(service, port);
        var protocol = ((string?)port["protocol"] ?? "TCP").ToLowerInvariant();
        var number = (int)port["port"]!;
        var nodePort = (int?)port["nodePort"] ?? 0;
        var local = (string?)service["spec"]!["externalTrafficPolicy"] == "Local";
        var all = Endpoints(service, port, slices);
        var here = all.Where(e => e.Node == _node.Name).ToList();
        var balancers = (service["status"]?["loadBalancer"]?["ingress"] as JsonArray ?? []).Select(i => (string)i!["ip"]!).ToList();
        var match = $"-p {protocol} -m comment --comment \"{{0}}\" -m {protocol} --dport {{1}}";
        string Match(string comment, int dport) => string.Format(CultureInfo.InvariantCulture, match, comment, dport);

        if (all.Count == 0)
        {
            _filter.Add("KUBE-SERVICES", $"-d {ip}/32 {Match(name + " has no endpoints", number)} -j REJECT --reject-with icmp-port-unreachable", 3);
        }
        else
        {
            var svc = Chain("KUBE-SVC-", name, protocol);
            _nat.Add("KUBE-SERVICES", $"-d {ip}/32 {Match(name + " cluster IP", number)} -j {svc}", 60);
            _nat.Add(svc, $"! -s {ShopNode.PodNetwork} -d {ip}/32 {Match(name + " cluster IP", number)} -j KUBE-MARK-MASQ", 4);
            AddChoices(svc, name, protocol, all, ClientIp(service));
            if (nodePort > 0 || balancers.Count > 0)
            {
                AddExternal(name, protocol, local, here, ClientIp(service));
            }
        }

        var external = Chain("KUBE-EXT-", name, protocol);
        var reachable = local ? here.Count > 0 : all.Count > 0;
        var target = all.Count == 0 ? "REJECT --reject-with icmp-port-unreachable" : "DROP";
        var reason = all.Count == 0 ? " has no endpoints" : " has no local endpoints";
        foreach (var balancer in balancers)
        {
            if (all.Count > 0)
            {
                _nat.Add("KUBE-SERVICES", $"-d {balancer}/32 {Match(name + " loadbalancer IP", number)} -j {external}", 12);
            }

            if (!reachable)
            {
                _filter.Add("KUBE-EXTERNAL-SERVICES", $"-d {balancer}/32 {Match(name + reason, number)} -j {target}", 31);
            }
        }

        if (nodePort > 0)
        {
            if (all.Count > 0)
            {
                _nat.Add("KUBE-NODEPORTS", $"-d 127.0.0.0/8 {Match(name, nodePort)} -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j {external}", 0);
                _nat.Add("KUBE-NODEPORTS", $"{Match(name, nodePort)} -j {external}", 12);
            }

            if (!reachable)
            {
                _filter.Add("KUBE-EXTERNAL-SERVICES",
                    $"-p {protocol} -m comment --comment \"{name + reason}\" -m addrtype --dst-type LOCAL -m {protocol} --dport {nodePort} -j {target}", 7);
            }
        }

        if ((int?)service["spec"]!["healthCheckNodePort"] is { } health and > 0)
        {
            _filter.Add("KUBE-NODEPORTS", $"-p tcp -m comment --comment \"{name} health check node port\" -m tcp --dport {health} -j ACCEPT", 118);
        }
    }

    private static int ClientIp(JsonObject service) =>
        (string?)service["spec"]!["sessionAffinity"] == "ClientIP" ? (int?)service["spec"]!["sessionAffinityConfig"]?["clientIP"]?["timeoutSeconds"] ?? 10800 : 0;

    private void AddExternal(string name, string protocol, bool local, List<(string Address, int Port, string? Node)> here, int affinity)
    {
        var external = Chain("KUBE-EXT-", name, protocol);
        var svc = Chain("KUBE-SVC-", name, protocol);
        if (!local)
        {
            _nat.Add(external, $"-m comment --comment \"masquerade traffic for {name} external destinations\" -j KUBE-MARK-MASQ", 12);
            _nat.Add(external, $"-j {svc}", 12);
            return;
        }

        _nat.Add(external, $"-s {ShopNode.PodNetwork} -m comment --comment \"pod traffic for {name} external destinations\" -j {svc}", 0);
        _nat.Add(external, $"-m comment --comment \"masquerade LOCAL traffic for {name} external destinations\" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ", 0);
        _nat.Add(external, $"-m comment --comment \"route LOCAL traffic for {name} external destinations\" -m addrtype --src-type LOCAL -j {svc}", 0);
        if (here.Count > 0)
        {
            var svl = Chain("KUBE-SVL-", name, protocol);
            _nat.Add(external, $"-j {svl}", 12);
            AddChoices(svl, name, protocol, here, affinity);
        }
    }

    private void AddChoices(string chain, string name, string protocol, IReadOnlyList<(string Address, int Port, string? Node)> endpoints, int affinity)
    {
        foreach (var (endpoint, i) in endpoints.Select((e, i) => (e, i)))
        {
            var target = $"{endpoint.Address}:{endpoint.Port}";
            var sep = Chain("KUBE-SEP-", name, protocol, target);
            if (affinity > 0)
            {
                _nat.Add(chain, $"-m comment --comment \"{name} -> {target}\" -m recent --rcheck --seconds {affinity} --reap --name {sep} --mask 255.255.255.255 --rsource -j {sep}", 5);
            }
        }

        foreach (var (endpoint, i) in endpoints.Select((e, i) => (e, i)))
        {
            var target = $"{endpoint.Address}:{endpoint.Port}";
            var sep = Chain("KUBE-SEP-", name, protocol, target);
            var statistic = i == endpoints.Count - 1 ? "" : $"-m statistic --mode random --probability {Probability(endpoints.Count - i)} ";
            _nat.Add(chain, $"-m comment --comment \"{name} -> {target}\" {statistic}-j {sep}", 20);
            if (!_nat.Declare(sep))
            {
                continue;
            }

            _nat.Add(sep, $"-s {endpoint.Address}/32 -m comment --comment \"{name}\" -j KUBE-MARK-MASQ", 0);
            var recent = affinity > 0 ? $"-m recent --set --name {sep} --mask 255.255.255.255 --rsource " : "";
            _nat.Add(sep, $"-p {protocol} -m comment --comment \"{name}\" {recent}-m {protocol} -j DNAT --to-destination {target}", 20);
        }
    }

    /// <summary>1/n in the kernel's 31-bit steps, as iptables prints it back: 1/3 is 0.33333333349.</summary>
    private static string Probability(int n) =>
        (Math.Round(0x80000000 / (double)n, MidpointRounding.AwayFromZero) / 0x80000000).ToString("0.00000000000", CultureInfo.InvariantCulture);

    private string Print()
    {
        var stamp = _now.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);
        var text = new StringBuilder();
        void Begin(string table) => text.Append($"# Generated by iptables-save v1.8.11 (nf_tables) on {stamp}\n*{table}\n");
        void End() => text.Append($"COMMIT\n# Completed on {stamp}\n");

        Begin("mangle");
        foreach (var chain in (string[])["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"])
        {
            text.Append($":{chain} ACCEPT [0:0]\n");
        }

        text.Append(":KUBE-IPTABLES-HINT - [0:0]\n:KUBE-KUBELET-CANARY - [0:0]\n:KUBE-PROXY-CANARY - [0:0]\n");
        End();
        Begin("filter");
        text.Append(":INPUT ACCEPT [0:0]\n");
        text.Append(DropsForward ? ":FORWARD DROP [913:54780]\n" : ":FORWARD ACCEPT [0:0]\n");
        text.Append(":OUTPUT ACCEPT [0:0]\n");
        _filter.Print(text, ["INPUT", "FORWARD", "OUTPUT"], _node.Name);
        End();
        Begin("nat");
        text.Append(":PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n");
        _nat.Print(text, ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], _node.Name);
        End();
        return text.ToString();
    }

    /// <summary>Chains in order of their names, rules in the order in which they were added.</summary>
    private sealed class Table
    {
        private readonly SortedDictionary<string, List<(string Rule, int Packets)>> _chains = new(StringComparer.Ordinal);

        /// <returns>False when the chain is there already.</returns>
        public bool Declare(string chain) => _chains.TryAdd(chain, []);

        public void Add(string chain, string rule, int packets)
        {
            Declare(chain);
            _chains[chain].Add((rule, packets));
        }

        public void Print(StringBuilder text, string[] builtIn, string seed)
        {
            foreach (var chain in _chains.Keys.Except(builtIn))
            {
                text.Append($":{chain} - [0:0]\n");
            }

            foreach (var chain in builtIn.Concat(_chains.Keys.Except(builtIn)))
            {
                foreach (var (rule, packets) in _chains.GetValueOrDefault(chain) ?? [])
                {
                    var counted = packets == 0 ? 0 : packets + DemoId.Number(seed + rule, packets + 1);
                    text.Append(CultureInfo.InvariantCulture, $"[{counted}:{counted * 60}] -A {chain} {rule}\n");
                }
            }
        }
    }
}
