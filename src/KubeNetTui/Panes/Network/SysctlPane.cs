using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>Kernel settings of the network: first those that Kubernetes' data planes need, with what they mean, then all that were read.</summary>
internal sealed record SysctlPane : Pane
{
    private static readonly TableColumn[] Columns = [Number("#"), NameColumn("Key"), Text("Value"), Text("What it means")];

    /// <summary>Sources: Documentation/networking/{ip-sysctl,nf_conntrack-sysctl}.rst of the kernel.</summary>
    private static readonly (string Key, string What, Func<string, string> Fault)[] Known =
    [
        ("net.ipv4.ip_forward", "1: packets are forwarded between pods, and out of the node", v => v == "0" ? "✗ 0: pods of this node reach nothing beyond it" : ""),
        ("net.ipv4.conf.all.forwarding", "1: as ip_forward, for all interfaces", v => v == "0" ? "✗ 0: nothing is forwarded" : ""),
        ("net.ipv6.conf.all.forwarding", "1: the same for IPv6; 0 is well where pods have no IPv6", _ => ""),
        ("net.bridge.bridge-nf-call-iptables", "1: packets between pods on one bridge pass iptables; services need it there", v => v == "0" ? "! 0: on a Linux bridge, a service fails for pods of the same node" : ""),
        ("net.bridge.bridge-nf-call-ip6tables", "the same for IPv6", _ => ""),
        ("net.ipv4.conf.all.rp_filter", "0 off, 1 strict, 2 loose: strict drops what returns by another interface", v => v == "1" ? "! 1: strict; asymmetric ways are dropped" : ""),
        ("net.ipv4.conf.default.rp_filter", "of interfaces that are made from now on", _ => ""),
        ("net.ipv4.conf.all.route_localnet", "1: 127.0.0.0/8 may be routed; kube-proxy sets it for node ports on loopback", _ => ""),
        ("net.ipv4.ip_local_port_range", "ports that this node's own connections leave by", _ => ""),
        ("net.ipv4.ip_nonlocal_bind", "", _ => ""),
        ("net.ipv4.vs.conntrack", "1: IPVS connections are tracked, which masquerading needs", _ => ""),
        ("net.ipv4.conf.all.arp_ignore", "strictARP of kube-proxy's IPVS mode sets 1", _ => ""),
        ("net.ipv4.conf.all.arp_announce", "strictARP sets 2", _ => ""),
        ("net.netfilter.nf_conntrack_count", "connections tracked now", _ => ""),
        ("net.netfilter.nf_conntrack_max", "beyond it new connections are dropped", _ => ""),
        ("net.netfilter.nf_conntrack_buckets", "", _ => ""),
        ("net.netfilter.nf_conntrack_tcp_timeout_established", "seconds that an idle connection is remembered", _ => ""),
        ("net.netfilter.nf_conntrack_tcp_timeout_close_wait", "seconds; kube-proxy sets 3600", _ => ""),
        ("net.netfilter.nf_conntrack_udp_timeout", "seconds", _ => ""),
        ("net.netfilter.nf_conntrack_udp_timeout_stream", "seconds", _ => ""),
        ("net.netfilter.nf_conntrack_tcp_be_liberal", "1: packets out of window are not INVALID", _ => ""),
        ("net.ipv4.neigh.default.gc_thresh3", "most neighbours; full: \"neighbour table overflow\"", _ => ""),
        ("net.core.somaxconn", "most connections that wait to be accepted", _ => ""),
        ("net.ipv4.tcp_tw_reuse", "", _ => ""),
    ];

    public override string Word => "sysctl";

    public override string Noun => "settings";

    public override string? DefaultSort => "#";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) => NetworkNeeds.Sysctls(At(place), soFar);

    public override PaneContent Build(PaneInput input)
    {
        var at = At(input.Place);
        var reading = input.Evidence.Sysctls(at);
        if (reading.Value is not { } table)
        {
            return PanePages.Missing(input, reading, at, "kernel settings");
        }

        var lines = RawScreen.LinesOf(reading.Section!);
        var byKey = lines.Select((line, i) => (Key: line.Split('=')[0].Trim(), i)).DistinctBy(l => l.Key).ToDictionary(l => l.Key, l => l.i + 1);
        var known = Known.Where(k => table.Text(k.Key) is not null).ToList();
        var names = known.Select(k => k.Key).ToHashSet();
        var rows = known.Select(k => Row(k.Key, table.Text(k.Key)!, k.Fault(table.Text(k.Key)!) is { Length: > 0 } fault ? fault : k.What, true))
            .Concat(table.Values.Where(v => !names.Contains(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Row(v.Key, v.Value, "", false)))
            .Select((row, i) => row with { Cells = [$"{i + 1}", .. row.Cells[1..]], Lines = byKey.TryGetValue(row.Key, out var line) ? [line] : [] }).ToList();
        return new PaneContent(Columns, rows) { Sections = [reading.Section!] };
    }

    private static Place At(PanePlace place) => place.PodPlace ?? Place.Node(place.Node);

    private static PaneRow Row(string key, string value, string what, bool isKnown)
    {
        var tone = what.StartsWith('✗') ? Tone.Fail : what.StartsWith('!') ? Tone.Warn : Tone.Dim;
        return new PaneRow(key, "", key, value.Replace('\t', ' '), what)
        {
            Tone = isKnown ? Tone.Text : Tone.Dim, Tones = [Tone.Dim, isKnown ? Tone.Title : Tone.Dim, tone == Tone.Dim ? Tone.Text : tone, tone], Section = 0,
        };
    }
}
