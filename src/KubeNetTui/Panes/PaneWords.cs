using KubeNetTui.Checks;

namespace KubeNetTui.Panes;

/// <summary>A pane by its command.</summary>
/// <param name="Key">In the menu of an object.</param>
/// <param name="What">A few words for help and menu.</param>
/// <param name="Kinds">Kinds of objects that it can be narrowed to.</param>
/// <param name="Make">The pane; given the kind of what it is about, null where none is.</param>
internal sealed record PaneWord(string Word, string Key, string What, IReadOnlyList<SubjectKind> Kinds, Func<SubjectKind?, Pane> Make);

/// <summary>The panes there are.</summary>
internal static class PaneWords
{
    private static readonly SubjectKind[] Any = [SubjectKind.Node, SubjectKind.Pod, SubjectKind.Service];
    private static readonly SubjectKind[] NodeOrPod = [SubjectKind.Node, SubjectKind.Pod];
    private static readonly SubjectKind[] OnlyNode = [SubjectKind.Node];

    public static IReadOnlyList<PaneWord> All { get; } =
    [
        new("iptables", "i", "iptables: KUBE-SERVICES first, jumps followed", Any,
            kind => new IptablesPane(kind is SubjectKind.Service or SubjectKind.Pod ? IptablesView.Only : IptablesView.Chain)),
        new("nft", "f", "nftables: kube-proxy's maps and chains first", Any,
            kind => new NftPane(kind is SubjectKind.Service or SubjectKind.Pod ? NftView.Only : NftView.Blocks)),
        new("ipvs", "v", "IPVS: virtual servers and their real servers", Any, _ => new IpvsPane()),
        new("conntrack", "c", "connections tracked; those that no endpoint answers", Any, _ => new ConntrackPane(ConntrackView.Entries)),
        new("routes", "r", "routes, routing rules, neighbours", NodeOrPod, _ => new RoutesPane(RoutesView.Routes)),
        new("veths", "e", "which pod hangs on which veth and bridge", NodeOrPod, _ => new VethsPane()),
        new("sockets", "s", "what listens, and who reaches it", Any, _ => new SocketsPane(IsListening: true)),
        new("dns", "d", "Corefile, replicas, kubelet's and pods' resolv.conf", NodeOrPod, _ => new DnsPane()),
        new("sysctl", "y", "kernel settings, those that matter first", NodeOrPod, _ => new SysctlPane()),
        new("ipam", "a", "addresses given out, and the pods that have them", OnlyNode, _ => new IpamPane()),
        new("compare", "m", "all nodes beside each other; what differs first", OnlyNode, _ => new ComparePane(OnlyDifferent: false)),
    ];

    public static PaneWord? Find(string word) => All.FirstOrDefault(p => p.Word == word);
}
