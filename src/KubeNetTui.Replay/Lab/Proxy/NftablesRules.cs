using System.Security.Cryptography;
using System.Text;

namespace KubeNetTui.Replay;

/// <summary>
/// Input for <c>nft -f -</c>: the table <c>ip kube-proxy</c> as kube-proxy's nftables mode writes it (pkg/proxy/nftables/proxier.go),
/// all of it in one transaction.
/// </summary>
internal static class NftablesRules
{
    public static string Services(LabNode node, IReadOnlyList<ProxyPort> ports)
    {
        var served = ports.Where(p => p.Endpoints.Count > 0).ToList();
        var empty = ports.Where(p => p.Endpoints.Count == 0).ToList();
        var text = new StringBuilder("add table ip kube-proxy\ndelete table ip kube-proxy\ntable ip kube-proxy {\n\tcomment \"rules for kube-proxy\"\n");
        Set(text, "set cluster-ips", "ipv4_addr", "Active ClusterIPs", ports.Select(p => p.ClusterIp).Distinct());
        Set(text, "set nodeport-ips", "ipv4_addr", "IPs that accept NodePort traffic", [node.Address]);
        Set(text, "map no-endpoint-services", "ipv4_addr . inet_proto . inet_service : verdict", "vmap to drop or reject packets to services with no endpoints",
            empty.Select(p => $"{p.ClusterIp} . {p.Protocol} . {p.Port} comment \"{p.Name}\" : goto reject-chain"));
        Set(text, "map no-endpoint-nodeports", "inet_proto . inet_service : verdict", "vmap to drop or reject packets to service nodeports with no endpoints",
            empty.Where(p => p.NodePort > 0).Select(p => $"{p.Protocol} . {p.NodePort} comment \"{p.Name}\" : goto reject-chain"));
        Set(text, "map firewall-ips", "ipv4_addr . inet_proto . inet_service : verdict", "destinations that are subject to LoadBalancerSourceRanges", []);
        Set(text, "map service-ips", "ipv4_addr . inet_proto . inet_service : verdict", "ClusterIP, ExternalIP and LoadBalancer IP traffic",
            served.Select(p => $"{p.ClusterIp} . {p.Protocol} . {p.Port} : goto {Service(p)}"));
        Set(text, "map service-nodeports", "inet_proto . inet_service : verdict", "NodePort traffic",
            served.Where(p => p.NodePort > 0).Select(p => $"{p.Protocol} . {p.NodePort} : goto {Chain("external", p)}"));
        Hooks(text);
        foreach (var port in served)
        {
            Add(text, port);
        }

        return text.Append("}\n").ToString();
    }

    private static void Set(StringBuilder text, string name, string type, string comment, IEnumerable<string> elements)
    {
        var list = string.Join(", ", elements);
        text.Append($"\t{name} {{\n\t\ttype {type}\n\t\tcomment \"{comment}\"\n");
        text.Append(list.Length > 0 ? $"\t\telements = {{ {list} }}\n\t}}\n" : "\t}\n");
    }

    private static void Hooks(StringBuilder text)
    {
        void Chain(string name, params IReadOnlyList<string> lines)
        {
            text.Append($"\tchain {name} {{\n");
            foreach (var line in lines)
            {
                text.Append($"\t\t{line}\n");
            }

            text.Append("\t}\n");
        }

        const string Endpoints = "ct state new jump service-endpoints-check";
        const string ClusterIps = "ct state new jump cluster-ips-check";
        Chain("reject-chain", "comment \"helper for @no-endpoint-services / @no-endpoint-nodeports\"", "reject");
        Chain("mark-for-masquerade", "meta mark set meta mark or 0x4000");
        Chain("firewall-check", "ip daddr . meta l4proto . th dport vmap @firewall-ips");
        Chain("service-endpoints-check", "ip daddr . meta l4proto . th dport vmap @no-endpoint-services");
        Chain("nodeport-endpoints-check", "ip daddr @nodeport-ips meta l4proto . th dport vmap @no-endpoint-nodeports");
        Chain("cluster-ips-check", "ip daddr @cluster-ips reject comment \"Reject traffic to invalid ports of ClusterIPs\"",
            $"ip daddr {LabPlan.ServiceNetwork} drop comment \"Drop traffic to unallocated ClusterIPs\"");
        Chain("services", "ip daddr . meta l4proto . th dport vmap @service-ips",
            "ip daddr @nodeport-ips meta l4proto . th dport vmap @service-nodeports");
        Chain("masquerading", "meta mark & 0x4000 == 0 return", "meta mark set meta mark xor 0x4000", "masquerade fully-random");
        Chain("filter-prerouting-pre-dnat", "type filter hook prerouting priority dstnat - 10; policy accept;", "ct state new jump firewall-check");
        Chain("filter-output-pre-dnat", "type filter hook output priority -110; policy accept;", "ct state new jump firewall-check");
        Chain("filter-input", "type filter hook input priority filter; policy accept;", "ct state new jump nodeport-endpoints-check", Endpoints);
        Chain("filter-forward", "type filter hook forward priority filter; policy accept;", Endpoints, ClusterIps);
        Chain("filter-output", "type filter hook output priority filter; policy accept;", Endpoints, ClusterIps);
        Chain("nat-prerouting", "type nat hook prerouting priority dstnat; policy accept;", "jump services");
        Chain("nat-output", "type nat hook output priority -100; policy accept;", "jump services");
        Chain("nat-postrouting", "type nat hook postrouting priority srcnat; policy accept;", "jump masquerading");
    }

    private static void Add(StringBuilder text, ProxyPort port)
    {
        var endpoints = port.Endpoints.Select(e => (At: e, Chain: Endpoint(port, e))).ToList();
        foreach (var (at, chain) in endpoints)
        {
            text.Append($"\tchain {chain} {{\n\t\tip saddr {at.Address} jump mark-for-masquerade\n\t\tmeta l4proto {port.Protocol} dnat to {at}\n\t}}\n");
        }

        var choices = string.Join(", ", endpoints.Select((e, i) => $"{i} : goto {e.Chain}"));
        text.Append($"\tchain {Service(port)} {{\n\t\tip daddr {port.ClusterIp} {port.Protocol} dport {port.Port} ip saddr != {LabPlan.PodNetwork} jump mark-for-masquerade\n");
        text.Append($"\t\tnumgen random mod {endpoints.Count} vmap {{ {choices} }}\n\t}}\n");
        if (port.NodePort > 0)
        {
            text.Append($"\tchain {Chain("external", port)} {{\n\t\tjump mark-for-masquerade\n\t\tgoto {Service(port)}\n\t}}\n");
        }
    }

    private static string Service(ProxyPort port) => Chain("service", port);

    /// <summary><c>service-AXK6CI2C-demo/web/tcp/http</c>: eight letters of a hash, then what it is of.</summary>
    private static string Chain(string kind, ProxyPort port)
    {
        var (service, name) = port.Parts;
        var key = $"{service}/{port.Protocol}/{name}";
        return $"{kind}-{Hash(key)}-{key}";
    }

    private static string Endpoint(ProxyPort port, ProxyEndpoint endpoint)
    {
        var (service, name) = port.Parts;
        var key = $"{service}/{port.Protocol}/{name}__{endpoint.Address}/{endpoint.Port}";
        return $"endpoint-{Hash(key)}-{key}";
    }

    /// <summary>Base32 of SHA-256, the first eight letters.</summary>
    private static string Hash(string key)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        var letters = new char[8];
        for (var i = 0; i < letters.Length; i++)
        {
            var bit = i * 5;
            var pair = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            letters[i] = Alphabet[(pair >> (11 - (bit % 8))) & 31];
        }

        return new string(letters);
    }
}
