using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.sysctls</c>: the kernel's settings are those that Kubernetes needs for this node's data plane.</summary>
public sealed class NodeSysctlsCheck : ICheck
{
    /// <summary>kube-proxy raises the table to at least this (<c>conntrack.min</c>).</summary>
    private const long ProxyConntrackMin = 131072;

    /// <summary>Fewer local ports than these run out under ordinary load: each takes a minute to come back.</summary>
    private const long FewPorts = 10_000;

    private const long NodePortsEnd = 32767;

    public CheckInfo Info { get; } = new(
        "node.sysctls", SubjectKind.Node, "Kernel settings",
        "The kernel forwards packets, passes bridged ones through the rules where pods hang off a bridge, does not drop them by their way back, "
        + "and has room for connections and ports.",
        "`sysctl` of the node, its interfaces and routes, its pods.",
        [
            "bridge-nf-call-iptables is asked for only where pods hang off a Linux bridge; a bridge's own nf_call_iptables does as well.",
            "bridge-nf-call-ip6tables is asked for only where pods have IPv6 addresses.",
            "Strict rp_filter is healthy where packets come back the way they went: it is named only with eBPF data planes, or when the kernel logs martians.",
            "A setting that is not among those read is said to be unknown, not wrong.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null), .. DataPlane.Needs(subject.Name, soFar),
        .. NetworkNeeds.Sysctls(Place.Node(subject.Name), soFar), NodeNeeds.KernelLog(subject.Name),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var sysctls = evidence.Sysctls(scope.Place);
        if (!sysctls.IsRead)
        {
            return [NodeScope.Missing(Info, subject, "the kernel's settings", sysctls)];
        }

        var plane = DataPlane.Of(evidence, subject.Name);
        var links = evidence.Links(scope.Place).Value;
        List<Judgement> judged =
        [
            .. Forwarding(sysctls.Value, scope.Node, plane, links),
            .. BridgeNetfilter(evidence, subject.Name, sysctls, plane, links),
            .. ReversePath(evidence, subject.Name, sysctls.Value, plane, links),
            .. Room(evidence, sysctls.Value),
        ];
        if (sysctls.Value.Number("net.ipv4.ip_forward") is null)
        {
            judged.Add(new(Verdict.Unknown, "net.ipv4.ip_forward is not among the settings read", "net.ipv4.ip_forward", "", ""));
        }

        var worst = judged.MaxBy(j => j.Verdict);
        if (worst is null || worst.Verdict == Verdict.Pass)
        {
            return [Info.Pass(subject, Healthy(sysctls.Value, plane), [.. judged.Select(j => j.Title)]) with
            {
                Exhibits = [NodeScope.Show(sysctls, l => l.StartsWith("net.ipv4.ip_forward =", StringComparison.Ordinal) || l.Contains("bridge-nf-call-iptables", StringComparison.Ordinal))],
            }];
        }

        return [new Finding(Info.Id, subject, worst.Verdict, worst.Title)
        {
            Details = [.. judged.Where(j => j != worst).Select(j => j.Title), $"Here {plane.Text}."],
            Exhibits = [NodeScope.Show(sysctls, l => judged.Exists(j => j.Verdict > Verdict.Pass && IsLine(l, j.Key)))],
            Remedy = worst.Remedy,
            RemedyCommand = worst.Command,
            Explains = worst.Verdict == Verdict.Fail ? Affected.OfNode(evidence, subject.Name) : [],
            ExplainedChecks = ["pod.", "service.", "dns."],
        }];
    }

    private sealed record Judgement(Verdict Verdict, string Title, string Key, string Remedy, string Command);

    private static IEnumerable<Judgement> Forwarding(SysctlTable sysctls, Node node, DataPlane plane, LinkTable? links)
    {
        if (sysctls.Number("net.ipv4.ip_forward") is 0)
        {
            yield return Off("net.ipv4.ip_forward", "the kernel forwards nothing: net.ipv4.ip_forward is 0, so no pod here reaches another node, nor is reached");
            yield break;
        }

        if (plane.IsBridge && sysctls.OfInterface("ipv4", plane.Bridge, "forwarding") is 0)
        {
            yield return Off($"net.ipv4.conf.{plane.Bridge}.forwarding", $"packets from pods are not forwarded: net.ipv4.conf.{plane.Bridge}.forwarding is 0 while ip_forward is 1");
        }

        var nic = node.InternalIps.Select(ip => links?.WithAddress(ip)).FirstOrDefault(l => l is not null);
        if (nic is not null && sysctls.OfInterface("ipv4", nic.Name, "forwarding") is 0)
        {
            yield return Off($"net.ipv4.conf.{nic.Name}.forwarding", $"packets from other nodes are not forwarded to pods: net.ipv4.conf.{nic.Name}.forwarding is 0");
        }

        if (node.PodCidrs.Any(c => IpText.IsV6(c)) && sysctls.Number("net.ipv6.conf.all.forwarding") is 0)
        {
            yield return Off("net.ipv6.conf.all.forwarding", "IPv6 is not forwarded: net.ipv6.conf.all.forwarding is 0, and this node has an IPv6 podCIDR");
        }
    }

    private static IEnumerable<Judgement> BridgeNetfilter(
        IEvidence evidence, string node, CommandReading<SysctlTable> sysctls, DataPlane plane, LinkTable? links)
    {
        if (!plane.IsBridge || links?.Find(plane.Bridge)?.CallsIptables is true)
        {
            yield break;
        }

        var why = "a pod that calls a service whose endpoint is on its own node gets the answer from an address it did not ask, and drops it";
        var key = "net.bridge.bridge-nf-call-iptables";
        var value = sysctls.Value!.Number(key);
        if (value is 0)
        {
            yield return Off(key, $"bridged packets bypass the rules: {key} is 0, and pods hang off {plane.Bridge}; {why}");
        }
        else if (value is null && !sysctls.IsCut && sysctls.Value.Number("net.ipv4.ip_forward") is not null)
        {
            yield return new(Verdict.Fail, $"br_netfilter is not loaded (no {key}), and pods hang off {plane.Bridge}; {why}", "net.bridge.",
                "Load the module now and at boot (/etc/modules-load.d), then set the sysctl.", $"modprobe br_netfilter && sysctl -w {key}=1");
        }

        if (PodsByNode.WithNetwork(evidence, node).Any(p => p.Ips.Any(i => IpText.IsV6(i))) && sysctls.Value.Number("net.bridge.bridge-nf-call-ip6tables") is 0)
        {
            yield return Off("net.bridge.bridge-nf-call-ip6tables", "bridged IPv6 packets bypass the rules: net.bridge.bridge-nf-call-ip6tables is 0, and pods here have IPv6 addresses");
        }
    }

    private static IEnumerable<Judgement> ReversePath(IEvidence evidence, string node, SysctlTable sysctls, DataPlane plane, LinkTable? links)
    {
        // The stricter of the two counts: max(all, interface), Documentation/networking/ip-sysctl.rst.
        var all = sysctls.Number("net.ipv4.conf.all.rp_filter") ?? 0;
        List<string> strict =
        [
            .. (links?.Items ?? []).Where(l => l.Name != "lo" && Math.Max(all, sysctls.OfInterface("ipv4", l.Name, "rp_filter") ?? 0) == 1).Select(l => l.Name),
        ];
        if (strict.Count == 0)
        {
            yield break;
        }

        var ebpf = plane.Attachment == PodAttachment.Ebpf ? strict.FindAll(l => l.StartsWith("lxc", StringComparison.Ordinal) || l.StartsWith("cilium", StringComparison.Ordinal)) : [];
        if (ebpf.Count > 0)
        {
            yield return new(Verdict.Warn, $"rp_filter is strict on {Words.Some(ebpf)}: Cilium's packets do not come by the way that routes say, and are dropped", $"net.ipv4.conf.{ebpf[0]}.rp_filter",
                "Cilium sets it to 0; something (systemd's sysctl.d) set it back.", $"sysctl -w net.ipv4.conf.{ebpf[0]}.rp_filter=0");
        }

        var martians = evidence.KernelLog(node).Value?.Of(KernelEvent.Martian).ToList() ?? [];
        if (martians.FindLast(m => strict.Exists(s => m.Text.EndsWith(" " + s, StringComparison.Ordinal) || m.Text.Contains($"dev {s}", StringComparison.Ordinal))) is { } martian)
        {
            yield return new(Verdict.Warn, $"rp_filter is strict, and the kernel drops packets for it: {martian.Text}", "rp_filter",
                "Let packets come back the way they went, or set rp_filter to 2 (loose) on that interface.", "sysctl -w net.ipv4.conf.all.rp_filter=2");
        }
    }

    private static IEnumerable<Judgement> Room(IEvidence evidence, SysctlTable sysctls)
    {
        if (sysctls.Number("net.netfilter.nf_conntrack_max") is { } max and < ProxyConntrackMin)
        {
            yield return new(Verdict.Warn, $"the connection table has room for {max.ToString("N0", CultureInfo.InvariantCulture)} entries; kube-proxy's own minimum is {ProxyConntrackMin.ToString("N0", CultureInfo.InvariantCulture)}",
                "net.netfilter.nf_conntrack_max", "Raise it; kube-proxy does at its start unless conntrack.min and maxPerCore are 0.", $"sysctl -w net.netfilter.nf_conntrack_max={ProxyConntrackMin}");
        }

        if (sysctls.Range("net.ipv4.ip_local_port_range") is not { } range)
        {
            yield break;
        }

        if (range.High - range.Low + 1 < FewPorts)
        {
            yield return new(Verdict.Warn, $"only {range.High - range.Low + 1} local ports ({range.Low}–{range.High}): connections from this node to one destination run out of them", "net.ipv4.ip_local_port_range",
                "Widen the range.", "sysctl -w net.ipv4.ip_local_port_range='32768 60999'");
        }

        var taken = evidence.Services(null).Items
            .SelectMany(s => s.Ports.Where(p => p.NodePort >= range.Low && p.NodePort <= range.High && p.NodePort <= NodePortsEnd), (s, p) => (Service: s, p.NodePort)).ToList();
        if (taken.Count > 0 && sysctls.Text("net.ipv4.ip_local_reserved_ports") is not { Length: > 0 })
        {
            yield return new(Verdict.Warn, $"local ports {range.Low}–{range.High} reach into the NodePorts: a connection from this node may take port {taken[0].NodePort} of {taken[0].Service.FullName}", "net.ipv4.ip_local_port_range",
                "Let the range begin above 32767, or reserve the NodePorts.", "sysctl -w net.ipv4.ip_local_port_range='32768 60999'");
        }
    }

    private static Judgement Off(string key, string title) => new(
        Verdict.Fail, title, key, "Set it, and find out what set it back (a file in /etc/sysctl.d, a hardening script).", $"sysctl -w {key}=1");

    private static bool IsLine(string line, string key) => line.Contains(key, StringComparison.Ordinal);

    private static string Healthy(SysctlTable sysctls, DataPlane plane) =>
        "forwards packets" + (plane.IsBridge && sysctls.Number("net.bridge.bridge-nf-call-iptables") is 1 ? ", bridged ones pass the rules" : "")
        + (sysctls.Number("net.netfilter.nf_conntrack_max") is { } max ? $", room for {max.ToString("N0", CultureInfo.InvariantCulture)} connections" : "");
}
