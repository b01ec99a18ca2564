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
        new ServiceHairpinCheck(),
        new ServiceListeningCheck(),
        new ServicePodReachCheck(),
        new ServiceVipReachCheck(),
        new ServiceDnsNameCheck(),
        new ServiceNetworkPolicyCheck(),
        new ServiceRulesCheck(),
        new PodSandboxCheck(),
        new PodRunningCheck(),
        new PodInterfaceCheck(),
        new PodRoutesCheck(),
        new PodDnsConfigCheck(),
        new PodDnsLookupCheck(),
        new PodEgressCheck(),
        new PodApiServerCheck(),
        new PodNetworkPolicyCheck(),
        new PodListeningCheck(),
        new PodConnectionsCheck(),
        new PodRbacCheck(),
        new NodeReadyCheck(),
        new NodeSysctlsCheck(),
        new NodeConntrackCheck(),
        new NodeVethsCheck(),
        new NodeHairpinCheck(),
        new NodeResolvConfCheck(),
        new DnsPodsCheck(),
        new DnsServiceCheck(),
        new DnsAnswersCheck(),
        new DnsCorefileCheck(),
        new ApiReachCheck(),
        new ApiKubernetesServiceCheck(),
        new ApiWebhooksCheck(),
        new EventsNetworkCheck(),
    ];
}
