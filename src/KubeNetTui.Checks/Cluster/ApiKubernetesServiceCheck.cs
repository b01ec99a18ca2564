using System.Net;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>api.kubernetes-service</c>: what pods are given to reach the API server by.</summary>
public sealed class ApiKubernetesServiceCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "api.kubernetes-service", SubjectKind.Cluster, "Service default/kubernetes",
        "Pods are given an address of the API server: default/kubernetes exists and has endpoints that a pod can have a route to.",
        "Service default/kubernetes and its EndpointSlices.",
        [
            "The service has no selector, by design: API servers write its slice themselves.",
            "Whether each endpoint answers from a pod is not told from the API: that takes a probe (pod.api-server).",
        ]);

    private static readonly Subject Service = Subject.Service("default", "kubernetes");

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Services("default"), Evidence.Needs.EndpointSlices("default")];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var services = evidence.Services("default");
        var slices = evidence.EndpointSlices("default");
        if (!services.IsRead || !slices.IsRead)
        {
            var missing = services.IsRead ? slices.Problem : services.Problem;
            return [new Finding(Info.Id, subject, Verdict.Unknown, "the service default/kubernetes could not be read")
            {
                Details = [missing], Remedy = services.IsRead ? slices.HowToGet : services.HowToGet,
            }];
        }

        var service = services.Find("kubernetes");
        if (service is null)
        {
            return [new Finding(Info.Id, subject, Verdict.Fail, "there is no service default/kubernetes: pods cannot find the API server")
            {
                Details = ["The API servers make it again by themselves within seconds; that they have not says that they cannot write."],
                Remedy = "Look at the API server's log for errors of its 'kubernetes service' controller.",
                RemedyCommand = "kubectl get service,endpointslices -n default",
            }];
        }

        var own = slices.Items.Where(s => s.ServiceName == "kubernetes").ToList();
        var ready = own.SelectMany(s => s.Endpoints.Where(e => e.Ready).SelectMany(e => e.Addresses)).Distinct().Order().ToList();
        Exhibit[] exhibits = [.. own.Select(s => Exhibits.Of(slices.Section!, s, "endpoints")), Exhibits.Of(services.Section!, service, "spec.clusterIP")];
        if (ready.Count == 0)
        {
            return [new Finding(Info.Id, subject, Verdict.Fail, "default/kubernetes has no ready endpoint: no pod can reach the API server through it")
            {
                Exhibits = exhibits,
                Remedy = "The slice is written by each API server for itself; see why none does (its --advertise-address, its lease in kube-system).",
                RemedyCommand = "kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes -o yaml",
                Explains = [Service],
            }];
        }

        var loopback = ready.Where(a => IPAddress.TryParse(a, out var ip) && IPAddress.IsLoopback(ip)).ToList();
        if (loopback.Count > 0)
        {
            return [new Finding(Info.Id, subject, Verdict.Fail, $"default/kubernetes points to {string.Join(", ", loopback)}: in a pod that is the pod itself")
            {
                Exhibits = exhibits,
                Remedy = "Start the API server with an --advertise-address that pods can reach.",
            }];
        }

        var count = ready.Count == 1 ? "1 ready endpoint" : $"{ready.Count} ready endpoints";
        return [new Finding(Info.Id, subject, Verdict.Pass, $"default/kubernetes ({string.Join(", ", service.ClusterIps)}) has {count}: {string.Join(", ", ready)}")
        {
            Exhibits = exhibits,
        }];
    }
}
