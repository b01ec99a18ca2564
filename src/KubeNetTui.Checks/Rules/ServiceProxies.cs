using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What may serve services in kube-proxy's place.</summary>
internal static class ServiceProxies
{
    /// <summary>Its name, by the pods in kube-system; null where none of those that are known runs there.</summary>
    public static string? Replacement(IEvidence evidence)
    {
        foreach (var pod in evidence.Pods("kube-system").Items)
        {
            var labels = pod.Meta.Labels;
            switch (labels["k8s-app"] ?? labels["app"] ?? labels["app.kubernetes.io/name"])
            {
                case "cilium" or "cilium-agent":
                    return "Cilium";
                case "kube-router":
                    return "kube-router";
                case "antrea" when labels["component"] == "antrea-agent":
                    return "Antrea's proxy";
                case "ovnkube-node" or "ovn-kubernetes":
                    return "OVN-Kubernetes";
                case "calico-node" when pod.Containers.Any(c => c.Image.Contains("calico", StringComparison.Ordinal)):
                    return "Calico's eBPF data plane";
            }
        }

        return null;
    }
}
