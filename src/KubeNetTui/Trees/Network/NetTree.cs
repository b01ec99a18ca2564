using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>
/// The way of traffic as a tree: gateway, ingress or load balancer, then service, its slices, their pods, their nodes. Pure: from what was
/// read to lines. What is under a closed line is made when that is opened.
/// </summary>
internal sealed class NetTree
{
    private readonly NetObjects _objects;
    private readonly Dictionary<(string, string), Service> _services = [];
    private readonly ILookup<(string, string), EndpointSlice> _slices;
    private readonly Dictionary<(string, string), TableRow>? _pods;
    private readonly HashSet<(string, string)> _reached = [];

    private NetTree(NetObjects objects)
    {
        _objects = objects;
        foreach (var service in objects.Services)
        {
            _services[(service.Namespace, service.Name)] = service;
        }

        _slices = objects.Slices.ToLookup(s => (s.Namespace, s.ServiceName));
        if (objects.Pods is { } pods)
        {
            _pods = [];
            foreach (var row in pods)
            {
                _pods[(row.Namespace, row.Name)] = row;
            }
        }
    }

    public static IReadOnlyList<TreeItem> Of(NetObjects objects) => new NetTree(objects).Roots();

    /// <summary>Only the ways that lead through one object, all of it open; where there is none, the object alone.</summary>
    public static IReadOnlyList<TreeItem> About(NetObjects objects, Selection about)
    {
        var tree = new NetTree(objects);
        List<TreeItem> ways = [.. tree.Roots().Select(r => Prune(r, about)).OfType<TreeItem>()];
        return ways.Count > 0 ? ways
            : about.Resource.IsSameKind(WellKnownKinds.Pods) ? [tree.Pod("", about.Namespace, about.Name, about.Uid, null)]
            : about.Resource.IsSameKind(WellKnownKinds.Nodes) ? [tree.Node("", about.Name)]
            : [];
    }

    private static TreeItem? Prune(TreeItem item, Selection about)
    {
        if (item.Object is { } o && o.Name == about.Name && o.Namespace == about.Namespace && o.Resource.IsSameKind(about.Resource) && item.Kind != "lb")
        {
            return item.With(item.Children);
        }

        List<TreeItem> kept = [.. item.Children.Select(c => Prune(c, about)).OfType<TreeItem>()];
        return kept.Count > 0 ? item.With(kept) : null;
    }

    private List<TreeItem> Roots()
    {
        List<TreeItem> roots = [];
        var gateways = _objects.Fronts.Where(f => f.Kind == "Gateway").OrderBy(f => f.Namespace, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        var known = gateways.Select(g => $"{g.Namespace}/{g.Name}").ToHashSet();
        var routes = _objects.Fronts.Where(f => f.Kind.EndsWith("Route", StringComparison.Ordinal)).OrderBy(f => f.Namespace, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal).ToList();
        roots.AddRange(gateways.Select(g => Gateway(g, [.. routes.Where(r => r.Parents.Contains($"{g.Namespace}/{g.Name}"))])));
        foreach (var parent in routes.SelectMany(r => r.Parents).Distinct().Where(p => !known.Contains(p)).Order(StringComparer.Ordinal))
        {
            roots.Add(ElsewhereGateway(parent, [.. routes.Where(r => r.Parents.Contains(parent))]));
        }

        roots.AddRange(routes.Where(r => r.Parents.Count == 0).Select(r => Route("", r)));
        roots.AddRange(_objects.Fronts.Where(f => f.Kind == "Ingress").OrderBy(f => f.Namespace, StringComparer.Ordinal).ThenBy(f => f.Name, StringComparer.Ordinal).Select(Ingress));
        var services = _objects.Services.OrderBy(s => s.Namespace, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal).ToList();
        roots.AddRange(services.Where(s => s.Type == "LoadBalancer").Select(LoadBalancer));
        roots.AddRange(services.Where(s => s.Type != "LoadBalancer" && !_reached.Contains((s.Namespace, s.Name))).Select(s => Service("", s)));
        return roots;
    }

    private TreeItem Gateway(Front gateway, IReadOnlyList<Front> routes)
    {
        var key = $"gateway {gateway.Namespace}/{gateway.Name}";
        List<TreeItem> children = [.. routes.Select(r => Route(key + "|", r))];
        var verdict = gateway.Addresses.Count == 0 ? new VerdictCell(Verdict.Warn, "it has no address yet")
            : children.Count == 0 ? new VerdictCell(Verdict.Warn, "no route hangs on it")
            : Rollup(children, "route");
        return Item(key, "gateway", gateway, verdict, Words(gateway.Class, Addresses(gateway), gateway.Summary), children);
    }

    private TreeItem ElsewhereGateway(string name, IReadOnlyList<Front> routes)
    {
        var (ns, own) = (name[..name.IndexOf('/')], name[(name.IndexOf('/') + 1)..]);
        var isElsewhere = _objects.Namespace is { } scope && scope != ns;
        var key = $"gateway {name}";
        return new TreeItem
        {
            Key = key, Kind = "gateway", Name = Named(ns, own, always: isElsewhere), IsOpenAtFirst = true, IsMissing = !isElsewhere,
            Object = isElsewhere && _objects.Find("gateways.gateway.networking.k8s.io") is { } kind ? new Selection(kind, ns, own, "") : null,
            Detail = isElsewhere ? "in another namespace" : "routes hang on a gateway that is not there",
            Children = [.. routes.Select(r => Route(key + "|", r))],
        };
    }

    private TreeItem Route(string under, Front route)
    {
        var key = $"{under}route {route.Namespace}/{route.Name}";
        var children = Backends(key, route);
        return Item(key, route.Kind.ToLowerInvariant(), route, Rollup(children, "backend"), route.Summary, children);
    }

    private TreeItem Ingress(Front ingress)
    {
        var key = $"ingress {ingress.Namespace}/{ingress.Name}";
        var children = Backends(key, ingress);
        var verdict = Rollup(children, "backend");
        if (verdict.Verdict == Verdict.Pass && ingress.Addresses.Count == 0)
        {
            verdict = new VerdictCell(Verdict.Warn, "it has no address yet");
        }

        return Item(key, "ingress", ingress, verdict, Words(ingress.Class, Addresses(ingress), ingress.Summary), children);
    }

    private TreeItem Item(string key, string word, Front front, VerdictCell verdict, string detail, IReadOnlyList<TreeItem> children) => new()
    {
        Key = key, Kind = word, Name = Named(front.Namespace, front.Name), Verdict = verdict, Detail = detail, IsOpenAtFirst = true, Labels = front.Labels,
        Object = _objects.Find(PluralOf(front.Kind)) is { } kind ? new Selection(kind, front.Namespace, front.Name, front.Uid) : null,
        Children = children,
    };

    private List<TreeItem> Backends(string key, Front front)
    {
        List<TreeItem> items = [];
        foreach (var group in front.Backends.GroupBy(b => (b.Namespace, b.Service)))
        {
            var (ns, name) = group.Key;
            var matches = group.Select(b => b.Match).Where(m => m.Length > 0).Distinct().ToList();
            var from = matches.Count == 0 ? "" : matches.Count == 1 ? $"{matches[0]} →" : $"{matches[0]} and {matches.Count - 1} more →";
            _reached.Add(group.Key);
            if (_services.TryGetValue(group.Key, out var service))
            {
                var wrong = group.Select(b => b.Port).FirstOrDefault(p => p.Length > 0 && !service.Ports.Any(s => s.Name == p || s.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) == p));
                items.Add(Service(key + "|", service, from, wrong is null || service.IsExternalName ? null : new VerdictCell(Verdict.Fail, $"the service has no port {wrong}")));
            }
            else
            {
                var isElsewhere = _objects.Namespace is { } scope && scope != ns;
                items.Add(new TreeItem
                {
                    Key = $"{key}|svc {ns}/{name}", Kind = "svc", Name = Named(ns, name, always: isElsewhere), IsMissing = !isElsewhere,
                    Object = new Selection(WellKnownKinds.Services, ns, name, ""),
                    Verdict = isElsewhere && _objects.Verdicts is { } verdicts ? verdicts.Of(Subject.Service(ns, name)) : default,
                    Detail = isElsewhere ? $"{from} in another namespace".TrimStart() : $"{from} there is no such service".TrimStart(),
                });
            }
        }

        return items;
    }

    private TreeItem LoadBalancer(Service service)
    {
        var key = $"lb {service.Namespace}/{service.Name}";
        var addresses = service.LoadBalancer.Select(l => l.Address).Where(a => a.Length > 0).ToList();
        var child = Service(key + "|", service);
        return new TreeItem
        {
            Key = key, Kind = "lb", Name = addresses.Count > 0 ? string.Join(", ", addresses) : $"({Named(service.Namespace, service.Name)})",
            Object = new Selection(WellKnownKinds.Services, service.Namespace, service.Name, service.Meta.Uid),
            Verdict = addresses.Count == 0 ? new VerdictCell(Verdict.Warn, "no address yet") : child.Verdict with { Reason = "" },
            Detail = Words(string.Join(", ", service.Ports.Select(p => $"{p.Port}/{p.Protocol}")), service.LoadBalancerClass, LocalPolicy(service)),
            IsOpenAtFirst = true, Children = [child],
        };
    }

    private TreeItem Service(string under, Service service, string from = "", VerdictCell? judged = null)
    {
        var id = (service.Namespace, service.Name);
        var key = $"{under}svc {service.Namespace}/{service.Name}";
        var slices = _slices[id].OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
        var cell = _objects.Verdicts?.Of(Subject.Service(service.Namespace, service.Name)) ?? new VerdictCell(Verdict.Unknown, "not judged yet");
        var item = new TreeItem
        {
            Key = key, Kind = "svc", Name = Named(service.Namespace, service.Name), Verdict = judged ?? cell, Labels = service.Meta.Labels,
            Object = new Selection(WellKnownKinds.Services, service.Namespace, service.Name, service.Meta.Uid),
            Detail = Words(from, AddressOf(service), PortsOf(service)), IsOpenAtFirst = _objects.IsSmall,
            Expand = () => [.. slices.Select(s => Slice(key, s))],
        };
        return slices.Count > 0 ? item : item.With([]);
    }

    private TreeItem Slice(string under, EndpointSlice slice)
    {
        var key = $"{under}|slice {slice.Name}";
        var ready = slice.Endpoints.Count(e => e is { Ready: true });
        var leaving = slice.Endpoints.Count(e => e.Terminating);
        var ports = slice.Ports.Count == 0 ? "no ports" : string.Join(", ", slice.Ports.Select(p => $"{(p.Name.Length > 0 ? p.Name + " " : "")}{(p.Port == 0 ? "any" : p.Port)}/{p.Protocol}"));
        var all = slice.Endpoints.Count - leaving;
        var verdict = slice.Endpoints.Count == 0 ? new VerdictCell(Verdict.NotApplicable, "no endpoints")
            : ready == 0 ? new VerdictCell(Verdict.Fail, all == 0 ? "all of them terminate" : $"0 of {all} endpoints ready")
            : ready < all ? new VerdictCell(Verdict.Warn, $"{ready} of {all} endpoints ready")
            : new VerdictCell(Verdict.Pass, "");
        return new TreeItem
        {
            Key = key, Kind = "slice", Name = slice.Name, Verdict = verdict, Labels = slice.Meta.Labels, IsOpenAtFirst = true,
            Object = new Selection(WellKnownKinds.EndpointSlices, slice.Namespace, slice.Name, slice.Meta.Uid),
            Detail = slice.Endpoints.Count == 0 ? "" : Words(ready < all ? "" : $"{slice.Endpoints.Count} endpoint{(slice.Endpoints.Count == 1 ? "" : "s")}", ports, slice.AddressType == "IPv4" ? "" : slice.AddressType),
            Children = [.. slice.Endpoints.Select(e => EndpointOf(key, slice, e)).OrderBy(i => i.Name, StringComparer.Ordinal)],
        };
    }

    private TreeItem EndpointOf(string under, EndpointSlice slice, Endpoint endpoint)
    {
        if (endpoint.TargetKind == "Pod" && endpoint.TargetName.Length > 0)
        {
            var ns = endpoint.TargetNamespace.Length > 0 ? endpoint.TargetNamespace : slice.Namespace;
            return Pod(under + "|", ns, endpoint.TargetName, endpoint.TargetUid, endpoint);
        }

        var name = string.Join(", ", endpoint.Addresses);
        var key = $"{under}|address {name}";
        return new TreeItem
        {
            Key = key, Kind = "address", Name = name, Verdict = StateOf(endpoint), Detail = Words("made by hand, or outside of the cluster", endpoint.Zone),
            Children = endpoint.NodeName.Length > 0 ? [Node(key + "|", endpoint.NodeName)] : [],
        };
    }

    private TreeItem Pod(string under, string ns, string name, string uid, Endpoint? endpoint)
    {
        var row = _pods?.GetValueOrDefault((ns, name));
        var cell = row is not null ? _objects.Verdicts?.Of(WellKnownKinds.Pods, row) ?? new VerdictCell(Verdict.Unknown, "not judged yet")
            : endpoint is not null ? StateOf(endpoint)
            : _objects.Verdicts?.Of(Subject.Pod(ns, name)) ?? default;

        // A slice lags behind its pods by a moment, and only one that is read whole can miss one.
        var isGone = row is null && endpoint is not null && _pods is not null && (_objects.Namespace is null || _objects.Namespace == ns);
        var node = endpoint?.NodeName is { Length: > 0 } said ? said : row is { Cells.Length: > 6 } && row.Cells[6] is { Length: > 0 } cells && cells[0] != '<' ? cells : "";
        var key = $"{under}pod {ns}/{name}";
        var about = node.Length > 0 ? NodeMark(node) : "";
        return new TreeItem
        {
            Key = key, Kind = "pod", Name = Named(ns, name), Verdict = isGone ? default : cell, IsMissing = isGone,
            Object = new Selection(WellKnownKinds.Pods, ns, name, row?.Uid ?? uid), Labels = row?.Labels ?? [],
            Detail = Words(
                endpoint is null ? "no EndpointSlice names it: no service leads here" : string.Join(", ", endpoint.Addresses),
                row is { Cells.Length: > 2 } ? $"{row.Cells[2]} {row.Cells[1]}" : "",
                endpoint is { Ready: false } && cell.Verdict == Verdict.Pass ? (endpoint.Terminating ? "leaving" : "not ready in the slice") : "", about),
            IsOpenAtFirst = endpoint is null,
            Children = node.Length > 0 ? [Node(key + "|", node)] : [],
        };
    }

    private TreeItem Node(string under, string name)
    {
        var cell = _objects.Verdicts?.Of(Subject.Node(name)) ?? default;
        return new TreeItem
        {
            Key = $"{under}node {name}", Kind = "node", Name = name, Verdict = cell, Object = new Selection(WellKnownKinds.Nodes, "", name, ""),
        };
    }

    // The node's line is under the pod's and as a rule closed: what is wrong with it must not be.
    private string NodeMark(string node) =>
        _objects.Verdicts?.Of(Subject.Node(node)) is { Verdict: Verdict.Fail or Verdict.Warn } cell ? $"on {node}, which {(cell.Verdict == Verdict.Fail ? "fails" : "warns")}: {cell.Reason}" : $"on {node}";

    private static VerdictCell StateOf(Endpoint endpoint) =>
        endpoint.Ready ? new VerdictCell(Verdict.Pass, "")
        : endpoint.Terminating ? new VerdictCell(Verdict.NotApplicable, "leaving")
        : new VerdictCell(Verdict.Fail, "not ready");

    private static VerdictCell Rollup(List<TreeItem> children, string word)
    {
        var missing = children.Find(c => c.IsMissing);
        var bad = children.Where(c => c.IsMissing || c.Verdict.Verdict == Verdict.Fail).ToList();
        var worst = children.Count == 0 ? Verdict.NotApplicable : children.Max(c => c.Verdict.Verdict);
        return (bad.Count, worst) switch
        {
            (0, Verdict.Warn) => new VerdictCell(Verdict.Warn, $"{children.Count(c => c.Verdict.Verdict == Verdict.Warn)} of {children.Count} {word}s warn"),
            (0, Verdict.Unknown) => new VerdictCell(Verdict.Unknown, ""),
            (0, Verdict.Pass) => new VerdictCell(Verdict.Pass, ""),
            (0, _) => new VerdictCell(Verdict.NotApplicable, children.Count == 0 ? $"it leads to no {word}" : ""),
            _ when missing is not null => new VerdictCell(Verdict.Fail, $"{missing.Kind} {missing.Name} does not exist"),
            _ when bad.Count == children.Count => new VerdictCell(Verdict.Fail, children.Count == 1 ? $"its {word} fails" : $"all {children.Count} {word}s fail"),
            _ => new VerdictCell(Verdict.Fail, $"{bad.Count} of {children.Count} {word}s fail{(bad.Count == 1 ? "s" : "")}"),
        };
    }

    private string Named(string ns, string name, bool always = false) => always || _objects.Namespace is null ? $"{ns}/{name}" : name;

    private static string PluralOf(string kind) => kind switch
    {
        "Ingress" => "ingresses.networking.k8s.io",
        _ => $"{kind.ToLowerInvariant()}s.gateway.networking.k8s.io",
    };

    private static string Addresses(Front front) => string.Join(", ", front.Addresses.Take(2));

    private static string AddressOf(Service service) =>
        service.IsExternalName ? $"ExternalName {service.ExternalName}"
        : service.IsHeadless ? "headless"
        : $"{(service.Type == "LoadBalancer" ? "" : service.Type + " ")}{(service.ClusterIps.Count > 0 ? service.ClusterIps[0] : "")}".Trim();

    private static string PortsOf(Service service) =>
        string.Join(", ", service.Ports.Take(3).Select(p => $"{p.Port}{(p.Target.ToString() != p.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) ? $"→{p.Target}" : "")}/{p.Protocol}{(p.NodePort > 0 ? $" (node {p.NodePort})" : "")}"))
        + (service.Ports.Count > 3 ? $" and {service.Ports.Count - 3} more" : "");

    private static string LocalPolicy(Service service) => service.ExternalTrafficPolicy == "Local" ? "policy Local" : "";

    private static string Words(params ReadOnlySpan<string> words)
    {
        List<string> said = [];
        foreach (var word in words)
        {
            if (word.Length > 0)
            {
                said.Add(word);
            }
        }

        return string.Join(" · ", said).Replace("→ ·", "→", StringComparison.Ordinal);
    }
}
