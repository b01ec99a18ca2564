using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>
/// What a node should do with one frontend, by the EndpointSlices: kube-proxy's CategorizeEndpoints (pkg/proxy/topology.go), with room for what
/// differs between its versions and settings.
/// </summary>
/// <param name="Must">Endpoints that have to be there; may be empty.</param>
/// <param name="May">Endpoints that may be there; holds all of <paramref name="Must"/>.</param>
/// <param name="MayBeNone">No endpoint is right too: it is refused or dropped.</param>
/// <param name="Why">What the choice rests on: <c>policy Local, and no endpoint here</c>; "" for the plain case.</param>
internal sealed record ExpectedEndpoints(
    IReadOnlySet<ProgrammedEndpoint> Must, IReadOnlySet<ProgrammedEndpoint> May, bool MayBeNone, string Why = "")
{
    public static ExpectedEndpoints Of(Service service, ServicePort port, IReadOnlyList<EndpointSlice> slices, Frontend frontend, Node node)
    {
        var all = Candidates(port, slices, frontend.IsV6).ToList();
        var isLocal = frontend.Kind == FrontendKind.ClusterIp
            ? service.InternalTrafficPolicy == "Local"
            : service is { ExternalTrafficPolicy: "Local", Type: "NodePort" or "LoadBalancer" };
        var usable = isLocal ? all.FindAll(e => e.Endpoint.NodeName == node.Name) : all;
        var ready = usable.FindAll(e => e.Endpoint.Ready);
        if (ready.Count > 0)
        {
            var near = isLocal ? null : Near(service, ready, node);
            return near is null
                ? new(Set(ready), Set(ready), false)
                : new(Set(near), Set(ready), false, near.Count > 0 ? $"endpoints near {(node.Zone.Length > 0 ? "zone " + node.Zone : node.Name)} are preferred" : "");
        }

        // The last ones on their way out still serve, since 1.26; before that the service is refused.
        var ending = usable.FindAll(e => e.Endpoint is { Terminating: true, Serving: true });
        return new(Set([]), Set(ending), true, ending.Count > 0 ? "only endpoints that terminate are left"
            : isLocal && all.Exists(e => e.Endpoint.Ready) ? "policy Local, and no endpoint on this node"
            : "no endpoint is ready");
    }

    /// <summary>Endpoints of the slices that carry this port, of one family.</summary>
    private static IEnumerable<(ProgrammedEndpoint At, Endpoint Endpoint)> Candidates(ServicePort port, IReadOnlyList<EndpointSlice> slices, bool isV6)
    {
        foreach (var slice in slices.Where(s => s.AddressType == (isV6 ? "IPv6" : "IPv4")))
        {
            foreach (var number in slice.Ports.Where(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0).Select(p => p.Port))
            {
                foreach (var endpoint in slice.Endpoints)
                {
                    // The first address alone counts; the API says so of all but it.
                    if (endpoint.Addresses is [var text, ..] && Ip.TryParse(text, out var address))
                    {
                        yield return (new ProgrammedEndpoint(address, number), endpoint);
                    }
                }
            }
        }
    }

    /// <summary>
    /// The part that hints leave to this node; null without hints. With hints a proxy may use only these, or, where it can't follow them (one endpoint
    /// has none, no endpoint is for this zone), all.
    /// </summary>
    private static List<(ProgrammedEndpoint At, Endpoint Endpoint)>? Near(Service service, List<(ProgrammedEndpoint At, Endpoint Endpoint)> ready, Node node)
    {
        var preferred = service.TrafficDistribution.Length > 0 || ready.Exists(e => e.Endpoint.ZoneHints.Count > 0);
        if (!preferred)
        {
            return null;
        }

        // Hints by node (PreferSameNode) are not in the record: any of the ready ones is right.
        return ready.TrueForAll(e => e.Endpoint.ZoneHints.Count > 0) && service.TrafficDistribution != "PreferSameNode"
            ? ready.FindAll(e => e.Endpoint.ZoneHints.Contains(node.Zone))
            : [];
    }

    private static HashSet<ProgrammedEndpoint> Set(List<(ProgrammedEndpoint At, Endpoint Endpoint)> endpoints) => [.. endpoints.Select(e => e.At)];
}
