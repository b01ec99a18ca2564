using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What a service's EndpointSlices hold, port by port: what kube-proxy and DNS will make of them.</summary>
internal sealed class EndpointTally
{
    private EndpointTally(Service service, IReadOnlyList<EndpointSlice> slices)
    {
        Slices = slices;

        // A headless service may have no ports at all: DNS needs none.
        Ports = service.Ports.Count == 0
            ? [new PortTally(null, [.. slices.SelectMany(s => s.Endpoints)])]
            : [.. service.Ports.Select(p => new PortTally(p, [.. slices.Where(s => Serves(s, p)).SelectMany(s => s.Endpoints)]))];

        Dictionary<string, Endpoint> distinct = [];
        foreach (Endpoint endpoint in slices.SelectMany(s => s.Endpoints))
        {
            distinct.TryAdd(Identity(endpoint), endpoint);
        }

        Endpoints = [.. distinct.Values];
    }

    public IReadOnlyList<EndpointSlice> Slices { get; }

    public IReadOnlyList<PortTally> Ports { get; }

    /// <summary>Each endpoint once: a pod with two address families, or with ports in two slices, is one.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; }

    public int Ready => Endpoints.Count(e => e.Ready);

    public bool AllPortsServed => Ports.All(p => p.Ready > 0);

    public bool NoPortServed => Ports.All(p => p.Ready == 0);

    public static EndpointTally Of(Service service, IReadOnlyList<EndpointSlice> slices) => new(service, slices);

    /// <summary>
    /// Slices carry a port under the service port's name. A slice without ports serves none of them: the controller leaves a port
    /// out when a pod has no container port of that name.
    /// </summary>
    private static bool Serves(EndpointSlice slice, ServicePort port) =>
        slice.Ports.Any(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0);

    private static string Identity(Endpoint endpoint) =>
        endpoint.TargetName.Length > 0
            ? $"{endpoint.TargetKind}/{endpoint.TargetNamespace}/{endpoint.TargetName}"
            : endpoint.Addresses is [var address, ..] ? address : "";
}

/// <summary>The endpoints that one port of a service has. A null port stands for a headless service without ports.</summary>
internal sealed record PortTally(ServicePort? Port, IReadOnlyList<Endpoint> Endpoints)
{
    public int Ready => Endpoints.Count(e => e.Ready);

    /// <summary>Ending, but still answering: kube-proxy sends traffic there while there is nothing better.</summary>
    public int ServingTerminating => Endpoints.Count(e => e is { Terminating: true, Serving: true });
}
