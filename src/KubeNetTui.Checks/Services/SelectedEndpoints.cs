using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>service.endpoints for a service with a selector: the slices held against the pods that it selects.</summary>
internal sealed class SelectedEndpoints
{
    // How long the EndpointSlice controller may take to follow its pods; under a second as a rule, some on a busy control plane.
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(30);

    private readonly CheckInfo _info;
    private readonly Subject _subject;
    private readonly ServiceScope _scope;
    private readonly IEvidence _evidence;
    private readonly Reading<Pod> _pods;
    private readonly Reading<KubeEvent> _warnings;
    private readonly IReadOnlyList<Pod> _selected;

    /// <summary>Selected pods that could serve: not ended, not being deleted.</summary>
    private readonly List<Pod> _live;

    public SelectedEndpoints(CheckInfo info, Subject subject, ServiceScope scope, IEvidence evidence)
    {
        (_info, _subject, _scope, _evidence) = (info, subject, scope, evidence);
        _pods = evidence.Pods(subject.Namespace);
        _warnings = evidence.Warnings(subject.Namespace);
        _selected = _pods.List is { } list ? PodsByLabel.Of(list).Select(subject.Namespace, scope.Service.Selector) : [];
        _live = [.. _selected.Where(p => !p.IsFinished && p.Meta.Deleting is null)];
    }

    private Service Service => _scope.Service;

    public IEnumerable<Finding> Judge()
    {
        EndpointState state = _scope.Tally.State();
        if (!_pods.IsRead)
        {
            return [WithoutPods(state)];
        }

        return state switch
        {
            EndpointState.Served or EndpointState.PartlyReady => [GonePods() ?? Served()],
            _ when _live.Count == 0 => [NoLivePod(state)],
            EndpointState.NoPorts or EndpointState.PortUnserved => [.. _scope.Tally.Ports.Where(p => p.Ready == 0).Select(p => Unserved(p.Port!))],
            _ => [NothingReady()],
        };
    }

    private Finding WithoutPods(EndpointState state) => state.Verdict(Service) switch
    {
        Verdict.Pass => _info.Pass(_subject, $"{Words.Count(_scope.Tally.Ready, "ready endpoint")} for every port"),
        var verdict => new Finding(
            _info.Id, _subject, verdict, $"{(state == EndpointState.None ? "no endpoints" : LiveVerdict.OfService(Service, _scope.Tally.Slices).Reason)}; why can't be told, because the pods are not known: {_pods.Problem}")
        {
            Exhibits = [.. _scope.ShowSlices("ports", "endpoints"), _scope.Show("spec.selector")],
            Remedy = _pods.HowToGet,
        },
    };

    private Finding Served()
    {
        List<Pod> notReady = Service.PublishNotReadyAddresses ? [] : _live.FindAll(p => !p.IsReady);
        int ready = _scope.Tally.Ready;
        if (_scope.Tally.State() == EndpointState.Served || notReady.Count == 0)
        {
            return _info.Pass(_subject, $"{Words.Count(ready, "ready endpoint")} for {(Service.Ports.Count == 1 ? $"port {Service.Ports[0]}" : "every port")}", PublishNote());
        }

        PodTrouble trouble = Trouble(notReady[0]);
        return _info.Warn(_subject, $"{notReady.Count} of {notReady.Count + ready} endpoints not ready: {notReady[0].FullName}: {trouble.Sentence}") with
        {
            Details = [.. notReady.Skip(1).Take(4).Select(p => $"{p.FullName}: {Trouble(p).Sentence}"), "The service works with the endpoints that are ready."],
            Exhibits = Show(notReady[0], trouble),
            Remedy = "Look at why the pod is not Ready.",
            RemedyCommand = trouble.Command.Length > 0 ? trouble.Command : $"kubectl describe pod -n {notReady[0].Namespace} {notReady[0].Name}",
        };
    }

    private string[] PublishNote() =>
        Service.PublishNotReadyAddresses && _live.Exists(p => !p.IsReady)
            ? ["publishNotReadyAddresses: pods that are not Ready are endpoints on purpose."]
            : [];

    /// <summary>Endpoints that are called ready, of pods that are no more: traffic to them is lost.</summary>
    private Finding? GonePods()
    {
        if (_pods.Section is not { } podsRead || _scope.Slices.Section is not { } slicesRead || podsRead.At - slicesRead.At > Lag)
        {
            return null;
        }

        List<Endpoint> ready = [.. _scope.Tally.Endpoints.Where(e => e.Ready)];
        List<Endpoint> gone = ready.FindAll(e =>
            e.TargetKind == "Pod" && _pods.Find(e.TargetName) is null && !_selected.Any(p => p.Ips.Intersect(e.Addresses).Any()));
        if (gone.Count == 0)
        {
            return null;
        }

        string names = Words.Some(gone.Select(e => $"{e.TargetName} ({string.Join(',', e.Addresses)})"));
        return (gone.Count == ready.Count
            ? _info.Fail(_subject, $"every ready endpoint is of a pod that is no more: {names}")
            : _info.Warn(_subject, $"{gone.Count} of {ready.Count} ready endpoints are of pods that are no more: {names}")) with
        {
            Details = ["The slices lag behind the pods. A pod that went while the lists were read shows the same for a moment: run again."],
            Exhibits = [.. _scope.ShowEndpoints("targetRef", gone.Contains)],
            Remedy = "If it stays, the EndpointSlice controller does not work: look at the kube-controller-manager.",
            RemedyCommand = $"kubectl get endpointslices -n {Service.Namespace} -l kubernetes.io/service-name={Service.Name} -o wide",
        };
    }

    private Finding Unserved(ServicePort port)
    {
        if (port.Target.IsName && NamedPort.Of(Service, port, _live) is { } named)
        {
            return _info.Fail(_subject, named.Title) with
            {
                Details = named.Details,
                Exhibits = [_scope.Show(_scope.PathOf(port) + ".targetPort", _scope.PathOf(port) + ".protocol"), .. named.Pods.Take(1).Select(p => Exhibits.Of(_pods.Section!, p.Pod, [.. p.Paths]))],
                Remedy = named.Remedy,
                RemedyCommand = named.Command,
            };
        }

        return _live.Exists(p => p.IsReady) ? Lagging(port) : NothingReady();
    }

    private Finding NothingReady()
    {
        List<Pod> ready = _live.FindAll(p => p.IsReady);
        if (ready.Count > 0)
        {
            ServicePort? named = Service.Ports.FirstOrDefault(p => p.Target.IsName && NamedPort.Of(Service, p, _live) is not null);
            return named is null ? Lagging(null) : Unserved(named);
        }

        List<(Pod Pod, PodTrouble Trouble)> troubles = [.. _live.Select(p => (p, Trouble(p)))];
        (Pod first, PodTrouble why) = troubles.Find(t => !t.Trouble.IsStarting) is { Pod: not null } broken ? broken : troubles[0];
        string head = _live.Count == 1 ? $"its only pod {first.FullName} is not Ready" : $"none of its {_live.Count} pods is Ready";
        string title = _live.Count == 1 ? $"{head}: {why.Sentence}" : $"{head}: {first.FullName}: {why.Sentence}";
        return (troubles.TrueForAll(t => t.Trouble.IsStarting) ? _info.Warn(_subject, $"{head} yet: started just now") : _info.Fail(_subject, title)) with
        {
            Details = [$"selector {Service.Selector} matches {Words.Count(_live.Count, "pod")}.", .. troubles.Where(t => t.Pod != first).Take(4).Select(t => $"{t.Pod.FullName}: {t.Trouble.Sentence}")],
            Exhibits = Show(first, why),
            Remedy = why.Short.Contains("probe", StringComparison.Ordinal)
                ? "Ask the pod itself what the probe asks; mend what it answers, or the probe."
                : "Look at why the pod is not Ready.",
            RemedyCommand = why.Command.Length > 0 ? why.Command : $"kubectl describe pod -n {first.Namespace} {first.Name}",
        };
    }

    /// <summary>Pods are Ready, and no slice has them.</summary>
    private Finding Lagging(ServicePort? port)
    {
        List<Pod> ready = _live.FindAll(p => p.IsReady);
        TimeSpan longest = ready.Max(p => _evidence.Now - (p.Condition("Ready")?.Since ?? _evidence.Now));
        string what = $"{Words.Count(ready.Count, "pod")} Ready{(longest > TimeSpan.Zero ? $" for {Words.Age(longest)}" : "")}, but no EndpointSlice has {(ready.Count == 1 ? "it" : "them")}{(port is null ? "" : $" for port {port}")}";
        return (longest > Lag ? _info.Fail(_subject, $"the slices lag behind the pods: {what}") : _info.Warn(_subject, $"{what} yet")) with
        {
            Details = [$"Pods: {Words.Some(ready.Select(p => p.FullName))}."],
            Exhibits = [.. _scope.ShowSlices("endpoints", "ports"), Exhibits.Of(_pods.Section!, ready[0], "status.podIP", "status.conditions")],
            Remedy = "The EndpointSlice controller does not keep up or does not work: look at the kube-controller-manager's log and lease.",
            RemedyCommand = "kubectl get lease -n kube-system kube-controller-manager -o yaml",
        };
    }

    private Finding NoLivePod(EndpointState state)
    {
        Pod? deleting = _selected.FirstOrDefault(p => p.Meta.Deleting is not null);
        if (deleting is not null)
        {
            int serving = _scope.Tally.Endpoints.Count(e => e is { Serving: true, Terminating: true });
            return (state == EndpointState.OnlyTerminating
                ? _info.Warn(_subject, $"only terminating endpoints: {Words.Count(serving, "pod")} being deleted still answer, and nothing takes their place")
                : _info.Fail(_subject, $"only terminating endpoints: every matching pod is being deleted, and nothing takes its place")) with
            {
                Exhibits = [Exhibits.Of(_pods.Section!, deleting, "metadata.deletionTimestamp"), .. _scope.ShowEndpoints("conditions", e => e.Terminating)],
                Remedy = "See what deletes the pods, and whether their workload makes new ones.",
                RemedyCommand = $"kubectl get pods -n {Service.Namespace} -l '{Service.Selector}' -w",
            };
        }

        return _selected.Count > 0
            ? _info.Fail(_subject, $"selector {Service.Selector} matches only pods that have ended: {Words.Some(_selected.Select(p => $"{p.FullName} ({p.Phase})"))}") with
            {
                Exhibits = [Exhibits.Of(_pods.Section!, _selected[0], "status.phase")],
                Remedy = "A pod that has ended (a Job's, say) serves nobody: select pods that run.",
                RemedyCommand = $"kubectl get pods -n {Service.Namespace} -l '{Service.Selector}'",
            }
            : new UnmatchedSelector(_info, _subject, _scope, _evidence).Judge();
    }

    private PodTrouble Trouble(Pod pod) => PodTrouble.Of(pod, EventsByObject.Of(_warnings, pod), _evidence.Now);

    private IReadOnlyList<Exhibit> Show(Pod pod, PodTrouble trouble) =>
    [
        .. trouble.Events.Count > 0 ? [Exhibits.Of(_warnings.Section!, trouble.Events)] : Array.Empty<Exhibit>(),
        Exhibits.Of(_pods.Section!, pod, [.. trouble.Paths]),
        .. _scope.ShowEndpoints("conditions.ready", e => !e.Ready),
    ];
}
