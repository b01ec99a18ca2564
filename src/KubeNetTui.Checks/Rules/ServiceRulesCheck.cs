using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.rules</c>: what kube-proxy has written on every node against the EndpointSlices.</summary>
public sealed class ServiceRulesCheck : ICheck
{
    /// <summary>kube-proxy writes within a second or so, in large clusters within some (<c>minSyncPeriod</c>, the length of a sync).</summary>
    internal static readonly TimeSpan Settling = TimeSpan.FromSeconds(15);

    public CheckInfo Info { get; } = new(
        "service.rules", SubjectKind.Service, "Rules on nodes",
        "Every node asked sends each of the service's addresses and ports to the endpoints of its EndpointSlices; or which node differs, and how: unknown "
        + "there, refused though endpoints are ready, endpoints that are gone, endpoints not yet there.",
        "Service, EndpointSlices, nodes; on each node kube-proxy's mode and its rules: iptables-save, ipvsadm -Ln, or nft's table kube-proxy.",
        [
            "A slice that changed seconds ago, by the cluster's own clock, may not be written yet: that is a warning to look again.",
            "Refusing is right where no endpoint is ready, and dropping with policy Local where the node has none.",
            "IPVS weight 0 is an endpoint that terminates gracefully; terminating endpoints that still serve may be used when no other is left.",
            "With topology hints or trafficDistribution a node may use a part of the endpoints.",
            "No kube-proxy is normal where Cilium or another replaces it; services that another proxy serves (service-proxy-name) are left out.",
            "Headless services and ExternalName have no rules.",
            "Output that was cut off proves nothing missing.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        List<Need> needs = [.. ServiceScope.Needs(subject), Evidence.Needs.Nodes(), Evidence.Needs.NodeLeases(), .. ProxyReplacement.Needs()];
        if (soFar.Nodes().IsRead && ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _) && Unproxied(scope.Service) is null)
        {
            var nodes = Asked(soFar, scope).Names;
            foreach (var isV6 in Families(scope.Service))
            {
                needs.AddRange(ProxyRules.Needs(nodes, isV6, soFar));
            }
        }

        return needs;
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        if (Unproxied(scope.Service) is { } why)
        {
            return [Info.NotApplicable(subject, why)];
        }

        var nodes = evidence.Nodes();
        if (!nodes.IsRead)
        {
            return [Info.Unknown(subject, $"the nodes are not known: {nodes.Problem}", nodes.HowToGet)];
        }

        var asked = Asked(evidence, scope);
        List<NodeRules> judged = [.. Families(scope.Service).SelectMany(v6 => asked.Names.Select(n => NodeRules.Judge(scope, nodes.Find("", n)!, asked.Names, v6, evidence)))];
        if (judged.Count == 0)
        {
            return [Info.Unknown(subject, "there is no node to ask")];
        }

        return [judged.TrueForAll(j => j.Rules.IsAbsent) ? NoProxy(subject, evidence, judged)
            : new ServiceRulesReport(Info, subject, scope, evidence, judged, asked).Finding()];
    }

    /// <summary>Why no kube-proxy has rules for it; null where it should.</summary>
    private static string? Unproxied(Service service) => service switch
    {
        { IsHeadless: true } => "headless: it has no virtual IP, DNS answers with the pods' addresses",
        { ClusterIps.Count: 0 } => "it has no cluster IP",
        { Ports.Count: 0 } => "it has no ports",
        _ when service.Meta.Labels["service.kubernetes.io/service-proxy-name"] is { } other => $"its label service-proxy-name leaves it to {other}",
        _ => null,
    };

    /// <summary>The families that its cluster IPs have: each has rules of its own.</summary>
    private static IEnumerable<bool> Families(Service service) =>
        service.ClusterIps.Select(i => Ip.Parse(i)).OfType<Ip>().Select(i => i.IsV6).Distinct();

    private static AskedNodes Asked(IEvidence evidence, ServiceScope scope) =>
        AskedNodes.Of(evidence, scope.Tally.Endpoints.Where(e => e.Ready && e.NodeName.Length > 0).Select(e => e.NodeName).Distinct());

    private Finding NoProxy(Subject subject, IEvidence evidence, List<NodeRules> judged)
    {
        var pods = evidence.Pods("kube-system");
        var proxies = pods.Items.Where(p => p.Meta.Labels["k8s-app"] == "kube-proxy" || p.Meta.Labels["component"] == "kube-proxy").ToList();
        if (proxies.Count > 0)
        {
            return Info.Fail(subject, $"no node asked has any rules of kube-proxy, though {Words.Count(proxies.Count, "pod")} of it {(proxies.Count == 1 ? "is" : "are")} there") with
            {
                Details = [$"{judged[0].Rules.Node}: {judged[0].Rules.Problem}."],
                Remedy = "Look at kube-proxy's log: it may be unable to reach the API server, or to write rules.",
                RemedyCommand = $"kubectl logs -n kube-system {proxies[0].Name} --tail=50",
            };
        }

        return ProxyReplacement.Likely(evidence) is { } replacement
            ? Info.NotApplicable(subject, $"{replacement.Name} serves in kube-proxy's place ({replacement.By}): there are no rules of kube-proxy to compare")
            : Info.Unknown(subject, "no node asked has rules of kube-proxy, no pod of it runs, and nothing is known to be in its place",
                pods.IsRead ? "Look which proxy this cluster uses; service.vip-reach says whether the service works." : pods.HowToGet);
    }
}
