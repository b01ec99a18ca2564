namespace KubeNetTui.Evidence;

/// <summary>What files and small commands of a node, or of a pod, say beside its network.</summary>
public static class NodeReadings
{
    private static readonly CommandSources<ResolvConf> ResolvConfSources = new(new CommandSource<ResolvConf>("resolv-conf", Evidence.ResolvConf.Parse));
    private static readonly CommandSources<ResolvConf> SystemdSources = new(new CommandSource<ResolvConf>("systemd-resolv-conf", Evidence.ResolvConf.Parse));
    private static readonly CommandSources<CniConfigurations> CniSources = new(new CommandSource<CniConfigurations>("cni-config", Evidence.CniConfigurations.Parse));
    private static readonly CommandSources<CniPrograms> CniProgramSources = new(new CommandSource<CniPrograms>("cni-bin", Evidence.CniPrograms.Parse));
    private static readonly CommandSources<IpamStore> IpamSources = new(new CommandSource<IpamStore>("cni-ipam", Evidence.IpamStore.Parse));
    private static readonly CommandSources<UfwStatus> UfwSources = new(new CommandSource<UfwStatus>("ufw", UfwStatus.Parse, u => u.IsUnderstood));
    private static readonly CommandSources<KernelLog> KernelLogSources = new(new CommandSource<KernelLog>("kernel-log", Evidence.KernelLog.Parse));
    private static readonly CommandSources<SelinuxMode> SelinuxSources = new(new CommandSource<SelinuxMode>("getenforce", Evidence.SelinuxMode.Parse, m => m.Mode.Length > 0));

    /// <summary>The place's own <c>/etc/resolv.conf</c>.</summary>
    public static CommandReading<ResolvConf> ResolvConf(this IEvidence evidence, Place place) => ResolvConfSources.Read(place, evidence);

    /// <summary>The servers behind systemd-resolved's stub.</summary>
    public static CommandReading<ResolvConf> SystemdResolvConf(this IEvidence evidence, string node) => SystemdSources.Read(Place.Node(node), evidence);

    public static CommandReading<CniConfigurations> CniConfigurations(this IEvidence evidence, string node) => CniSources.Read(Place.Node(node), evidence);

    public static CommandReading<CniPrograms> CniPrograms(this IEvidence evidence, string node) => CniProgramSources.Read(Place.Node(node), evidence);

    public static CommandReading<IpamStore> IpamStore(this IEvidence evidence, string node) => IpamSources.Read(Place.Node(node), evidence);

    public static CommandReading<UfwStatus> Ufw(this IEvidence evidence, string node) => UfwSources.Read(Place.Node(node), evidence);

    public static CommandReading<KernelLog> KernelLog(this IEvidence evidence, string node) => KernelLogSources.Read(Place.Node(node), evidence);

    public static CommandReading<SelinuxMode> SelinuxMode(this IEvidence evidence, string node) => SelinuxSources.Read(Place.Node(node), evidence);
}

/// <summary>The commands that give what <see cref="NodeReadings"/> reads under the same name.</summary>
public static class NodeNeeds
{
    public static Need ResolvConf(Place place) => new CommandNeed(place, "resolv-conf");

    public static Need SystemdResolvConf(string node) => CommandReadings.NodeNeed(node, "systemd-resolv-conf");

    public static Need CniConfigurations(string node) => CommandReadings.NodeNeed(node, "cni-config");

    public static Need CniPrograms(string node) => CommandReadings.NodeNeed(node, "cni-bin");

    public static Need IpamStore(string node) => CommandReadings.NodeNeed(node, "cni-ipam");

    public static Need Ufw(string node) => CommandReadings.NodeNeed(node, "ufw");

    public static Need KernelLog(string node) => CommandReadings.NodeNeed(node, "kernel-log");

    public static Need SelinuxMode(string node) => CommandReadings.NodeNeed(node, "getenforce");
}
