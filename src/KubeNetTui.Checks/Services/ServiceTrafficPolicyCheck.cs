using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.traffic-policy</c>: nodes where <c>Local</c> drops traffic because they have no endpoint.</summary>
public sealed class ServiceTrafficPolicyCheck : ICheck
{
    private const string Excluded = "node.kubernetes.io/exclude-from-external-load-balancers";

    public CheckInfo Info { get; } = new(
        "service.traffic-policy", SubjectKind.Service, "Traffic policy Local",
        "With externalTrafficPolicy or internalTrafficPolicy Local, the nodes where traffic is dropped because they have no endpoint of their own.",
        "The service's policies and healthCheckNodePort, its EndpointSlices by node, the nodes.",
        [
            "It is a Warn: a load balancer that asks healthCheckNodePort leaves such nodes out, and some keep endpoints on few nodes on purpose.",
            "Without any ready endpoint the policy is not the cause; service.endpoints has it.",
            "Nodes that are not Ready are left out, and for load balancers those labelled " + Excluded + ".",
            "A terminating endpoint that still serves counts where a node has no better one, as kube-proxy does it.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (Need need in ServiceScope.Needs(subject))
        {
            yield return need;
        }

        if (soFar.Services(subject.Namespace).Find(subject.Name) is { } service && (IsExternalLocal(service) || IsInternalLocal(service)))
        {
            yield return Evidence.Needs.Nodes();
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out ServiceScope? scope, out Finding? instead))
        {
            return [instead];
        }

        Service service = scope.Service;
        bool external = IsExternalLocal(service), inner = IsInternalLocal(service);
        if (!external && !inner)
        {
            return [Info.NotApplicable(subject, "traffic goes to endpoints on any node (policy Cluster)")];
        }

        Dictionary<string, int> byNode = ByNode(scope.Tally);
        if (byNode.Count == 0)
        {
            return [Info.NotApplicable(subject, "no ready endpoint on any node; service.endpoints says why")];
        }

        Reading<Node> nodes = evidence.Nodes();
        if (!nodes.IsRead)
        {
            return [Info.Unknown(subject, $"policy Local, but the nodes are not known: {nodes.Problem}", nodes.HowToGet)];
        }

        List<Finding> findings = [];
        if (external)
        {
            findings.Add(External(subject, scope, byNode, nodes));
        }

        if (inner)
        {
            findings.Add(Internal(subject, scope, byNode, nodes));
        }

        return findings;
    }

    private Finding External(Subject subject, ServiceScope scope, Dictionary<string, int> byNode, Reading<Node> nodes)
    {
        Service service = scope.Service;
        bool balanced = service.Type == "LoadBalancer";
        List<string> without = [.. Ready(nodes).Where(n => TakesOutsideTraffic(service, n)).Select(n => n.Name).Where(n => !byNode.ContainsKey(n))];
        if (without.Count == 0)
        {
            return Info.Pass(subject, $"externalTrafficPolicy Local: every node has an endpoint ({Spread(byNode)})");
        }

        string ports = string.Join(", ", service.Ports.Where(p => p.NodePort > 0).Select(p => p.NodePort));
        return Info.Warn(subject, $"externalTrafficPolicy Local: {Words.Some(without)} {(without.Count == 1 ? "has" : "have")} no ready endpoint and {(without.Count == 1 ? "drops" : "drop")} what arrives there{(ports.Length > 0 ? $" on node port {ports}" : "")}") with
        {
            Details =
            [
                $"Ready endpoints: {Spread(byNode)}.",
                balanced && service.HealthCheckNodePort > 0
                    ? $"A load balancer that asks healthCheckNodePort {service.HealthCheckNodePort} leaves {(without.Count == 1 ? "it" : "them")} out; one that does not, and clients that use the node's own address, get no answer."
                    : "Nothing tells clients which nodes to leave out: a NodePort service has no health check.",
            ],
            Exhibits = [scope.Show("spec.externalTrafficPolicy", "spec.healthCheckNodePort", "spec.type"), .. scope.ShowEndpoints("nodeName", e => e.Ready)],
            Remedy = "Run an endpoint on each node that takes outside traffic (DaemonSet, topology spread), let the load balancer ask healthCheckNodePort, or use Cluster if the client's address need not be kept.",
            RemedyCommand = balanced && service.HealthCheckNodePort > 0
                ? $"curl -i http://{Address(nodes, without[0])}:{service.HealthCheckNodePort}/healthz"
                : $"kubectl patch service -n {service.Namespace} {service.Name} -p '{{\"spec\":{{\"externalTrafficPolicy\":\"Cluster\"}}}}'",
        };
    }

    private Finding Internal(Subject subject, ServiceScope scope, Dictionary<string, int> byNode, Reading<Node> nodes)
    {
        List<string> without = [.. Ready(nodes).Select(n => n.Name).Where(n => !byNode.ContainsKey(n))];
        return without.Count == 0
            ? Info.Pass(subject, $"internalTrafficPolicy Local: every node has an endpoint ({Spread(byNode)})")
            : Info.Warn(subject, $"internalTrafficPolicy Local: pods on {Words.Some(without)} can't use this service, because {(without.Count == 1 ? "that node has" : "these nodes have")} no ready endpoint") with
            {
                Details = [$"Ready endpoints: {Spread(byNode)}."],
                Exhibits = [scope.Show("spec.internalTrafficPolicy"), .. scope.ShowEndpoints("nodeName", e => e.Ready)],
                Remedy = "Run an endpoint on every node that has clients (a DaemonSet), or use Cluster, with trafficDistribution where near endpoints are only preferred.",
                RemedyCommand = $"kubectl patch service -n {subject.Namespace} {subject.Name} -p '{{\"spec\":{{\"internalTrafficPolicy\":\"Cluster\"}}}}'",
            };
    }

    /// <summary>Whether the service keeps some traffic on the node where it arrives: then nodes have a say in its verdict.</summary>
    internal static bool IsLocal(Service service) => IsExternalLocal(service) || IsInternalLocal(service);

    /// <summary>Nodes that drop the service's traffic for want of an endpoint; the one place that decides it. In the nodes' order.</summary>
    internal static List<string> NodesWithout(Service service, EndpointTally tally, IEnumerable<Node> nodes)
    {
        Dictionary<string, int> byNode = ByNode(tally);
        List<Node> without = [.. nodes.Where(n => n.IsReady && !byNode.ContainsKey(n.Name))];
        return [.. without.Where(n => IsInternalLocal(service) || TakesOutsideTraffic(service, n)).Select(n => n.Name)];
    }

    private static bool TakesOutsideTraffic(Service service, Node node) => service.Type != "LoadBalancer" || node.Meta.Labels[Excluded] is null;

    private static bool IsExternalLocal(Service service) => service is { Type: "LoadBalancer" or "NodePort", ExternalTrafficPolicy: "Local" };

    private static bool IsInternalLocal(Service service) => service is { InternalTrafficPolicy: "Local", IsExternalName: false, IsHeadless: false };

    private static IEnumerable<Node> Ready(Reading<Node> nodes) => nodes.Items.Where(n => n.IsReady);

    /// <summary>Endpoints that take traffic, by node; a node counts only if it has one for each port.</summary>
    private static Dictionary<string, int> ByNode(EndpointTally tally)
    {
        Dictionary<string, int> least = [];
        bool first = true;
        foreach (PortTally port in tally.Ports)
        {
            Dictionary<string, int> counts = port.Endpoints
                .Where(e => e.NodeName.Length > 0 && (e.Ready || e is { Terminating: true, Serving: true }))
                .GroupBy(e => e.NodeName)
                .ToDictionary(g => g.Key, g => g.Select(e => e.TargetName.Length > 0 ? e.TargetName : e.Addresses is [var address, ..] ? address : "").Distinct().Count());
            least = first ? counts : least.Where(n => counts.ContainsKey(n.Key)).ToDictionary(n => n.Key, n => Math.Min(n.Value, counts[n.Key]));
            first = false;
        }

        return least;
    }

    private static string Spread(Dictionary<string, int> byNode) =>
        Words.Some(byNode.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{n.Key} {n.Value}"), 6);

    private static string Address(Reading<Node> nodes, string name) => nodes.Find(name)?.InternalIps.FirstOrDefault() ?? name;
}
