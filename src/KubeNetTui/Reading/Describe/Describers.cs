using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>Which describer a kind has.</summary>
internal static class Describers
{
    public static IDescriber For(ApiResource resource) => (resource.Group, resource.Plural) switch
    {
        ("", "pods") => new PodDescriber(),
        ("", "services") => new ServiceDescriber(),
        ("", "nodes") => new NodeDescriber(),
        ("discovery.k8s.io", "endpointslices") => new EndpointSliceDescriber(),
        ("networking.k8s.io", "ingresses") => new IngressDescriber(),
        ("networking.k8s.io", "networkpolicies") => new NetworkPolicyDescriber(),
        ("apps", "deployments" or "replicasets" or "statefulsets" or "daemonsets") => new WorkloadDescriber(),
        ("batch", "jobs") => new WorkloadDescriber(),
        _ => new GenericDescriber(),
    };
}
