using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.ipam</c>: addresses for pods: none leaked, none given twice, enough of them.</summary>
public sealed class NodeIpamCheck : ICheck
{
    /// <summary>Sandboxes that end just now, and retries of the runtime, hold an address for a moment.</summary>
    private const int InPassing = 2;

    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    public CheckInfo Info { get; } = new(
        "node.ipam", SubjectKind.Node, "Addresses for pods",
        "The plugin's store holds the addresses of the pods that run and no others; its range has room; no two pods have one address.",
        "`/var/lib/cni/networks`, the CNI's configuration, pods, sandbox events, the kubelet's maxPods, the node's podCIDR.",
        [
            "Only host-local keeps its store on the node; for Calico, Azure and others duplicates and sandbox events are looked at.",
            "Addresses of pods that end, or wait for their sandbox, are not leaked.",
            "One or two more than there are pods are sandboxes in passing.",
            "Host-network pods have the node's address and count nowhere; finished pods have given theirs back.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Pods(null), Evidence.Needs.Warnings(null), NodeNeeds.IpamStore(subject.Name), NodeNeeds.CniConfigurations(subject.Name),
        NodeScope.KubeletNeed(subject.Name),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var pods = evidence.Pods(null);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pods are not known: {pods.Problem}", pods.HowToGet)];
        }

        if (Twice(subject, evidence, pods) is { } twice)
        {
            return [twice];
        }

        var store = evidence.IpamStore(subject.Name);
        var refused = Refused(evidence, subject.Name);
        if (store.IsRead && !store.IsCut)
        {
            return [Judge(subject, evidence, scope, store, refused)];
        }

        if (refused.Count > 0)
        {
            return [UsedUp(subject, evidence, refused, $"no address is left: {Words.OneLine(refused[^1].Message)}", [$"The plugin's store could not be read: {store.Problem}"], [])];
        }

        var active = evidence.CniConfigurations(subject.Name).Value?.Active;
        var ipam = active?.Plugins.Select(p => p.Delegate?.IpamType is { Length: > 0 } inner ? inner : p.IpamType).FirstOrDefault(t => t.Length > 0);
        return [store.Section is { Status: SectionStatus.Absent } && ipam is not (null or "host-local")
            ? Info.NotApplicable(subject, $"addresses come from {ipam}, which keeps no store on the node; no two pods have one address")
            : Info.Unknown(subject, $"no two pods have one address; the plugin's store could not be read: {store.Problem}", store.HowToGet)];
    }

    private Finding? Twice(Subject subject, IEvidence evidence, Reading<Pod> pods)
    {
        var byAddress = pods.List!.View(l => new AddressOwners(l));
        foreach (var pod in PodsByNode.WithNetwork(evidence, subject.Name))
        {
            foreach (var ip in pod.Ips)
            {
                if (byAddress.Of(ip).FirstOrDefault(o => o != pod) is not { } other)
                {
                    continue;
                }

                // A node that is silent keeps its pods' last state; their addresses may have been given away.
                var stale = evidence.Nodes().Find("", other.NodeName) is { IsReady: false };
                return new Finding(Info.Id, subject, stale ? Verdict.Warn : Verdict.Fail,
                    $"two pods have the address {ip}: {pod.FullName} here and {other.FullName} on {(other.NodeName == subject.Name ? "this node" : other.NodeName)}; which one answers is chance")
                {
                    Exhibits = [Exhibits.Of(pods.Section!, pod, "status.podIPs", "spec.nodeName"), Exhibits.Of(pods.Section!, other, "status.podIPs", "spec.nodeName")],
                    Remedy = other.NodeName == subject.Name ? "The plugin's store was lost while pods ran: delete one of the pods, then compare the store with those that run."
                        : "The nodes give out addresses of one range: compare their podCIDRs and CNI configurations. Delete one of the pods.",
                    RemedyCommand = $"kubectl delete pod -n {pod.Namespace} {pod.Name}",
                    Explains = Affected.Of(evidence, pod, other),
                    ExplainedChecks = ["pod.", "service.", "node.veths"],
                };
            }
        }

        return null;
    }

    private Finding Judge(Subject subject, IEvidence evidence, NodeScope scope, CommandReading<IpamStore> store, List<KubeEvent> refused)
    {
        var active = evidence.CniConfigurations(subject.Name).Value?.Active;
        var items = store.Value!.Items;
        List<IpamAddress> own = [.. active is not null && items.Any(i => i.Network == active.Name) ? items.Where(i => i.Network == active.Name) : items];
        var all = PodsByNode.All(evidence, subject.Name).Where(p => !p.HostNetwork).ToList();
        var used = all.SelectMany(p => p.Ips).Select(IpText.Canonical).ToHashSet();
        List<IpamAddress> leaked = own.FindAll(a => !used.Contains(a.Address));
        var passing = all.Count(p => p.Ips.Count == 0 && !p.IsFinished) + InPassing;
        var size = Size(active, scope.Node);
        var given = own.Count(a => !IpText.IsV6(a.Address)) is > 0 and var v4 ? v4 : own.Count;
        var room = size is { } s ? $"{given} of {s.ToString("0", CultureInfo.InvariantCulture)} addresses given out" : $"{given} addresses given out";
        var exhibit = NodeScope.Show(store, l => leaked.Exists(a => l.Contains($"/{a.Address}:", StringComparison.Ordinal)));
        var isFull = size is { } total && given >= total;
        List<string> details = leaked.Count > passing ? [$"In the store and of no pod: {Words.Some(leaked.Select(a => $"{a.Address} ({(a.Container.Length > 12 ? a.Container[..12] : a.Container)})"), 8)}."] : [];
        if (isFull || refused.Count > 0)
        {
            var text = leaked.Count > passing
                ? $"no address is left: {room}, and {leaked.Count} of them are of no pod (leaked)"
                : refused.Count > 0 && !isFull && size is null ? $"no address is left: {Words.OneLine(refused[^1].Message)}"
                : $"no address is left: {room}, all of them are of pods; the range is too small";
            return UsedUp(subject, evidence, refused, text, details, [exhibit]) with
            {
                Verdict = refused.Count > 0 || leaked.Count > passing ? Verdict.Fail : Verdict.Warn,
                Remedy = leaked.Count > passing ? "Remove the leaked files (their containers are gone), then find out what killed the CNI in the midst of its work." : "A larger range in the CNI's configuration, or fewer pods on this node (maxPods).",
                RemedyCommand = leaked.Count > passing ? $"rm /var/lib/cni/networks/{leaked[0].Network}/{leaked[0].Address}    # on {subject.Name}; crictl pods shows what runs" : "",
            };
        }

        if (leaked.Count > passing)
        {
            return Info.Warn(subject, $"{leaked.Count} addresses are of no pod (leaked): {room}") with
            {
                Details = details, Exhibits = [exhibit],
                Remedy = "Remove the leaked files (their containers are gone), before the range is used up.",
                RemedyCommand = $"rm /var/lib/cni/networks/{leaked[0].Network}/{leaked[0].Address}    # on {subject.Name}; crictl pods shows what runs",
            };
        }

        var maxPods = NodeScope.Kubelet(evidence, subject.Name)?.MaxPods ?? 0;
        return size is { } most && maxPods > most
            ? Info.Warn(subject, $"the range has {most.ToString("0", CultureInfo.InvariantCulture)} addresses, and the kubelet takes up to {maxPods} pods: those beyond wait for ever in ContainerCreating") with
            {
                Details = [$"{room}."], Exhibits = [NodeScope.Show(store, _ => false)], Remedy = "Lower maxPods, or widen the range.",
            }
            : Info.Pass(subject, room + (leaked.Count > 0 ? $"; {leaked.Count} in passing" : "")) with { Exhibits = [NodeScope.Show(store, _ => false)] };
    }

    private Finding UsedUp(Subject subject, IEvidence evidence, List<KubeEvent> refused, string title, IReadOnlyList<string> details, IReadOnlyList<Exhibit> exhibits) =>
        Info.Fail(subject, title) with
        {
            Details = details,
            Exhibits = [.. exhibits, .. refused.Count > 0 ? (Exhibit[])[Exhibits.Of(evidence.Warnings(null).Section!, refused)] : []],
            Remedy = "A larger range in the CNI's configuration, or fewer pods on this node.",
            Explains = [.. refused.Select(e => Subject.Pod(e.Regarding.Namespace, e.Regarding.Name)).Distinct()],
            ExplainedChecks = ["pod.sandbox"],
        };

    /// <summary>Sandboxes that got no address of late, of pods that wait still; oldest first.</summary>
    private static List<KubeEvent> Refused(IEvidence evidence, string node)
    {
        var waiting = PodsByNode.All(evidence, node).Where(p => p is { HostNetwork: false, IsFinished: false, Ips.Count: 0 }).Select(p => (p.Namespace, p.Name)).ToHashSet();
        return
        [
            .. evidence.Warnings(null).Items.Where(e => e.Reason == "FailedCreatePodSandBox" && waiting.Contains((e.Regarding.Namespace, e.Regarding.Name))
                && (e.Last is null || evidence.Now - e.Last <= Recent)
                && (e.Message.Contains("no IP addresses available", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("not enough IPs available", StringComparison.OrdinalIgnoreCase)
                    || e.Message.Contains("No available addresses", StringComparison.OrdinalIgnoreCase))).OrderBy(e => e.Last),
        ];
    }

    /// <summary>How many pods the range has room for; null where it is not said. host-local without ranges of its own (flannel) uses the podCIDR.</summary>
    private static double? Size(CniConfiguration? active, Node node)
    {
        var ranges = active?.Plugins.SelectMany(p => p.Delegate is { } d ? [.. p.Ranges, .. d.Ranges] : p.Ranges).Where(r => !r.Subnet.IsV6).ToList() ?? [];
        if (ranges.Count > 0)
        {
            return ranges.Sum(r => r.Size);
        }

        return active is not null && active.Programs.Any(p => p is "host-local" or "flannel") && node.PodCidrs.Select(c => IpPrefix.TryParse(c, out var p) ? p : default).FirstOrDefault(p => p.Length > 0 && !p.IsV6) is { Length: > 0 } cidr
            ? Math.Max(0, cidr.Count - 3)
            : null;
    }

    private sealed class AddressOwners(ObjectList<Pod> list)
    {
        private readonly ILookup<string, Pod> _owners = list.Items.Where(PodsByNode.HasNetwork).SelectMany(p => p.Ips.Select(ip => (Ip: IpText.Canonical(ip), Pod: p))).ToLookup(o => o.Ip, o => o.Pod);

        public IEnumerable<Pod> Of(string ip) => _owners[IpText.Canonical(ip)];
    }
}
