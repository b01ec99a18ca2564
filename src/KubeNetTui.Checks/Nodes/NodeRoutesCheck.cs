using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.routes</c>: this node has a way to the pods of every other node.</summary>
public sealed class NodeRoutesCheck : ICheck
{
    /// <summary>The routes of so many peers are read where it takes the comparison.</summary>
    private const int MostCompared = 3;

    public CheckInfo Info { get; } = new(
        "node.routes", SubjectKind.Node, "Routes to other nodes' pods",
        "For the pods of every other node there is a route, through that node or an overlay; or the nodes whose pods can't be reached from here, and which route stands in the way.",
        "`ip route` of all tables, `ip rule`, interfaces; nodes' podCIDRs and addresses; pods.",
        [
            "Where pods take their addresses elsewhere than from podCIDRs, the pods' own addresses are looked up.",
            "A default route through the other node itself, or in a cloud that routes podCIDRs, carries; elsewhere it is held against how the other nodes are reached.",
            "An unreachable or blackhole route that a longer one overrides is healthy; Calico writes one for its own block.",
            "Rules for marked packets are named, and do not decide.",
            "Azure CNI, AWS VPC, eBPF and Open vSwitch carry pods without routes on the node: not applicable.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), .. DataPlane.Needs(subject.Name, soFar), .. NetworkNeeds.RoutingRules(Place.Node(subject.Name), soFar)])
        {
            yield return need;
        }

        foreach (var peer in Doubtful(subject, soFar).Take(MostCompared))
        {
            foreach (var need in NetworkNeeds.Routes(Place.Node(peer.Node.Name), soFar))
            {
                yield return need;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var routes = evidence.Routes(scope.Place);
        if (!routes.IsRead)
        {
            return [NodeScope.Missing(Info, subject, "the routes", routes)];
        }

        var plane = DataPlane.Of(evidence, subject.Name);
        if (IsElsewhere(plane, evidence, subject.Name))
        {
            return [Info.NotApplicable(subject, $"{plane.Text}; their addresses are routed outside the node")];
        }

        var peers = Peer.Of(evidence, subject.Name);
        if (peers.Count == 0)
        {
            return [evidence.Nodes().Items.Count > 1 && !evidence.Pods(null).IsRead
                ? Info.Unknown(subject, $"where the other nodes' pods are is not known: {evidence.Pods(null).Problem}", evidence.Pods(null).HowToGet)
                : Info.NotApplicable(subject, "there is no other node with pods")];
        }

        return [Judge(subject, evidence, scope, routes, plane, peers)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, NodeScope scope, CommandReading<RouteTable> routes, DataPlane plane, List<Peer> peers)
    {
        List<Way> ways = [.. Ways(evidence, scope.Node.Name, plane, routes.Value!, peers)];
        var doubtful = ways.FindAll(w => w.Kind == WayKind.Default);
        List<Way> bad = [.. ways.Where(w => w.Kind is WayKind.None or WayKind.Refused or WayKind.Wrong)];
        List<Way> missing = doubtful.FindAll(w => IsMissing(w, ways, evidence, scope.Node));
        bad.AddRange(missing);
        doubtful.RemoveAll(missing.Contains);
        var rules = ways.SelectMany(w => w.Lookup.Conditional).Select(r => r.ToString()).Distinct().ToList();
        List<string> details = [.. rules.Select(r => $"A rule asked before takes some packets only, and may send those elsewhere: {r}")];
        if (bad.Count > 0)
        {
            List<Pod> pods = [.. bad.SelectMany(b => PodsByNode.WithNetwork(evidence, b.Peer.Node.Name)), .. PodsByNode.WithNetwork(evidence, subject.Name)];
            return Info.Fail(subject, $"the pods of {Words.Some(bad.Select(b => b.Peer.Node.Name).Distinct())} can't be reached from here: {bad[0].Text}") with
            {
                Details = [.. bad.Skip(1).Take(10).Select(b => $"{b.Peer.Node.Name}: {b.Text}"), .. details],
                Exhibits = [NodeScope.Show(routes, l => bad.Exists(b => Decides(l, b)))],
                Remedy = "Find out who keeps the routes (the CNI's agent, the cloud's route controller, a script) and why this one is missing; the command puts it back by hand.",
                RemedyCommand = Mend(bad[0], subject.Name),
                Explains = [.. Affected.Of(evidence, pods), .. bad.Select(b => Subject.Node(b.Peer.Node.Name))],
                ExplainedChecks = ["pod.", "service.", "dns."],
            };
        }

        if (doubtful.Count > 0)
        {
            return Info.Warn(subject, $"only the default route ({doubtful[0].Lookup.Route}) leads to the pods of {Words.Some(doubtful.Select(d => d.Peer.Node.Name).Distinct())}: right only if that router knows {doubtful[0].Peer.TargetText}") with
            {
                Details = details,
                Exhibits = [NodeScope.Show(routes, l => doubtful.Exists(b => Decides(l, b)))],
                Remedy = "Ask the router, or connect from a pod here to one there.",
                RemedyCommand = $"ip route get {PeerAddress.Of(doubtful[0].Target).Address(0)}",
            };
        }

        return Info.Pass(subject, $"a route to the pods of {(peers.Count == 1 ? peers[0].Node.Name : $"all {peers.Count} other nodes")}",
            [.. ways.Take(20).Select(w => $"{w.Peer.Node.Name} ({w.Target}): {w.Lookup.Route}"), .. details]) with
            {
                Exhibits = [NodeScope.Show(routes, l => ways.Exists(w => Decides(l, w)))],
            };
    }

    private enum WayKind
    {
        Good,
        Default,
        None,
        Refused,
        Wrong,
    }

    private sealed record Way(Peer Peer, IpPrefix Target, RouteLookup Lookup, WayKind Kind, string Text);

    private static IEnumerable<Way> Ways(IEvidence evidence, string node, DataPlane plane, RouteTable routes, List<Peer> peers)
    {
        var rules = evidence.RoutingRules(Place.Node(node)).Value ?? RoutingRules.Usual;
        var links = evidence.Links(Place.Node(node)).Value;
        foreach (var peer in peers)
        {
            foreach (var target in peer.Targets)
            {
                var lookup = RouteLookup.Find(routes, rules, PeerAddress.Of(target));
                var (kind, text) = Sort(lookup, peer, target, plane, links);
                yield return new(peer, target, lookup, kind, text);
            }
        }
    }

    private static (WayKind, string) Sort(RouteLookup lookup, Peer peer, IpPrefix target, DataPlane plane, LinkTable? links)
    {
        if (lookup.IsRefusedByRule)
        {
            return (WayKind.Refused, $"the rule \"{lookup.Rule}\" refuses packets to {target}");
        }

        if (lookup.Route is not { } route)
        {
            return (WayKind.None, $"no route leads to {target}, and there is no default route");
        }

        if (route.Refuses)
        {
            return (WayKind.Refused, $"\"{route}\" refuses packets to {target}, and no longer route overrides it");
        }

        if (route.Kind == RouteKind.Local || (plane.IsBridge && route.Device == plane.Bridge))
        {
            return (WayKind.Wrong, $"{target} is taken for this node's own: {route}");
        }

        if (links?.Find(route.Device) is { } link && !link.HasCarrier)
        {
            return (WayKind.Wrong, $"the route to {target} goes by {link.Name}, which is down");
        }

        return route.Destination.IsDefault && !(route.Gateway.Length > 0 && peer.HasAddress(route.Gateway)) ? (WayKind.Default, $"only the default route is left for {target}: {route}") : (WayKind.Good, "");
    }

    /// <summary>
    /// The default route is all there is, and it should be more: other nodes have routes of their own here, or this node's pods have one there.
    /// </summary>
    private static bool IsMissing(Way way, List<Way> ways, IEvidence evidence, Node node)
    {
        if (ways.Exists(w => w.Kind == WayKind.Good && w.Target.IsV6 == way.Target.IsV6 && w.Peer != way.Peer && !w.Lookup.Route!.Destination.IsDefault))
        {
            return true;
        }

        return evidence.Routes(Place.Node(way.Peer.Node.Name)).Value is { } there
            && Own(evidence, node).Any(own => RouteLookup.Find(there, RoutingRules.Usual, PeerAddress.Of(own)).Route is { Destination.IsDefault: false } back
                && node.InternalIps.Any(ip => IpText.Canonical(ip) == back.Gateway)
                && !(way.Lookup.Route!.Gateway.Length > 0 && evidence.Nodes().Items.Any(n => n.Addresses.Any(a => a.Address == way.Lookup.Route.Gateway))));
    }

    private static IReadOnlyList<IpPrefix> Own(IEvidence evidence, Node node) =>
        [.. node.PodCidrs.Select(c => (Ok: IpPrefix.TryParse(c, out var cidr), cidr)).Where(c => c.Ok).Select(c => c.cidr)];

    /// <summary>Peers that only the default route leads to, where nothing here says whether that is meant.</summary>
    private static IEnumerable<Peer> Doubtful(Subject subject, IEvidence evidence)
    {
        if (evidence.Routes(Place.Node(subject.Name)).Value is not { } routes || !evidence.Pods(null).IsRead)
        {
            return [];
        }

        var plane = DataPlane.Of(evidence, subject.Name);
        return IsElsewhere(plane, evidence, subject.Name) ? []
            : Ways(evidence, subject.Name, plane, routes, Peer.Of(evidence, subject.Name)).Where(w => w.Kind == WayKind.Default).Select(w => w.Peer).Distinct();
    }

    /// <summary>Data planes, and clouds, that carry pods' addresses without a route on the node.</summary>
    private static bool IsElsewhere(DataPlane plane, IEvidence evidence, string node) =>
        plane.Attachment is PodAttachment.AzureCni or PodAttachment.Ebpf or PodAttachment.OpenVSwitch
        || evidence.Links(Place.Node(node)).Value?.Items.Any(l => l.Name.StartsWith("eni", StringComparison.Ordinal) && l.PeerIndex > 0) is true
        || evidence.Nodes().Find("", node) is { } n && IsCloudRouted(n);

    /// <summary>The cloud's route controller says that it made this node's route: AKS kubenet, GKE, kops. The route is not on the nodes.</summary>
    private static bool IsCloudRouted(Node node) => node.ProviderId.Length > 0 && node.Condition("NetworkUnavailable") is { IsTrue: false, Reason: "RouteCreated" };

    private static bool Decides(string line, Way way) => way.Lookup.Route is { } route
        && (route.Destination.IsDefault ? line.Contains("\"dst\":\"default\"", StringComparison.Ordinal) || line.StartsWith("default", StringComparison.Ordinal)
            : line.Contains($"\"{route.Destination}\"", StringComparison.Ordinal) || line.Contains(route.Destination + " ", StringComparison.Ordinal));

    private static string Mend(Way way, string node) => way.Peer.Node.InternalIps.FirstOrDefault(ip => IpText.IsV6(ip) == way.Target.IsV6) is { } gateway
        ? $"ip route replace {way.Target} via {gateway}    # on {node}"
        : $"ip route get {PeerAddress.Of(way.Target).Address(0)}    # on {node}";
}
