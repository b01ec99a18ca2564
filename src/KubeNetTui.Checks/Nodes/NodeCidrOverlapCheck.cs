using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.cidr-overlap</c>: no range of addresses that this node knows is used twice.</summary>
public sealed class NodeCidrOverlapCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.cidr-overlap", SubjectKind.Node, "Overlapping address ranges",
        "Pod ranges of nodes, node addresses, service addresses and the ranges on this node's own interfaces (docker0, its network) do not overlap; or which two do.",
        "Nodes' podCIDRs and addresses, services' addresses, `ip addr` of the node, pods.",
        [
            "podCIDRs that no pod takes its address from (Azure CNI, Calico with its own pools) are left out.",
            "A route that leads to the services' range is legitimate, and is not looked at here.",
            "Pods in the node's own network are how Azure CNI and AWS VPC work.",
            "The pods' bridge has the node's own podCIDR: that is not an overlap.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) => [Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null), .. DataPlane.Needs(subject.Name, soFar)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var ranges = PodRanges(evidence);
        List<Overlap> overlaps = [.. OfCluster(evidence, scope.Node, ranges)];
        var links = evidence.Links(scope.Place);
        var plane = DataPlane.Of(evidence, subject.Name);
        if (links.IsRead)
        {
            overlaps.AddRange(OfInterfaces(evidence, scope.Node, plane, links.Value, ranges));
        }

        if (overlaps.MaxBy(o => o.Verdict) is { } worst)
        {
            return [new Finding(Info.Id, subject, worst.Verdict, worst.Text)
            {
                Details = [.. overlaps.Where(o => o != worst).Select(o => o.Text).Distinct()],
                Exhibits =
                [
                    Exhibits.Of(scope.Nodes.Section!, scope.Node, "spec.podCIDR", "spec.podCIDRs", "status.addresses"),
                    .. worst.Link is null || !links.IsRead ? (Exhibit[])[] : [NodeScope.Show(links, l => HairpinPort.IsLine(l, worst.Link))],
                ],
                Remedy = worst.Remedy,
                Explains = worst.Verdict == Verdict.Fail ? Affected.OfNode(evidence, subject.Name) : [],
                ExplainedChecks = ["pod.", "service.", "node.routes"],
            }];
        }

        if (!links.IsRead)
        {
            return [Info.Unknown(subject, $"the API's ranges do not overlap; those on the node's interfaces could not be read: {links.Problem}", links.HowToGet)];
        }

        return evidence.Services(null).IsRead
            ? [Info.Pass(subject, $"no overlap among {Words.Count(ranges.Count, "pod range")}, the nodes, the services and this node's interfaces") with { Exhibits = [Exhibits.Of(scope.Nodes.Section!, scope.Node, "spec.podCIDRs", "status.addresses")] }]
            : [Info.Unknown(subject, $"the services' addresses are not known: {evidence.Services(null).Problem}", evidence.Services(null).HowToGet)];
    }

    private sealed record Overlap(Verdict Verdict, string Text, string Remedy, string? Link = null);

    private sealed record PodRange(Node Node, IpPrefix Range);

    /// <summary>podCIDRs that pods really are in.</summary>
    private static List<PodRange> PodRanges(IEvidence evidence) =>
    [
        .. evidence.Nodes().Items.SelectMany(n => n.PodCidrs.Select(c => (Ok: IpPrefix.TryParse(c, out var range), Node: n, Range: range)))
            .Where(r => r.Ok && (PodsByNode.WithNetwork(evidence, r.Node.Name).SelectMany(p => p.Ips).Where(ip => IpText.IsV6(ip) == r.Range.IsV6).ToList() is var ips
                && (ips.Count == 0 || ips.Exists(r.Range.Contains))))
            .Select(r => new PodRange(r.Node, r.Range)),
    ];

    private static IEnumerable<Overlap> OfCluster(IEvidence evidence, Node node, List<PodRange> ranges)
    {
        foreach (var own in ranges.Where(r => r.Node.Name == node.Name))
        {
            foreach (var other in ranges.Where(r => r.Node.Name != node.Name && r.Range.Overlaps(own.Range)))
            {
                yield return new(Verdict.Fail, $"the podCIDR {own.Range} of this node and {other.Range} of {other.Node.Name} overlap: two pods may have one address, and routes lead to one of the nodes",
                    "podCIDRs come from the controller manager, or were set by hand: delete and join one of the nodes again.");
            }

            foreach (var owner in evidence.Nodes().Items)
            {
                if (owner.InternalIps.FirstOrDefault(own.Range.Contains) is { } ip)
                {
                    yield return new(Verdict.Fail, $"the address {ip} of node {owner.Name} is in this node's pod range {own.Range}: pods here take it for a neighbour", "The cluster's pod range (--cluster-cidr) must not be in the nodes' network.");
                }
            }

            if (evidence.Services(null).Items.SelectMany(s => s.ClusterIps.Where(own.Range.Contains), (s, ip) => (Service: s, Ip: ip)).FirstOrDefault() is { Service: { } service, Ip: var vip })
            {
                yield return new(Verdict.Fail, $"the service address {vip} of {service.FullName} is in this node's pod range {own.Range}", "The service range (--service-cluster-ip-range) and the pod range must be apart.");
            }
        }
    }

    private static IEnumerable<Overlap> OfInterfaces(IEvidence evidence, Node node, DataPlane plane, LinkTable links, List<PodRange> ranges)
    {
        foreach (var link in links.Items.Where(l => l.Name != "lo" && l.Name != plane.Bridge && l.Name != "kube-ipvs0" && l.Name != "nodelocaldns" && l.Tunnel is null && l.PeerIndex == 0))
        {
            foreach (var local in link.Addresses.Where(a => a.Scope == "global" && a.PrefixLength < (a.IsV6 ? 128 : 32)).Select(a => a.Range).OfType<IpPrefix>())
            {
                var isNodes = link.Addresses.Any(a => node.InternalIps.Any(ip => IpText.Canonical(ip) == a.Address));
                if (plane.Attachment is PodAttachment.Bridge or PodAttachment.RoutedVeth && ranges.Find(r => r.Range.Overlaps(local)) is { } range)
                {
                    yield return isNodes
                        ? new(Verdict.Warn, $"the node's own network {local} on {link.Name} overlaps the pod range {range.Range} of {range.Node.Name}: machines of that network with such addresses can't be reached", "Keep the pod range out of the network that nodes are in.", link.Name)
                        : new(Verdict.Fail, $"{local} on {link.Name} overlaps the pod range {range.Range} of {range.Node.Name}: packets to pods there stay on this node", "Give the interface (docker0: \"bip\" in /etc/docker/daemon.json) another range, or take it away.", link.Name);
                }

                if (!isNodes && evidence.Nodes().Items.SelectMany(n => n.InternalIps.Where(local.Contains), (n, ip) => (Node: n, Ip: ip)).FirstOrDefault(n => n.Node.Name != node.Name) is { Node: { } peer, Ip: var address })
                {
                    // Two interfaces in one network are common; the better route counts.
                    if (!links.Items.Any(l => l != link && l.Addresses.Any(a => a.Range is { } r && r.Contains(address))))
                    {
                        yield return new(Verdict.Fail, $"{local} on {link.Name} has the address {address} of node {peer.Name} in it: packets to that node stay here", "Give the interface another range, or take it away.", link.Name);
                    }
                }

                if (!isNodes && evidence.Services(null).Items.SelectMany(s => s.ClusterIps.Where(local.Contains), (s, ip) => (Service: s, Ip: ip)).FirstOrDefault() is { Service: { } service, Ip: var vip })
                {
                    yield return new(Verdict.Warn, $"{local} on {link.Name} has the service address {vip} of {service.FullName} in it: where no rule rewrites it, it is looked for there", "Give the interface another range.", link.Name);
                }
            }
        }
    }
}
