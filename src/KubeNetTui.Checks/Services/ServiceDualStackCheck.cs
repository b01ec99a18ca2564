using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.dual-stack</c>: each address family that the service promises has endpoints.</summary>
public sealed class ServiceDualStackCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.dual-stack", SubjectKind.Service, "Address families",
        "Each of the service's ipFamilies has a virtual IP and ready endpoints; or the family that is promised and that nothing serves.",
        "ipFamilies, ipFamilyPolicy and clusterIPs of the service, the addressType of its EndpointSlices, the addresses of its pods.",
        [
            "PreferDualStack on a cluster with one family is served by that family, as it says.",
            "Without any ready endpoint the family is not the cause; service.endpoints has it.",
            "Headless services have no virtual IP.",
            "A service without a selector gets from its owner what the owner serves: a missing family is a Warn.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (Need need in ServiceScope.Needs(subject))
        {
            yield return need;
        }

        // Which addresses the pods have is only of interest where a family is missing.
        if (soFar.Services(subject.Namespace).Find(subject.Name) is { IsExternalName: false, Selector.Count: > 0 } service
            && soFar.EndpointSlices(subject.Namespace) is { IsRead: true } slices
            && Missing(service, SlicesByService.Of(slices, subject.Namespace, subject.Name)).Count > 0)
        {
            yield return Evidence.Needs.Pods(subject.Namespace);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out ServiceScope? scope, out Finding? instead))
        {
            return [instead];
        }

        return [Judge(subject, scope, evidence)];
    }

    private Finding Judge(Subject subject, ServiceScope scope, IEvidence evidence)
    {
        Service service = scope.Service;
        IReadOnlyList<EndpointSlice> slices = scope.Tally.Slices;
        if (service.IpFamilies.Count == 0)
        {
            return Info.NotApplicable(subject, "the service names no address family");
        }

        string families = string.Join(" and ", service.IpFamilies);
        if (slices.All(s => Ready(s) == 0))
        {
            return Info.NotApplicable(subject, $"promises {families}, and has no ready endpoint of any family; service.endpoints says why");
        }

        List<string> missing = Missing(service, slices);
        if (missing.Count > 0)
        {
            return Unserved(subject, scope, evidence, missing);
        }

        if (!service.IsHeadless && service.ClusterIps.Count < service.IpFamilies.Count)
        {
            return Info.Warn(subject, $"promises {families}, and has only the virtual IP {string.Join(", ", service.ClusterIps)}") with
            {
                Exhibits = [scope.Show("spec.ipFamilies", "spec.clusterIPs", "spec.ipFamilyPolicy")],
                Remedy = "The API server gives one a family; look whether the cluster has a service range of each.",
            };
        }

        if (service.IpFamilies.Count == 1)
        {
            return Info.NotApplicable(subject, $"one address family ({families}), and it is served");
        }

        List<(string Family, int Ready)> counts = [.. service.IpFamilies.Select(f => (f, slices.Where(s => s.AddressType == f).Sum(Ready)))];
        string each = string.Join(", ", counts.Select(c => $"{c.Family} {c.Ready}"));
        return counts.Exists(c => c.Ready != counts[0].Ready)
            ? Info.Warn(subject, $"fewer endpoints in one family than in the other: {each}") with
            {
                Details = ["Some of its pods have an address of one family only: made before the cluster or the node had both."],
                Exhibits = [scope.Show("spec.ipFamilies"), .. scope.ShowSlices("addressType", "endpoints")],
                Remedy = "Replace the pods that have one address only.",
                RemedyCommand = $"kubectl get pods -n {subject.Namespace} -o custom-columns=NAME:.metadata.name,IPS:.status.podIPs[*].ip",
            }
            : Info.Pass(subject, $"both families are served: {each} ready endpoints");
    }

    private Finding Unserved(Subject subject, ServiceScope scope, IEvidence evidence, List<string> missing)
    {
        Service service = scope.Service;
        Reading<Pod> pods = evidence.Pods(subject.Namespace);
        Pod? pod = pods.List is { } list && service.Selector.Count > 0
            ? PodsByLabel.Of(list).Select(subject.Namespace, service.Selector).FirstOrDefault(p => p is { IsFinished: false, Ips.Count: > 0 })
            : null;
        string family = string.Join(" and ", missing);
        string has = pod is null ? "" : $"; pod {pod.FullName} has only {string.Join(", ", pod.Ips)}";
        string title = $"promises {family}, and no endpoint has an address of that family{has}";
        return (service.Selector.Count > 0 ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
        {
            Details = [$"Clients that try {family} first get no answer there."],
            Exhibits =
            [
                scope.Show("spec.ipFamilies", "spec.ipFamilyPolicy", "spec.clusterIPs"),
                .. scope.ShowSlices("addressType"),
                .. pod is null ? [] : (Exhibit[])[Exhibits.Of(pods.Section!, pod, "status.podIPs")],
            ],
            Remedy = "Give the pods addresses of both families (dual-stack network plugin and nodes), or take the family out of the service.",
            RemedyCommand = service.IpFamilies.Count > 1
                ? $"kubectl patch service -n {service.Namespace} {service.Name} -p '{{\"spec\":{{\"ipFamilyPolicy\":\"SingleStack\"}}}}'"
                : "",
        };
    }

    private static List<string> Missing(Service service, IReadOnlyList<EndpointSlice> slices) =>
        slices.All(s => Ready(s) == 0)
            ? []
            : [.. service.IpFamilies.Where(f => !slices.Any(s => s.AddressType == f && Ready(s) > 0))];

    private static int Ready(EndpointSlice slice) => slice.Endpoints.Count(e => e.Ready);
}
