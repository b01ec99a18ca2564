namespace KubeNetTui.Checks;

/// <summary>The modes of kube-proxy that are understood, in the order in which they are tried on a node: IPVS has iptables rules too.</summary>
internal static class ServiceDataPlanes
{
    public static IReadOnlyList<IServiceDataPlaneReader> Readers { get; } =
    [
        new IpvsPlaneReader(),
        new IptablesPlaneReader(),
        new NftServicePlaneReader(),
    ];
}
