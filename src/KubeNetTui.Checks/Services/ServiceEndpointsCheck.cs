using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>At least one ready address for every port; if not, why not.</summary>
public sealed class ServiceEndpointsCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.endpoints", SubjectKind.Service, "Endpoints",
        "Every port of the service has at least one ready address. If not, which of: the selector matches nothing (with the pods that come"
        + " nearest and the label that differs, namespaces where it would match, and workloads scaled to 0); matched pods are not Ready"
        + " (container state, failing probe); the targetPort's name is in no matched pod; no selector and no hand-made slices; only"
        + " terminating endpoints; slices that lag behind the pods.",
        "Service, EndpointSlices, pods of the namespace, Warning events; Deployments and StatefulSets where the selector matches nothing.",
        [
            "ExternalName services have no endpoints.",
            "A service without a selector is legitimate: its endpoints are made by hand; an address that no pod has is no fault, unless it lies in a node's pod range.",
            "publishNotReadyAddresses makes pods that are not Ready endpoints on purpose.",
            "Headless services need no ports.",
            "Pods that have ended (Succeeded, Failed) and pods being deleted are not expected to serve.",
            "Pods that started less than 30 s ago make a Warn, not a Fail, as do slices that lag for less than 30 s.",
            "Some of several endpoints not ready is a Warn: the service works.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        string ns = subject.Namespace;
        foreach (Need need in ServiceScope.Needs(subject))
        {
            yield return need;
        }

        yield return Evidence.Needs.Pods(ns);
        yield return Evidence.Needs.Warnings(ns);
        if (soFar.Services(ns).Find(subject.Name) is not { } service)
        {
            yield break;
        }

        if (service.Selector.Count == 0)
        {
            yield return Evidence.Needs.Nodes();
            EndpointTally tally = EndpointTally.Of(service, SlicesByService.Of(soFar.EndpointSlices(ns), ns, service.Name));
            if (HandMadeEndpoints.InPodRange(tally, soFar.Nodes()).Any())
            {
                yield return Evidence.Needs.Pods(null);
            }
        }
        else if (soFar.Pods(ns) is { IsRead: true, List: { } pods } && PodsByLabel.Of(pods).Select(ns, service.Selector).Count == 0)
        {
            yield return Evidence.Needs.Deployments(ns);
            yield return Evidence.Needs.StatefulSets(ns);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out ServiceScope? scope, out Finding? instead))
        {
            return [instead];
        }

        return scope.Service.Selector.Count == 0
            ? [new HandMadeEndpoints(Info, subject, scope, evidence).Judge()]
            : new SelectedEndpoints(Info, subject, scope, evidence).Judge();
    }
}
