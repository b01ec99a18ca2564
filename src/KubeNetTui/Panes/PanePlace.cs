using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>What a pane is about, once that is known.</summary>
/// <param name="Node">The node that is asked.</param>
internal sealed record PanePlace(string Node)
{
    /// <summary>The pane is narrowed to this pod.</summary>
    public Pod? Pod { get; init; }

    /// <summary>The pane is narrowed to this service.</summary>
    public Service? Service { get; init; }

    /// <summary>Those of <see cref="Service"/>.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; init; } = [];

    public bool IsNarrowed => Pod is not null || Service is not null;

    /// <summary>What it is narrowed to, for titles: <c>pod demo/web-1</c>; "" for a whole node.</summary>
    public string Subject => Pod is { } pod ? $"pod {pod.FullName}" : Service is { } service ? $"service {service.FullName}" : "";

    /// <summary>Where the pod's own commands run; null for nodes and services.</summary>
    public Place? PodPlace => Pod is { } pod ? Place.Pod(pod.Namespace, pod.Name) : null;

    /// <summary>The service's own: cluster, external and load balancer addresses. Its endpoints' are other services' too.</summary>
    public IReadOnlySet<string> VirtualAddresses => field ??= Service is { } service
        ? [.. service.ClusterIps.Where(ip => ip != "None"), .. service.ExternalIps, .. service.LoadBalancer.Select(l => l.Ip).Where(ip => ip.Length > 0)]
        : new HashSet<string>();

    /// <summary>What rules name to mean the subject: the pod's addresses, or the service's own.</summary>
    public IReadOnlySet<string> Named => Service is null ? Addresses : VirtualAddresses;

    /// <summary>Addresses of the subject: the pod's, or the service's virtual ones and its endpoints'. Empty for a whole node.</summary>
    public IReadOnlySet<string> Addresses => field ??= AddressesOf();

    private HashSet<string> AddressesOf()
    {
        HashSet<string> addresses = [];
        if (Pod is { } pod)
        {
            addresses.UnionWith(pod.Ips);
        }

        if (Service is not null)
        {
            addresses.UnionWith(VirtualAddresses);
            addresses.UnionWith(Endpoints.SelectMany(e => e.Addresses));
        }

        return addresses;
    }
}
