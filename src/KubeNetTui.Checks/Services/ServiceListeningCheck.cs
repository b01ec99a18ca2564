using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.listening</c>: a process in each endpoint pod listens on the target port, at an address that others reach.</summary>
public sealed class ServiceListeningCheck : ICheck
{
    private const int MostPods = 6;

    public CheckInfo Info { get; } = new(
        "service.listening", SubjectKind.Service, "Endpoints listen",
        "In each endpoint pod a process listens on the target port at the pod's address, and not only on 127.0.0.1 or on the other IP family.",
        "The service, its EndpointSlices, pods; sockets in the network namespace of up to 6 endpoint pods (ss, else /proc/net/tcp and its like).",
        [
            "A socket on any IPv6 address takes IPv4 too, unless it is told not to.",
            "A port that no container declares but that is listened on works.",
            "Endpoints that are no pods are not looked into.",
            "A proxy beside the container (Istio, Linkerd) takes connections in its stead: then 127.0.0.1 may be meant, and it is a warning.",
            "Pods whose process does not run are service.endpoints' and pod.running's business.",
            "From an output that was cut nothing is concluded that it does not show.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        .. ServiceScope.Needs(subject), Evidence.Needs.Pods(subject.Namespace),
        .. ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _)
            ? Pods(scope, soFar).SelectMany(p => NetworkNeeds.Sockets(Probes.From(p), soFar)) : [],
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var pods = evidence.Pods(subject.Namespace);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pods are not known: {pods.Problem}", pods.HowToGet)];
        }

        if (scope.Service.Ports.Count == 0)
        {
            return [Info.NotApplicable(subject, "it has no ports")];
        }

        List<Pod> looked = [.. Pods(scope, evidence)];
        if (looked.Count == 0)
        {
            return [Info.NotApplicable(subject, scope.Tally.Endpoints.Count == 0 ? "it has no endpoints; service.endpoints says why"
                : scope.Tally.Endpoints.All(e => e.TargetKind != "Pod") ? "its endpoints are no pods"
                    : "none of its endpoint pods runs; service.endpoints says why")];
        }

        List<Heard> all = [.. looked.SelectMany(p => Look(scope, p, evidence))];
        List<Heard> deaf = all.FindAll(h => h.Sockets is { State: not ListeningState.Yes });
        return deaf.Count > 0 ? [.. deaf.GroupBy(h => (h.Port, h.Sockets!.State)).Select(g => Deaf(subject, scope, [.. g],
            looked.Count))] : [Rest(subject, scope, all, looked)];
    }

    /// <summary>Endpoint pods whose process runs: ready ones; where none is, those that are not.</summary>
    private static IEnumerable<Pod> Pods(ServiceScope scope, IEvidence evidence)
    {
        var pods = evidence.Pods(scope.Service.Namespace);
        List<Endpoint> endpoints = [.. scope.Tally.Endpoints.Where(e => e is { TargetKind: "Pod", Terminating: false })];
        return endpoints.Where(e => e.Ready || scope.Tally.Ready == 0).Select(e => pods.Find(e.TargetName)).OfType<Pod>()
            .Where(p => p is { IsFinished: false, Ips.Count: > 0, NodeName.Length: > 0, Meta.Deleting: null }
                && p.Containers.Any(c => c.Status is null or { State.Phase: ContainerPhase.Running }))
            .Take(MostPods);
    }

    private static IEnumerable<Heard> Look(ServiceScope scope, Pod pod, IEvidence evidence)
    {
        var reading = evidence.Sockets(Probes.From(pod));
        foreach (var port in scope.Service.Ports.Where(p => p.Protocol is "TCP" or "UDP"))
        {
            // The slice knows the number that a name has in this pod, and the address by which it is promised.
            var slice = scope.Tally.Slices.FirstOrDefault(s => s.Endpoints.Any(e => e.TargetName == pod.Name)
                && s.Ports.Any(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0));
            if (slice is null)
            {
                continue;
            }

            var target = slice.Ports.First(p => p.Name == port.Name && p.Protocol == port.Protocol && p.Port > 0).Port;
            var address = slice.Endpoints.First(e => e.TargetName == pod.Name).Addresses is [var promised, ..] ? promised : pod.Ips[0];
            var sockets = reading.IsRead ? PodSockets.Of(reading.Value, address, target, port.Protocol) : null;

            // What an output that was cut does not show may be in what is missing.
            yield return new Heard(pod, port, target, reading.IsCut && sockets is { State: not ListeningState.Yes } ? null : sockets, reading);
        }
    }

    private Finding Deaf(Subject subject, ServiceScope scope, List<Heard> deaf, int looked)
    {
        var first = deaf[0];
        var sidecar = first.Sockets!.State != ListeningState.Nobody && PodSockets.HasSidecar(first.Pod);
        List<string> names = [.. deaf.Select(h => h.Pod.FullName).Distinct()];
        var who = names.Count == 1 && looked == 1 ? $"its only endpoint {names[0]}" : names.Count == looked
            ? $"all {looked} endpoints ({Words.Some(names)})" : $"{names.Count} of {looked} endpoints ({Words.Some(names)})";
        var title = $"in {who} {first.Sockets.Sentence}";
        return (sidecar ? Info.Warn(subject, title + "; a proxy beside it may pass connections on") : Info.Fail(subject, title)) with
        {
            Details =
            [
                first.Sockets.State == ListeningState.Nobody
                    ? $"The service sends port {first.Port} to {first.Target}/{first.Port.Protocol} of its pods: connections are refused."
                    : "A connection from another pod, from a node or through the service is refused; one from within the pod works, so that a look from inside shows nothing.",
                .. first.Pod.Containers.All(c => c.Readiness is null)
                    ? ["No container has a readiness probe: that is why it counts as ready."] : Array.Empty<string>(),
            ],
            Exhibits = [Exhibits.Of(first.Reading.Section!, first.Reading.Output!, first.Sockets.Lines),
                scope.Show(scope.PathOf(first.Port)),
                .. scope.ShowEndpoints("targetRef", e => e.TargetName == first.Pod.Name).Take(1)],
            Remedy = first.Sockets.State == ListeningState.Nobody
                ? "Correct the service's targetPort, or the port that the program listens on."
                : $"Let the program listen on all addresses (:{first.Target}, 0.0.0.0 or [::]), and give it a readiness probe.",
            RemedyCommand = first.Sockets.State == ListeningState.Nobody && OtherPort(first) is { } other
                ? $"kubectl patch service -n {subject.Namespace} {subject.Name} --type json -p '[{{\"op\":\"replace\",\"path\":\"/spec/ports/{scope.Service.Ports.TakeWhile(p => p != first.Port).Count()}/targetPort\",\"value\":{other}}}]'"
                : $"kubectl exec -n {subject.Namespace} {first.Pod.Name} -- cat /proc/net/tcp /proc/net/tcp6",
            Explains = [subject, .. deaf.Select(h => Subject.Pod(h.Pod.Namespace, h.Pod.Name)).Distinct()],
            ExplainedChecks = ["service.pod-reach", "service.vip-reach", "pod.listening"],
        };
    }

    /// <summary>The one port that is listened on where no other is: then that was meant.</summary>
    private static int? OtherPort(Heard heard)
    {
        var kind = heard.Port.Protocol == "UDP" ? SocketProtocol.Udp : SocketProtocol.Tcp;
        List<int> ports = [.. heard.Reading.Value!.Listening.Where(s => s.Protocol == kind && !s.IsLoopbackOnly).Select(s => s.Port).Distinct()];
        return ports is [var only] ? only : null;
    }

    private Finding Rest(Subject subject, ServiceScope scope, List<Heard> all, List<Pod> looked)
    {
        List<Heard> unread = all.FindAll(h => h.Sockets is null);
        if (all.Count == 0)
        {
            return Info.NotApplicable(subject, "no port of its slices is TCP or UDP with a number; service.endpoints says why");
        }

        if (unread.Count == all.Count)
        {
            var reading = unread[0].Reading;
            return Info.Unknown(subject, reading.IsCut ? "the sockets were cut off before the port was seen"
                : $"what its endpoints listen on is not known: {reading.Problem}",
                reading.HowToGet.Or("Look with ss -lntu in the pod's network namespace."));
        }

        var heard = all.First(h => h.Sockets is not null);
        var total = scope.Tally.Endpoints.Count(e => e.Ready && e.TargetKind == "Pod");
        var seen = all.Where(h => h.Sockets is not null).Select(h => h.Pod.Name).Distinct().Count();
        return Info.Pass(
            subject, $"{(seen == total ? seen == 1 ? "its endpoint listens" : $"all {seen} endpoints listen" : $"{seen} of {Words.Count(Math.Max(total, looked.Count), "endpoint")} looked at, and they listen")} on {string.Join(", ", scope.Service.Ports.Select(p => $"{all.FirstOrDefault(h => h.Port == p)?.Target ?? p.Port}/{p.Protocol}").Distinct())}",
            unread.Count > 0 ? [$"Not seen in {Words.Some(unread.Select(h => h.Pod.Name).Distinct())}: {unread[0].Reading.Problem}."] : []) with
        {
            Exhibits = [Exhibits.Of(heard.Reading.Section!, heard.Reading.Output!, heard.Sockets!.Lines)],
        };
    }

    private sealed record Heard(Pod Pod, ServicePort Port, int Target, PodSockets? Sockets, CommandReading<SocketTable> Reading);
}
