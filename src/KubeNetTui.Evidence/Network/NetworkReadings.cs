namespace KubeNetTui.Evidence;

/// <summary>
/// Network evidence by what it is about, from the best command that gave it: <c>evidence.Links(Place.Node("node-a"))</c>. Which commands
/// to ask for says <see cref="NetworkNeeds"/>.
/// </summary>
public static class NetworkReadings
{
    internal static readonly CommandSources<LinkTable> LinkSources = new(
        new("ip-addr", LinkTable.ParseJson, t => t.Items.Count > 0),
        new("ip-addr.txt", LinkTable.ParseText, t => t.Items.Count > 0));

    // No route at all is an answer.
    internal static readonly CommandSources<RouteTable> RouteSources = new(
        new("ip-route", RouteTable.ParseJson, t => t.NotUnderstood.Count == 0 || t.Items.Count > 0),
        new("ip-route.txt", RouteTable.ParseText));

    internal static readonly CommandSources<RoutingRules> RuleSources = new(new CommandSource<RoutingRules>("ip-rule", ParseRules, r => r.Items.Count > 0));

    internal static readonly CommandSources<NeighbourTable> NeighbourSources = new(
        new CommandSource<NeighbourTable>("ip-neigh", ParseNeighbours, t => t.NotUnderstood.Count == 0 || t.Items.Count > 0));

    internal static readonly CommandSources<BridgePorts> BridgeSources = new(
        new CommandSource<BridgePorts>("bridge-link", Evidence.BridgePorts.ParseJson, t => t.NotUnderstood.Count == 0 || t.Items.Count > 0));

    internal static readonly CommandSources<FdbTable> FdbSources = new(
        new CommandSource<FdbTable>("bridge-fdb", FdbTable.ParseJson, t => t.NotUnderstood.Count == 0 || t.Items.Count > 0));

    internal static readonly CommandSources<HairpinModes> HairpinSources = new(
        new("ip-addr", Evidence.HairpinModes.ParseLinks, m => m.ByPort.Count > 0),
        new("bridge-link", Evidence.HairpinModes.ParseBridge, m => m.ByPort.Count > 0),
        new("hairpin", Evidence.HairpinModes.ParseFiles, m => m.ByPort.Count > 0));

    internal static readonly CommandSources<InterfaceFiles> LinkFlagSources = new(
        new CommandSource<InterfaceFiles>("link-flags", InterfaceFiles.Parse, f => f.Values.Count > 0));

    internal static readonly CommandSources<ConntrackTable> ConntrackSources = new(
        new("proc-nf-conntrack", ConntrackTable.Parse),
        new("conntrack", ConntrackTable.Parse));

    internal static readonly CommandSources<ConntrackSummary> ConntrackSummarySources = new(
        new("conntrack-summary", Evidence.ConntrackSummary.Parse, s => s.IsWhole),
        new("proc-nf-conntrack", text => Evidence.ConntrackSummary.Of(ConntrackTable.Parse(text))),
        new("conntrack", text => Evidence.ConntrackSummary.Of(ConntrackTable.Parse(text))));

    internal static readonly CommandSources<ConntrackStats> ConntrackStatsSources = new(
        new("stat-nf-conntrack", Evidence.ConntrackStats.ParseProc, s => s.Processors > 0),
        new("conntrack-stats", Evidence.ConntrackStats.ParseTool, s => s.Processors > 0));

    internal static readonly CommandSources<SysctlTable> SysctlSources = new(
        new CommandSource<SysctlTable>("sysctl", SysctlTable.Parse, t => t.Values.Count > 0));

    internal static readonly CommandSources<PodProcesses> PodProcessSources = new(new CommandSource<PodProcesses>("pod-pids", Evidence.PodProcesses.Parse));

    /// <summary>Interfaces with their addresses.</summary>
    public static CommandReading<LinkTable> Links(this IEvidence evidence, Place place) => LinkSources.Read(place, evidence);

    /// <summary>Routes of all tables.</summary>
    public static CommandReading<RouteTable> Routes(this IEvidence evidence, Place place) => RouteSources.Read(place, evidence);

    public static CommandReading<RoutingRules> RoutingRules(this IEvidence evidence, Place place) => RuleSources.Read(place, evidence);

    public static CommandReading<NeighbourTable> Neighbours(this IEvidence evidence, Place place) => NeighbourSources.Read(place, evidence);

    public static CommandReading<BridgePorts> BridgePorts(this IEvidence evidence, string node) => BridgeSources.Read(Place.Node(node), evidence);

    public static CommandReading<FdbTable> Fdb(this IEvidence evidence, string node) => FdbSources.Read(Place.Node(node), evidence);

    public static CommandReading<HairpinModes> HairpinModes(this IEvidence evidence, string node) => HairpinSources.Read(Place.Node(node), evidence);

    public static CommandReading<InterfaceFiles> LinkFlags(this IEvidence evidence, string node) => LinkFlagSources.Read(Place.Node(node), evidence);

    /// <summary>Sockets that listen, TCP and UDP.</summary>
    public static CommandReading<SocketTable> Sockets(this IEvidence evidence, Place place) =>
        SocketReading.Read(place, evidence, "ss-listen", SocketReading.AllFiles);

    /// <summary>TCP sockets of all states.</summary>
    public static CommandReading<SocketTable> Connections(this IEvidence evidence, Place place) =>
        SocketReading.Read(place, evidence, "ss-established", SocketReading.TcpFiles);

    public static CommandReading<ConntrackTable> Conntrack(this IEvidence evidence, string node) => ConntrackSources.Read(Place.Node(node), evidence);

    public static CommandReading<ConntrackSummary> ConntrackSummary(this IEvidence evidence, string node) =>
        ConntrackSummarySources.Read(Place.Node(node), evidence);

    public static CommandReading<ConntrackStats> ConntrackStats(this IEvidence evidence, string node) =>
        ConntrackStatsSources.Read(Place.Node(node), evidence);

    public static CommandReading<SysctlTable> Sysctls(this IEvidence evidence, Place place) => SysctlSources.Read(place, evidence);

    public static CommandReading<PodProcesses> PodProcesses(this IEvidence evidence, string node) => PodProcessSources.Read(Place.Node(node), evidence);

    // A tool too old for -j, or busybox's, may ignore it and print text.
    private static RoutingRules ParseRules(string text) => IsJson(text) ? Evidence.RoutingRules.ParseJson(text) : Evidence.RoutingRules.ParseText(text);

    private static NeighbourTable ParseNeighbours(string text) => IsJson(text) ? NeighbourTable.ParseJson(text) : NeighbourTable.ParseText(text);

    private static bool IsJson(string text) => text.AsSpan().TrimStart() is ['[', ..];
}
