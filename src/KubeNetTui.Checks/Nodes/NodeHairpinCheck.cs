using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.hairpin</c>: whether a pod's packet may come back by the bridge port that it went in by.</summary>
public sealed class NodeHairpinCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "node.hairpin", SubjectKind.Node, "Hairpin mode",
        "Pods on this node can reach themselves through their services: their bridge ports have hairpin mode, or the bridge is promiscuous; and whether that is what is configured.",
        "Bridge ports' hairpin mode, the bridge's flags, the map of veths to pods, CNI configuration, the kubelet's `hairpinMode`.",
        [
            "Only where pods hang off a Linux bridge; routed and eBPF data planes have no bridge ports.",
            "Ports of other bridges (Docker, libvirt, the node's own uplink) do not count.",
            "The kubelet's `hairpinMode` is told to no CNI plugin since 1.24: it is shown, and proves nothing.",
            "Files of sysfs may show another network namespace than the node's; only interfaces that the node has count.",
            "Ports that are no endpoint of a service warn; nobody calls them through one.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), NodeNeeds.CniConfigurations(subject.Name), NodeScope.KubeletNeed(subject.Name),
        .. VethMap.Needs(subject.Name, soFar, withPods: false), .. NetworkNeeds.HairpinModes(subject.Name, soFar),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out _, out var instead))
        {
            return [instead];
        }

        var links = evidence.Links(Place.Node(subject.Name));
        if (!links.IsRead)
        {
            return [NodeScope.Missing(Info, subject, "the node's interfaces", links)];
        }

        var plane = DataPlane.Of(evidence, subject.Name);
        if (!plane.IsBridge)
        {
            return [plane.Attachment == PodAttachment.Unknown ? Info.NotApplicable(subject, plane.Why) : Info.NotApplicable(subject, plane.Text)];
        }

        var ports = HairpinPort.Of(evidence, subject.Name, plane.Bridge);
        if (ports.Count == 0)
        {
            return [Info.NotApplicable(subject, $"the bridge {plane.Bridge} has no ports")];
        }

        var modes = evidence.HairpinModes(subject.Name);
        var unknown = ports.FindAll(p => p.Mode is null);
        var off = ports.FindAll(p => p.Mode is false);
        var bridge = links.Value.Find(plane.Bridge)!;
        List<string> details = [.. Configured(evidence, subject.Name)];
        if (bridge.IsPromiscuous)
        {
            return [Info.Pass(subject, $"{plane.Bridge} is promiscuous: packets may come back by the port that they came from", [.. details]) with
            {
                Exhibits = [NodeScope.Show(links, l => IsLink(l, plane.Bridge))],
            }];
        }

        if (off.Count == 0 && unknown.Count > 0)
        {
            return [Info.Unknown(subject, $"hairpin mode is not known of {Words.Count(unknown.Count, "port")} of {plane.Bridge} ({Words.Some(unknown.Select(p => p.Text))})"
                + (modes.IsRead ? "" : $": {modes.Problem}"), modes.HowToGet) with { Details = details }];
        }

        if (off.Count == 0)
        {
            return [Info.Pass(subject, $"hairpin mode is on for all {Words.Count(ports.Count, "port")} of {plane.Bridge}", [.. details]) with
            {
                Exhibits = [NodeScope.Show(modes, l => ports.Exists(p => IsLink(l, p.Name)))],
            }];
        }

        return [Judge(subject, evidence, plane.Bridge, ports, off, modes, details)];
    }

    private Finding Judge(
        Subject subject, IEvidence evidence, string bridge, List<HairpinPort> ports, List<HairpinPort> off, CommandReading<HairpinModes> modes, List<string> details)
    {
        List<Pod> pods = [.. off.Select(p => p.Pod).OfType<Pod>()];
        var slices = evidence.EndpointSlices(null);
        var endpoints = slices.Items.SelectMany(s => s.Endpoints.Where(e => e.TargetKind == "Pod"), (s, e) => (s.Namespace, e.TargetName)).ToHashSet();

        // A port whose pod is not known may be anybody's.
        var matters = !slices.IsRead || off.Exists(p => p.Pod is null || endpoints.Contains((p.Pod.Namespace, p.Pod.Name)));
        var which = off.Count == ports.Count ? $"all {Words.Count(off.Count, "veth")}" : $"{Words.Count(off.Count, "veth")} of {ports.Count}";
        return new Finding(Info.Id, subject, matters ? Verdict.Fail : Verdict.Warn,
            $"hairpin mode is off on {which} of {bridge}: {Words.Some(off.Select(p => p.Text))}; "
            + (off.Count == 1 ? "that pod does not reach itself through its service" : "those pods do not reach themselves through their services"))
        {
            Details = [.. details, "A call that the service sends back to the caller itself comes to the bridge by the port that it would have to leave by, and is dropped there."],
            Exhibits = [NodeScope.Show(modes, l => off.Exists(p => IsLink(l, p.Name)))],
            Remedy = "Switch it on, and in the CNI's configuration (hairpinMode of the plugin bridge), else new pods come without it.",
            RemedyCommand = $"bridge link set dev {off[0].Name} hairpin on",
            Explains = Affected.Of(evidence, pods),
            ExplainedChecks = ["service.hairpin"],
        };
    }

    private static IEnumerable<string> Configured(IEvidence evidence, string node)
    {
        if (evidence.CniConfigurations(node).Value?.Active is { } active)
        {
            var plugin = active.Plugins.SelectMany(p => (CniPlugin[])(p.Delegate is { } d ? [p, d] : [p])).LastOrDefault(p => p.HairpinMode is not null || p.Type == "bridge");
            yield return plugin?.HairpinMode is true ? $"Configured: hairpinMode is true in {active.File}."
                : plugin?.PromiscMode is true ? $"Configured: promiscMode is true in {active.File}."
                : $"Configured: {active.File} does not switch hairpin mode on.";
        }

        if (NodeScope.Kubelet(evidence, node) is { HairpinMode.Length: > 0 } kubelet)
        {
            yield return $"The kubelet's hairpinMode is {kubelet.HairpinMode}; CNI plugins do not hear of it.";
        }
    }

    private static bool IsLink(string line, string name) => HairpinPort.IsLine(line, name);
}
