using System.Globalization;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Input for <c>iptables-restore --noflush</c>: what kube-proxy's iptables mode writes (pkg/proxy/iptables/proxier.go, syncProxyRules).
/// A chain that is declared is emptied; chains of no rule below are left alone, which is how rules of others survive.
/// </summary>
internal static class IptablesRules
{
    private const string New = "-m conntrack --ctstate NEW -m comment --comment ";

    /// <summary>The jumps out of the built-in chains and what does not change; written once. The kubelet's chains are among them.</summary>
    public static string Base(LabProxyMode mode)
    {
        var text = new StringBuilder("*mangle\n:KUBE-IPTABLES-HINT - [0:0]\n:KUBE-KUBELET-CANARY - [0:0]\n:KUBE-PROXY-CANARY - [0:0]\nCOMMIT\n");
        text.Append("*filter\n:KUBE-FIREWALL - [0:0]\n:KUBE-KUBELET-CANARY - [0:0]\n");
        text.Append("-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment \"block incoming localnet connections\" "
            + "-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP\n");
        if (mode == LabProxyMode.Iptables)
        {
            text.Append(":KUBE-EXTERNAL-SERVICES - [0:0]\n:KUBE-FORWARD - [0:0]\n:KUBE-NODEPORTS - [0:0]\n:KUBE-PROXY-CANARY - [0:0]\n"
                + ":KUBE-PROXY-FIREWALL - [0:0]\n:KUBE-SERVICES - [0:0]\n");
            text.Append($"-A INPUT {New}\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL\n");
            text.Append("-A INPUT -m comment --comment \"kubernetes health check service ports\" -j KUBE-NODEPORTS\n");
            text.Append($"-A INPUT {New}\"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES\n");
            text.Append($"-A FORWARD {New}\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL\n");
            text.Append("-A FORWARD -m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD\n");
            text.Append($"-A FORWARD {New}\"kubernetes service portals\" -j KUBE-SERVICES\n");
            text.Append($"-A FORWARD {New}\"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES\n");
            text.Append($"-A OUTPUT {New}\"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL\n");
            text.Append($"-A OUTPUT {New}\"kubernetes service portals\" -j KUBE-SERVICES\n");
        }

        text.Append("-A INPUT -j KUBE-FIREWALL\n-A OUTPUT -j KUBE-FIREWALL\nCOMMIT\n*nat\n:KUBE-KUBELET-CANARY - [0:0]\n:IP-MASQ - [0:0]\n");
        if (mode == LabProxyMode.Iptables)
        {
            text.Append(":KUBE-POSTROUTING - [0:0]\n:KUBE-PROXY-CANARY - [0:0]\n:KUBE-SERVICES - [0:0]\n");
            text.Append("-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n");
            text.Append("-A OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n");
            text.Append("-A POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING\n");
        }

        // As ip-masq-agent writes them: what leaves the cluster takes the node's address.
        text.Append("-A POSTROUTING -m comment --comment \"ip-masq-agent: ensure nat POSTROUTING directs all non-LOCAL destination traffic "
            + "to our custom IP-MASQ chain\" -m addrtype ! --dst-type LOCAL -j IP-MASQ\n");
        text.Append($"-A IP-MASQ -d {LabPlan.PodNetwork} -m comment --comment \"ip-masq-agent: local traffic is not subject to MASQUERADE\" -j RETURN\n");
        text.Append("-A IP-MASQ -m comment --comment \"ip-masq-agent: outbound traffic is subject to MASQUERADE (must be last in chain)\" -j MASQUERADE\n");
        return text.Append("COMMIT\n").ToString();
    }

    /// <summary>Rules for the services, and the names of the chains in the nat table that hold them.</summary>
    /// <param name="before">Chains of the last time; those no longer needed are removed.</param>
    public static (string Text, IReadOnlySet<string> Chains) Services(IReadOnlyList<ProxyPort> ports, IReadOnlySet<string> before)
    {
        var filter = new StringBuilder();
        var nat = new StringBuilder();
        var chains = new SortedSet<string>(StringComparer.Ordinal);
        filter.Append("-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP\n");
        filter.Append("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding rules\" -m mark --mark 0x4000/0x4000 -j ACCEPT\n");
        filter.Append("-A KUBE-FORWARD -m comment --comment \"kubernetes forwarding conntrack rule\" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT\n");
        nat.Append("-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n");
        nat.Append("-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN\n-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0\n");
        nat.Append("-A KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully\n");
        foreach (var port in ports)
        {
            Add(port, filter, nat, chains);
        }

        nat.Append("-A KUBE-SERVICES -m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\" "
            + "-m addrtype --dst-type LOCAL -j KUBE-NODEPORTS\n");
        foreach (var gone in before.Except(chains))
        {
            nat.Append($"-X {gone}\n");
        }

        var text = new StringBuilder("*filter\n:KUBE-EXTERNAL-SERVICES - [0:0]\n:KUBE-FORWARD - [0:0]\n:KUBE-NODEPORTS - [0:0]\n:KUBE-SERVICES - [0:0]\n");
        text.Append(filter).Append("COMMIT\n*nat\n:KUBE-MARK-MASQ - [0:0]\n:KUBE-NODEPORTS - [0:0]\n:KUBE-POSTROUTING - [0:0]\n:KUBE-SERVICES - [0:0]\n");
        foreach (var chain in chains.Union(before))
        {
            text.Append($":{chain} - [0:0]\n");
        }

        return (text.Append(nat).Append("COMMIT\n").ToString(), chains);
    }

    private static void Add(ProxyPort port, StringBuilder filter, StringBuilder nat, SortedSet<string> chains)
    {
        var match = $"-p {port.Protocol} -m comment --comment \"{port.Name}{{0}}\" -m {port.Protocol} --dport {{1}}";
        string Match(string what, int number) => string.Format(CultureInfo.InvariantCulture, match, what, number);
        const string Reject = "-j REJECT --reject-with icmp-port-unreachable\n";
        if (port.Endpoints.Count == 0)
        {
            filter.Append($"-A KUBE-SERVICES -d {port.ClusterIp}/32 {Match(" has no endpoints", port.Port)} {Reject}");
            if (port.NodePort > 0)
            {
                filter.Append($"-A KUBE-EXTERNAL-SERVICES -m addrtype --dst-type LOCAL {Match(" has no endpoints", port.NodePort)} {Reject}");
            }

            return;
        }

        var service = IptablesSave.Chain("KUBE-SVC-", port.Name, port.Protocol);
        chains.Add(service);
        nat.Append($"-A KUBE-SERVICES -d {port.ClusterIp}/32 {Match(" cluster IP", port.Port)} -j {service}\n");
        nat.Append($"-A {service} ! -s {LabPlan.PodNetwork} -d {port.ClusterIp}/32 {Match(" cluster IP", port.Port)} -j KUBE-MARK-MASQ\n");
        if (port.NodePort > 0)
        {
            var external = IptablesSave.Chain("KUBE-EXT-", port.Name, port.Protocol);
            chains.Add(external);
            nat.Append($"-A KUBE-NODEPORTS {Match("", port.NodePort)} -j {external}\n");
            nat.Append($"-A {external} -m comment --comment \"masquerade traffic for {port.Name} external destinations\" -j KUBE-MARK-MASQ\n");
            nat.Append($"-A {external} -j {service}\n");
        }

        for (var i = 0; i < port.Endpoints.Count; i++)
        {
            var endpoint = port.Endpoints[i];
            var chain = IptablesSave.Chain("KUBE-SEP-", port.Name, port.Protocol, endpoint.ToString());
            chains.Add(chain);
            var left = port.Endpoints.Count - i;
            var choice = left == 1 ? "" : $"-m statistic --mode random --probability {1.0 / left:0.00000000000} ";
            nat.Append($"-A {service} -m comment --comment \"{port.Name} -> {endpoint}\" {choice}-j {chain}\n");
            nat.Append($"-A {chain} -s {endpoint.Address}/32 -m comment --comment \"{port.Name}\" -j KUBE-MARK-MASQ\n");
            nat.Append($"-A {chain} -p {port.Protocol} -m comment --comment \"{port.Name}\" -m {port.Protocol} -j DNAT --to-destination {endpoint}\n");
        }
    }
}
