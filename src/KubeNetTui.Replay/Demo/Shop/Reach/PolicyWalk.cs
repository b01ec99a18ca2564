using System.Net;
using System.Text.Json.Nodes;

namespace KubeNetTui.Replay;

/// <summary>NetworkPolicies as kube-network-policies enforces them: after the service's address has become the pod's.</summary>
internal sealed class PolicyWalk(ReachCluster cluster)
{
    /// <param name="target">Null: no pod with a network of its own.</param>
    /// <param name="protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c>.</param>
    public bool Allows(Origin from, JsonObject? target, string targetAddress, int port, string protocol)
    {
        // A node reaches the pods on it in any case: the kubelet's probes must.
        var isLocalNode = from.Pod is null && target is not null && PodView.Node(target) == from.Node.Name;
        return (from.Pod is null || Allows(from.Pod, "Egress", "egress", "to", target, targetAddress, port, protocol, target))
            && (target is null || isLocalNode || Allows(target, "Ingress", "ingress", "from", from.Pod, from.Address, port, protocol, target));
    }

    /// <summary>All of a selector's labels and expressions; an empty selector takes everything.</summary>
    public static bool Selects(JsonNode? selector, JsonObject? item)
    {
        var labels = item?["metadata"]?["labels"] as JsonObject;
        foreach (var (key, value) in selector?["matchLabels"] as JsonObject ?? [])
        {
            if ((string?)labels?[key] is not { } has || has != (string?)value)
            {
                return false;
            }
        }

        return (selector?["matchExpressions"] as JsonArray ?? []).All(e =>
        {
            var has = (string?)labels?[(string?)e?["key"] ?? ""];
            var values = (e?["values"] as JsonArray ?? []).Select(v => (string?)v).ToList();
            return (string?)e?["operator"] switch
            {
                "In" => has is not null && values.Contains(has),
                "NotIn" => has is null || !values.Contains(has),
                "Exists" => has is not null,
                "DoesNotExist" => has is null,
                _ => false,
            };
        });
    }

    private bool Allows(
        JsonObject pod, string type, string rules, string peers, JsonObject? other, string otherAddress, int port, string protocol, JsonObject? target)
    {
        var isolating = cluster.Policies.Where(p => PodView.Namespace(p) == PodView.Namespace(pod)
            && Selects(p["spec"]?["podSelector"], pod) && HasType(p, type)).ToList();
        return isolating.Count == 0 || isolating.Any(policy => (policy["spec"]?[rules] as JsonArray ?? []).Any(rule =>
            MatchesPeer(rule?[peers] as JsonArray, policy, other, otherAddress) && MatchesPort(rule?["ports"] as JsonArray, port, protocol, target)));
    }

    private static bool HasType(JsonObject policy, string type) =>
        policy["spec"]?["policyTypes"] is JsonArray types
            ? types.Any(t => (string?)t == type)
            : type == "Ingress" || policy["spec"]?["egress"] is not null;

    private bool MatchesPeer(JsonArray? peers, JsonObject policy, JsonObject? other, string address) =>
        peers is not { Count: > 0 } || peers.Any(peer =>
        {
            if (peer?["ipBlock"] is { } block)
            {
                return Contains((string?)block["cidr"], address) && !(block["except"] as JsonArray ?? []).Any(e => Contains((string?)e, address));
            }

            if (other is null)
            {
                return false;
            }

            var inNamespace = peer?["namespaceSelector"] is { } spaces
                ? Selects(spaces, cluster.NamespaceOf(PodView.Namespace(other)))
                : PodView.Namespace(other) == PodView.Namespace(policy);
            return inNamespace && (peer?["podSelector"] is not { } pods || Selects(pods, other));
        });

    private static bool MatchesPort(JsonArray? ports, int port, string protocol, JsonObject? target) =>
        ports is not { Count: > 0 } || ports.Any(p =>
        {
            if (!string.Equals((string?)p?["protocol"] ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            if (p?["port"] is not JsonValue wanted)
            {
                return true;
            }

            if (wanted.TryGetValue<int>(out var number))
            {
                return port >= number && port <= ((int?)p["endPort"] ?? number);
            }

            var name = wanted.GetValue<string>();
            return target is not null && PodView.Containers(target).SelectMany(c => c["ports"] as JsonArray ?? [])
                .Any(c => (string?)c?["name"] == name && (int?)c?["containerPort"] == port);
        });

    private static bool Contains(string? cidr, string address) =>
        IPNetwork.TryParse(cidr, out var network) && IPAddress.TryParse(address, out var ip) && network.Contains(ip);
}
