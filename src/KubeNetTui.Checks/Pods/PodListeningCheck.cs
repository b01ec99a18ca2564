using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.listening</c>: what the pod's containers declare and are probed on is listened on.</summary>
public sealed class PodListeningCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "pod.listening", SubjectKind.Pod, "Declared ports are listened on",
        "On every port that a container declares, or that a probe asks, a process listens at the pod's address; or it does on 127.0.0.1 alone, or nobody does.",
        "The pod's containers and probes; sockets in its network namespace (ss, else /proc/net/tcp and its like).",
        [
            "Declared ports are documentation: one that nobody listens on is a warning, and one that is listened on without being declared is fine.",
            "A port that a probe asks and nobody listens on makes the probe fail.",
            "Pods on their node's network may be asked by their probes on 127.0.0.1.",
            "A container that does not run listens on nothing; pod.running says why.",
            "A proxy beside the container (Istio, Linkerd) takes connections in its stead.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Pods(subject.Namespace),
        .. PodScope.Asked(subject, soFar, hostNetworkToo: true) is { } pod ? NetworkNeeds.Sockets(Probes.From(pod), soFar) : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: true, out var scope, out var instead))
        {
            return [instead];
        }

        List<Expected> expected = [.. Ports(scope.Pod)];
        if (expected.Count == 0)
        {
            return [Info.NotApplicable(subject, scope.Pod.Containers.Any(c => c.Status is { State.Phase: ContainerPhase.Running })
                ? "its containers declare no port and have no probe by network" : "none of its containers runs; pod.running says why")];
        }

        var sockets = evidence.Sockets(scope.Place);
        if (!sockets.IsRead)
        {
            return [Info.Unknown(subject, $"what listens in it is not known: {sockets.Problem}",
                sockets.HowToGet.Or("Look with ss -lntu in the pod's network namespace."))];
        }

        List<(Expected Port, PodSockets Found)> deaf =
        [
            .. expected.Select(e => (Port: e, Found: PodSockets.Of(sockets.Value, scope.Ip, e.Port, e.Protocol)))
                .Where(e => e.Found.State != ListeningState.Yes && !(scope.Pod.HostNetwork && e.Found.State != ListeningState.Nobody)),
        ];
        if (deaf.Count > 0 && sockets.IsCut)
        {
            return [Info.Unknown(subject, $"port {deaf[0].Port.Port} was not seen among the sockets, but their list was cut off",
                "Look with ss in the pod's network namespace.")];
        }

        var exhibit = deaf.Count > 0 ? Exhibits.Of(sockets.Section, sockets.Output, deaf[0].Found.Lines)
            : Exhibits.Of(sockets.Section, sockets.Output,
            l => expected.Exists(e => l.Contains($":{e.Port} ", StringComparison.Ordinal)));
        return deaf.Count == 0
            ? [Info.Pass(subject,
                $"listens on {Words.Some(expected.Select(e => $"{e.Port}/{e.Protocol}").Distinct(), 6)}") with { Exhibits = [exhibit] }]
            : [Deaf(subject, scope, deaf) with { Exhibits = [exhibit, scope.Show([.. PortPaths.Of(scope.Pod)])] }];
    }

    /// <summary>Of containers that run: the ports declared, and those that their probes ask.</summary>
    private static IEnumerable<Expected> Ports(Pod pod)
    {
        foreach (var container in pod.Containers.Where(c => !c.IsOrdinaryInit && c.Status is null or { State.Phase: ContainerPhase.Running }))
        {
            foreach (var probe in ((Probe?[])[container.Startup, container.Readiness,
                container.Liveness]).OfType<Probe>().Where(p => p.Kind is ProbeKind.Http or ProbeKind.Tcp or ProbeKind.Grpc))
            {
                var number = probe.Port.IsName ? container.Ports.FirstOrDefault(p => p.Name == probe.Port.Name)?.Port ?? 0 : probe.Port.Number;
                if (number > 0)
                {
                    yield return new Expected(number, "TCP", container.Name, probe);
                }
            }

            foreach (var port in container.Ports.Where(p => p.Protocol is "TCP" or "UDP" && p.Port > 0))
            {
                yield return new Expected(port.Port, port.Protocol, container.Name, null);
            }
        }
    }

    private Finding Deaf(Subject subject, PodScope scope, List<(Expected Port, PodSockets Found)> deaf)
    {
        var (port, found) = deaf[0];
        var probed = port.Probe is not null;
        var sidecar = PodSockets.HasSidecar(scope.Pod);
        var title = $"container {port.Container}: {found.Sentence}{(port.Probe is { } probe ? $"; its probe {probe} asks there" : "; it declares the port")}";

        // Ports are declared for people: only what is asked there makes a silence a fault.
        return (probed && !sidecar ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
        {
            Details = [.. deaf.Skip(1).Where(d => d.Port.Port != port.Port
                || d.Port.Protocol != port.Protocol).Take(4).Select(d => $"Container {d.Port.Container}: {d.Found.Sentence}.")],
            Remedy = found.State == ListeningState.Nobody
                ? "Correct the port in the pod's template, or the one that the program listens on."
                : $"Let the program listen on all addresses (:{port.Port}, 0.0.0.0 or [::]).",
            RemedyCommand = $"kubectl exec -n {subject.Namespace} {subject.Name} -c {port.Container} -- cat /proc/net/tcp /proc/net/tcp6",
            Explains = [subject],
            ExplainedChecks = ["pod.running"],
        };
    }

    /// <param name="Probe">Null: only declared.</param>
    private sealed record Expected(int Port, string Protocol, string Container, Probe? Probe);
}
