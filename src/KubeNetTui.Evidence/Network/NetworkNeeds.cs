namespace KubeNetTui.Evidence;

/// <summary>
/// The commands that give a piece of network evidence, the best first; the next one only once those before it are known to be absent
/// (<paramref name="soFar"/> in each). What they gave is read by <see cref="NetworkReadings"/> under the same name.
/// </summary>
public static class NetworkNeeds
{
    public static IEnumerable<Need> Links(Place place, IEvidence soFar) => NetworkReadings.LinkSources.Needs(place, soFar);

    public static IEnumerable<Need> Routes(Place place, IEvidence soFar) => NetworkReadings.RouteSources.Needs(place, soFar);

    public static IEnumerable<Need> RoutingRules(Place place, IEvidence soFar) => NetworkReadings.RuleSources.Needs(place, soFar);

    public static IEnumerable<Need> Neighbours(Place place, IEvidence soFar) => NetworkReadings.NeighbourSources.Needs(place, soFar);

    public static IEnumerable<Need> BridgePorts(string node, IEvidence soFar) => NetworkReadings.BridgeSources.Needs(Place.Node(node), soFar);

    public static IEnumerable<Need> Fdb(string node, IEvidence soFar) => NetworkReadings.FdbSources.Needs(Place.Node(node), soFar);

    public static IEnumerable<Need> HairpinModes(string node, IEvidence soFar) => NetworkReadings.HairpinSources.Needs(Place.Node(node), soFar);

    public static IEnumerable<Need> LinkFlags(string node, IEvidence soFar) => NetworkReadings.LinkFlagSources.Needs(Place.Node(node), soFar);

    /// <summary>What listens.</summary>
    public static IEnumerable<Need> Sockets(Place place, IEvidence soFar) => SocketReading.Needs(place, soFar, "ss-listen", SocketReading.AllFiles);

    /// <summary>TCP connections, and what listens on TCP.</summary>
    public static IEnumerable<Need> Connections(Place place, IEvidence soFar) => SocketReading.Needs(place, soFar, "ss-established", SocketReading.TcpFiles);

    /// <summary>The whole table: up to 100 MB on a busy node. <see cref="ConntrackSummary"/> serves most questions.</summary>
    public static IEnumerable<Need> Conntrack(string node, IEvidence soFar) => NetworkReadings.ConntrackSources.Needs(Place.Node(node), soFar);

    public static IEnumerable<Need> ConntrackSummary(string node, IEvidence soFar) =>
        NetworkReadings.ConntrackSummarySources.Needs(Place.Node(node), soFar);

    /// <summary>What happens in the table while it is watched for a few seconds.</summary>
    public static CommandNeed ConntrackEvents(string node) => CommandReadings.NodeNeed(node, "conntrack-events");

    public static IEnumerable<Need> ConntrackStats(string node, IEvidence soFar) => NetworkReadings.ConntrackStatsSources.Needs(Place.Node(node), soFar);

    public static IEnumerable<Need> Sysctls(Place place, IEvidence soFar) => NetworkReadings.SysctlSources.Needs(place, soFar);

    public static IEnumerable<Need> PodProcesses(string node, IEvidence soFar) => NetworkReadings.PodProcessSources.Needs(Place.Node(node), soFar);
}
