namespace KubeNetTui.Checks;

/// <summary>The checks there are, in the order in which a person reads them.</summary>
public static class Catalogue
{
    public static IReadOnlyList<ICheck> All { get; } =
    [
        new ServiceEndpointsCheck(),
        new ServicePortsCheck(),
        new ServiceTrafficPolicyCheck(),
        new ServiceLoadBalancerCheck(),
        new ServiceDualStackCheck(),
        new ServiceConflictsCheck(),
        new PodSandboxCheck(),
        new NodeReadyCheck(),
        new DnsPodsCheck(),
        new DnsServiceCheck(),
        new ApiReachCheck(),
        new ApiKubernetesServiceCheck(),
        new ApiWebhooksCheck(),
        new EventsNetworkCheck(),
    ];
}
