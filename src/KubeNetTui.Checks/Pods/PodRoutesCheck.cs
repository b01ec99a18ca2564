using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.routes</c>: a way out of the pod by a gateway that answers, and the node's way back to the pod.</summary>
public sealed class PodRoutesCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "pod.routes", SubjectKind.Pod, "A way out and a way back",
        "The pod has a default route, its gateway answers and is the node's, and the node has a route back to the pod, to the interface that the pod is behind.",
        "Routes and neighbours in the pod and on its node (ip route, ip neigh), interfaces of both.",
        [
            "Pods on their node's network have the node's routes.",
            "A gateway that is 169.254.1.1 or another that no interface has (Calico, Azure) is answered for by the node; only one in the node's own pod range must be an address of it.",
            "A gateway that was not asked for lately has no entry, or a stale one: neither is a fault.",
            "Routed data planes have a route for each pod, bridged ones for the range; Cilium and Open vSwitch have their own.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Pods(subject.Namespace);
        yield return Evidence.Needs.Nodes();
        if (PodScope.Asked(subject, soFar) is not { } pod)
        {
            yield break;
        }

        var (place, node) = (Probes.From(pod), Place.Node(pod.NodeName));
        foreach (var need in (IEnumerable<Need>)
            [
                .. NetworkNeeds.Routes(place, soFar), .. NetworkNeeds.Neighbours(place, soFar), .. NetworkNeeds.Routes(node, soFar),
                .. NetworkNeeds.Neighbours(node, soFar), .. PodLink.Needs(pod, soFar),
            ])
        {
            yield return need;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        var routes = evidence.Routes(scope.Place);
        if (!routes.IsRead || !IpPrefix.TryParse(scope.Ip, out var ip))
        {
            return [Info.Unknown(subject,
                $"its routes are not known: {(routes.IsRead ? $"{scope.Ip} is no address" : routes.Problem)}",
                routes.HowToGet.Or("Look with ip route in the pod's network namespace."))];
        }

        if (routes.IsCut)
        {
            return [Info.Unknown(subject, "the list of its routes was cut off", "Look with ip route in the pod's network namespace.")];
        }

        PodLink.TryFind(scope, evidence, out var link);
        return [Out(subject, scope, routes, ip, link, evidence) ?? Back(subject, scope, ip, link, evidence)
            ?? Pass(subject, scope, routes, ip, link, evidence)];
    }

    private static NetworkRoute? Default(RouteTable routes, bool isV6) => routes.Best(IpPrefix.Default(isV6), "main");

    private Finding? Out(Subject subject, PodScope scope, CommandReading<RouteTable> routes, IpPrefix ip, PodLink? link, IEvidence evidence)
    {
        var way = Default(routes.Value!, ip.IsV6);
        if (way is null)
        {
            // A range for all addresses by halves (0.0.0.0/1, 128.0.0.0/1) is a default route, too.
            return routes.Value!.Items.Any(r => r.Destination.Length == 1 && r.Destination.IsV6 == ip.IsV6) ? null
                : Trouble(subject, $"the pod has no default route: it reaches its own range and nothing else", routes, _ => true,
                    "The network plugin writes it when the pod is made; delete the pod, so that it is made anew.", $"kubectl delete pod -n {subject.Namespace} {subject.Name}");
        }

        if (way.Refuses)
        {
            return Trouble(subject, $"the pod's default route is {way}: it refuses all that leaves the pod", routes,
                l => l.Contains(way.Kind.ToString(), StringComparison.OrdinalIgnoreCase),
                "Find out who wrote it; delete the pod, so that it is made anew.", "");
        }

        if (way.Gateway.Length == 0)
        {
            return null;
        }

        var neighbours = evidence.Neighbours(scope.Place);
        var entry = neighbours.Value?.Find(way.Gateway).FirstOrDefault();
        if (entry is { IsUnanswered: true })
        {
            return Trouble(subject, $"the gateway {way.Gateway} does not answer the pod: {entry}", neighbours,
                l => l.Contains(way.Gateway, StringComparison.Ordinal),
                "Look whether the node has that address, and at pod.interface.", $"ip addr show to {way.Gateway}");
        }

        var node = evidence.Links(scope.Node);
        var holder = node.Value?.WithAddress(way.Gateway);
        var ours = evidence.Nodes().Find("", scope.Pod.NodeName)?.PodCidrs.Any(c => IpPrefix.TryParse(c, out var range)
            && range.Contains(way.Gateway)) == true;
        if (holder is null && node is { IsRead: true, IsCut: false } && ours && link is not { IsProgrammed: true })
        {
            var bridge = link?.Bridge;
            return Trouble(subject,
                $"the pod's gateway {way.Gateway} is the address of no interface on {scope.Pod.NodeName}{(bridge is null ? "" : $"; bridge {bridge.Name} has {(bridge.Addresses.Any(a => a.Scope == "global") ? Words.Some(bridge.Addresses.Where(a => a.Scope == "global").Select(a => a.Address)) : "none")}")}",
                node, l => bridge is not null
                    && l.Contains(bridge.Name, StringComparison.Ordinal),
                    "Give the bridge its address back, and find out who took it.", bridge is null ? ""
                    : $"ip addr add {way.Gateway}/24 dev {bridge.Name}");
        }

        if (entry is { Mac.Length: > 0 } && holder is { Mac.Length: > 0 }
            && !string.Equals(entry.Mac, holder.Mac, StringComparison.OrdinalIgnoreCase))
        {
            return Trouble(subject,
                $"the pod takes {entry.Mac} for its gateway {way.Gateway}, but {holder.Name} of {scope.Pod.NodeName} is {holder.Mac}: what leaves the pod goes astray", neighbours,
                l => l.Contains(way.Gateway, StringComparison.Ordinal), entry.IsPermanent
                    ? "The entry is permanent: remove it, and find out who wrote it."
                    : "Remove the entry; if it comes back, something else answers for that address.",
                $"ip neigh del {way.Gateway} dev {entry.Device}");
        }

        return null;
    }

    private Finding? Back(Subject subject, PodScope scope, IpPrefix ip, PodLink? link, IEvidence evidence)
    {
        var routes = evidence.Routes(scope.Node);
        if (routes is not { IsRead: true, IsCut: false } || link is { IsProgrammed: true })
        {
            return null;
        }

        var node = scope.Pod.NodeName;
        var back = routes.Value.Best(ip, "main");

        // Some plugins keep the pods' routes in tables of their own, which rules choose (AWS: main; others: their own).
        if ((back is null or { Destination.IsDefault: true })
            && routes.Value.Items.Any(r => r.Table is not ("main" or "local") && !r.Destination.IsDefault
            && r.Destination.Contains(ip)))
        {
            return null;
        }

        if (back is null || back.Refuses || (back.Destination.IsDefault && link?.Peer is not null))
        {
            var says = back is null ? "has no route" : back.Refuses ? $"refuses ({back})" : $"has no route of its own, and sends it out by {back}";
            return Trouble(subject, $"{node} {says} to {scope.Ip}: what is for the pod is lost on its own node", routes,
                l => back is not null && l.Contains(back.Destination.IsDefault ? "default" : back.Destination.ToString(),
                StringComparison.Ordinal),
                "The network plugin writes that route (or the bridge's address brings it); look at its log, and at who removed it.", $"ip route get {scope.Ip}");
        }

        if (link is { Peer: { } peer, OnNode.Value: { } links } && back.Device.Length > 0 && back.Device != peer.Name
            && back.Device != peer.Master && links.Find(back.Device) is { } other
            && other.Kind is "veth" or "bridge" && !back.Destination.IsDefault)
        {
            return Trouble(subject,
                $"{node} sends {scope.Ip} to {back.Device}, but the pod is behind {peer.Name}{(peer.Master.Length > 0 ? $" on {peer.Master}" : "")}", routes, l => l.Contains(back.Device, StringComparison.Ordinal),
                "Two pods may have had this address, or the route is of one that is gone: remove the wrong route.", $"ip route get {scope.Ip}");
        }

        var neighbours = evidence.Neighbours(scope.Node);
        var entry = neighbours.Value?.Find(scope.Ip).FirstOrDefault();
        if (entry is { Mac.Length: > 0 } && link is { Own.Mac.Length: > 0 }
            && !string.Equals(entry.Mac, link.Own.Mac, StringComparison.OrdinalIgnoreCase))
        {
            var who = link.OnNode.Value?.Items.FirstOrDefault(l => string.Equals(l.Mac, entry.Mac, StringComparison.OrdinalIgnoreCase));
            return Trouble(subject,
                $"{node} takes {entry.Mac}{(who is null ? "" : $" ({who.Name})")} for {scope.Ip}, but the pod's {link.Own.Name} is {link.Own.Mac}: what is for the pod goes to another", neighbours,
                l => l.Contains(scope.Ip, StringComparison.Ordinal), entry.IsPermanent
                    ? "The entry is permanent: remove it, and find out who wrote it."
                    : "Either a stale entry, or a second pod has this address: remove it, and see whether it comes back.",
                $"ip neigh del {scope.Ip} dev {entry.Device}");
        }

        return entry is { IsUnanswered: true }
            ? Trouble(subject, $"the pod does not answer when {node} asks for {scope.Ip}: {entry}", neighbours,
                l => l.Contains(scope.Ip, StringComparison.Ordinal), "Look at pod.interface: its veth, the bridge, its address.",
                $"ip neigh show {scope.Ip}")
            : null;
    }

    private Finding Pass(Subject subject, PodScope scope, CommandReading<RouteTable> routes, IpPrefix ip, PodLink? link, IEvidence evidence)
    {
        var way = Default(routes.Value!, ip.IsV6);
        var entry = way is { Gateway.Length: > 0 } ? evidence.Neighbours(scope.Place).Value?.Find(way.Gateway).FirstOrDefault() : null;
        var back = evidence.Routes(scope.Node);
        var exhibits = (List<Exhibit>)[Exhibits.Of(routes.Section!, routes.Output!, l => l.Contains("default", StringComparison.Ordinal))];
        if (!back.IsRead)
        {
            return Info.Unknown(subject,
                $"the way out is {way}; the way back on {scope.Pod.NodeName} is not known: {back.Problem}",
                back.HowToGet.Or($"Look with ip route get {scope.Ip} on {scope.Pod.NodeName}.")) with { Exhibits = exhibits };
        }

        exhibits.Add(Exhibits.Of(back.Section!, back.Output!, l => back.Value.Best(ip, "main") is { } b
            && l.Contains(b.Destination.ToString(), StringComparison.Ordinal)));
        return Info.Pass(
            subject, $"out by {way?.ToString() ?? "routes of its own"}{(entry is null ? "" : $" ({string.Join(',', entry.States)})")}; back by {back.Value.Best(ip, "main")?.ToString() ?? (link is { IsProgrammed: true } ? "the data plane's own way" : "a table of its own")}") with
        {
            Exhibits = exhibits,
        };
    }

    private Finding Trouble<T>(Subject subject, string title, CommandReading<T> shown, Predicate<string> decides, string remedy, string command)
        where T : class =>
        Info.Fail(subject, title) with
        {
            Exhibits = shown is { Section: { } section, Output: { } output } ? [Exhibits.Of(section, output, decides)] : [],
            Remedy = remedy,
            RemedyCommand = command,
            Explains = [subject],
            ExplainedChecks = ["pod."],
        };
}
