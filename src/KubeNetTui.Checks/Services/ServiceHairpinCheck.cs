using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.hairpin</c>: a pod reaches itself through its own service.</summary>
public sealed class ServiceHairpinCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.hairpin", SubjectKind.Service, "A pod reaches itself through its service",
        "When the service sends a pod's call back to that same pod, the packet may leave by the bridge port that it came in by.",
        "The service's EndpointSlices; hairpin mode of the endpoints' veths, or PROMISC of their bridge; with one endpoint a connect from it to its own service.",
        [
            "Only endpoints whose pods hang off a Linux bridge; routed and eBPF data planes are left out.",
            "Host-network pods have no veth.",
            "Headless services send nobody anywhere.",
            "A connect is tried only where there is one endpoint: with several, success proves nothing of the others.",
            "A refused connect came back: hairpin works, nobody listens.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[.. ServiceScope.Needs(subject), Evidence.Needs.Nodes(), Evidence.Needs.Pods(null)])
        {
            yield return need;
        }

        if (!ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _) || scope.Service.IsHeadless)
        {
            yield break;
        }

        var pods = EndpointPods(scope, soFar);
        foreach (var node in Asked(soFar, pods).Names)
        {
            foreach (var need in (IEnumerable<Need>)[.. VethMap.Needs(node, soFar, withPods: false), .. NetworkNeeds.HairpinModes(node, soFar)])
            {
                yield return need;
            }
        }

        if (Probe(scope, soFar, pods) is { } probe)
        {
            yield return probe;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        if (scope.Service.IsHeadless)
        {
            return [Info.NotApplicable(subject, "headless: its name leads to the pods themselves, no packet is sent back")];
        }

        if (!evidence.Pods(null).IsRead)
        {
            return [Info.Unknown(subject, $"the pods are not known: {evidence.Pods(null).Problem}", evidence.Pods(null).HowToGet)];
        }

        var pods = EndpointPods(scope, evidence);
        if (pods.Count == 0)
        {
            return [Info.NotApplicable(subject, "no endpoint is a running pod with a network of its own")];
        }

        return [Judge(subject, evidence, scope, pods)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, ServiceScope scope, List<Pod> pods)
    {
        var asked = Asked(evidence, pods);
        List<(string Node, HairpinPort Port)> off = [];
        List<string> on = [], elsewhere = [], unknown = [];
        var howToGet = "";
        foreach (var node in asked.Names)
        {
            var links = evidence.Links(Place.Node(node));
            var plane = DataPlane.Of(evidence, node);
            var bridge = links.Value?.Find(plane.Bridge);
            var ports = plane.IsBridge ? HairpinPort.Of(evidence, node, plane.Bridge) : [];
            foreach (var pod in pods.Where(p => p.NodeName == node))
            {
                var port = ports.Find(p => p.Pod == pod);
                if (!links.IsRead)
                {
                    unknown.Add($"{pod.FullName}: {links.Problem}");
                    howToGet = links.HowToGet;
                }
                else if (!plane.IsBridge)
                {
                    (plane.Attachment == PodAttachment.Unknown ? unknown : elsewhere).Add($"{pod.FullName}: {plane.Text}");
                }
                else if (bridge is { IsPromiscuous: true } || ports.Count > 0 && ports.TrueForAll(p => p.Mode is true))
                {
                    on.Add(pod.FullName);
                }
                else if (port is { Mode: false })
                {
                    off.Add((node, port));
                }
                else if (port is { Mode: true })
                {
                    on.Add(pod.FullName);
                }
                else if (ports.Count > 0 && ports.TrueForAll(p => p.Mode is false))
                {
                    // Whichever port it is, it is off.
                    off.Add((node, new HairpinPort($"its veth on {plane.Bridge}", pod, false)));
                }
                else
                {
                    unknown.Add($"{pod.FullName}: which veth of {node} is its own, or that veth's mode, is not known");
                }
            }
        }

        var probe = Probed(evidence, scope, pods);
        if (off.Count > 0)
        {
            return Off(subject, evidence, pods, off, [.. unknown, .. probe.Text]);
        }

        if (unknown.Count > 0)
        {
            return Info.Unknown(subject, $"not known of {Words.Count(unknown.Count, "endpoint")} of {pods.Count}: {unknown[0]}", howToGet) with { Details = unknown };
        }

        if (on.Count == 0)
        {
            return elsewhere.Count > 0 ? Info.NotApplicable(subject, elsewhere[0])
                : Info.Unknown(subject, $"none of the nodes of its {Words.Count(pods.Count, "endpoint")} was asked");
        }

        List<string> details = [.. probe.Text, .. elsewhere.Take(3)];
        return probe.Result is { Outcome: ProbeOutcome.TimedOut or ProbeOutcome.Unreachable }
            ? Info.Warn(subject, $"{pods[0].FullName} does not reach itself through the service, though hairpin mode is on: the fault is elsewhere on the way") with
            {
                Details = details, Remedy = "Look at the service's rules on that node (service.rules) and at network policies that select the pod.",
            }
            : Info.Pass(subject, $"{Words.Count(on.Count, "endpoint")} can reach {(on.Count == 1 ? "itself" : "themselves")}: hairpin mode is on, or the bridge promiscuous", [.. details]);
    }

    private Finding Off(Subject subject, IEvidence evidence, List<Pod> pods, List<(string Node, HairpinPort Port)> off, List<string> details)
    {
        var who = off.Count == pods.Count ? (off.Count == 1 ? "its one endpoint" : $"all {off.Count} endpoints") : $"{off.Count} of {Words.Count(pods.Count, "endpoint")}";
        var share = off.Count == 1 && pods.Count == 1 ? "every call from it to its own service" : "a call from one of them that the service sends back to itself";
        return Info.Fail(subject, $"hairpin mode is off for {who}: {Words.Some(off.Select(o => $"{o.Port.Text} on {o.Node}"))}; {share} is dropped at the bridge") with
        {
            Details = details,
            Exhibits =
            [
                .. off.Select(o => o.Node).Distinct().Take(3).Select(n => (Node: n, Modes: evidence.HairpinModes(n))).Where(m => m.Modes.IsRead)
                    .Select(m => NodeScope.Show(m.Modes, l => off.Exists(o => o.Node == m.Node && HairpinPort.IsLine(l, o.Port.Name)))),
            ],
            Remedy = "Switch hairpin mode on for these ports, and in the CNI's configuration, else new pods come without it.",
            RemedyCommand = $"bridge link set dev {(off[0].Port.Name.Contains(' ') ? "VETH" : off[0].Port.Name)} hairpin on    # on {off[0].Node}",
        };
    }

    /// <summary>Running pods behind its endpoints, each once.</summary>
    private static List<Pod> EndpointPods(ServiceScope scope, IEvidence evidence)
    {
        var pods = evidence.Pods(null);
        return
        [
            .. scope.Tally.Slices.SelectMany(s => s.Endpoints).Where(e => e.TargetKind == "Pod" && e.Ready)
                .Select(e => pods.Find(scope.Service.Namespace, e.TargetName)).OfType<Pod>().Distinct().Where(PodsByNode.HasNetwork),
        ];
    }

    /// <summary>Nodes of its pods, as many as may be asked.</summary>
    private static AskedNodes Asked(IEvidence evidence, List<Pod> pods)
    {
        HashSet<string> nodes = [.. pods.Select(p => p.NodeName)];
        var asked = AskedNodes.Of(evidence, nodes);
        return new([.. asked.Names.Where(nodes.Contains)], nodes.Count);
    }

    private static ProbeNeed? Probe(ServiceScope scope, IEvidence evidence, List<Pod> pods)
    {
        var service = scope.Service;
        return pods.Count == 1 && scope.Tally.Ready <= 1 && service.ClusterIps is [{ Length: > 0 } ip, ..]
            && service.Ports.FirstOrDefault(p => p.Protocol == "TCP") is { } port && DataPlane.Of(evidence, pods[0].NodeName).IsBridge
                ? new ProbeNeed(Place.Pod(pods[0].Namespace, pods[0].Name), ProbeMethod.Tcp, ip, port.Port)
                : null;
    }

    private static (ProbeResult? Result, IReadOnlyList<string> Text) Probed(IEvidence evidence, ServiceScope scope, List<Pod> pods)
    {
        if (Probe(scope, evidence, pods) is not { } need || evidence.Probe(need) is not { } result)
        {
            return (null, []);
        }

        var how = result.Outcome switch
        {
            ProbeOutcome.Reached => "answered",
            ProbeOutcome.Refused => "was refused, which came back all the same",
            ProbeOutcome.TimedOut => "got no answer",
            _ => $"ended with {result.Outcome}",
        };
        return (result, [$"A connect from {pods[0].FullName} to its own service at {need.Host}:{need.Port} {how} ({result.Took.TotalMilliseconds:0} ms)."]);
    }
}
