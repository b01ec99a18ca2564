using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What serves a cluster's services in kube-proxy's place.</summary>
/// <param name="Name">Cilium, Calico, …</param>
/// <param name="By">What says so: <c>ConfigMap kube-system/cilium-config: kube-proxy-replacement=true</c>, <c>pod kube-system/ovnkube-node-x</c>.</param>
/// <param name="IsStated">Its configuration says that it does. False: it is one that can, and whether it is told to is not known.</param>
internal sealed record ProxyReplacement(string Name, string By, bool IsStated)
{
    public static IEnumerable<Need> Needs() =>
        [Evidence.Needs.ConfigMap("kube-system", "cilium-config"), Evidence.Needs.Pods("kube-system")];

    /// <summary>Where that is stated: on a node without kube-proxy, none is normal. Null where it is not.</summary>
    public static ProxyReplacement? Of(IEvidence evidence) => All(evidence).FirstOrDefault(r => r.IsStated);

    /// <summary>For a cluster of which it is known that no kube-proxy runs in it: what runs there that can do its work; null where none that is known.</summary>
    public static ProxyReplacement? Likely(IEvidence evidence) => All(evidence).OrderBy(r => !r.IsStated).FirstOrDefault();

    private static IEnumerable<ProxyReplacement> All(IEvidence evidence)
    {
        var cilium = evidence.ConfigMap("kube-system", "cilium-config").Items.FirstOrDefault(m => m.Name == "cilium-config");
        if (cilium?.Data["kube-proxy-replacement"] is "true" or "strict")
        {
            yield return new("Cilium", $"ConfigMap kube-system/cilium-config: kube-proxy-replacement={cilium.Data["kube-proxy-replacement"]}", true);
        }

        foreach (var pod in evidence.Pods("kube-system").Items)
        {
            if (ByPod(pod) is var (name, by, isStated))
            {
                yield return new(name, $"{by}pod kube-system/{pod.Name}", isStated);
            }
        }
    }

    private static (string Name, string By, bool IsStated)? ByPod(Pod pod)
    {
        var labels = pod.Meta.Labels;
        switch (labels["k8s-app"] ?? labels["app"] ?? labels["app.kubernetes.io/name"])
        {
            case "cilium" or "cilium-agent":
                return ("Cilium", "", false);
            case "antrea" when labels["component"] == "antrea-agent":
                return ("Antrea's proxy", "", false);
            case "calico-node" when pod.Containers.Any(c => c.Image.Contains("calico", StringComparison.Ordinal)):
                return ("Calico's eBPF data plane", "", false);
            case "ovnkube-node" or "ovn-kubernetes":
                return ("OVN-Kubernetes", "", true);
        }

        foreach (var container in pod.Containers)
        {
            switch (container.Name)
            {
                case "kube-router":
                    var isTold = container.Command.Any(w => w.Contains("--run-service-proxy=true", StringComparison.Ordinal));
                    return ("kube-router", isTold ? "--run-service-proxy=true of " : "", isTold);
                case "ovnkube-node" or "ovnkube-controller":
                    return ("OVN-Kubernetes", "", true);
            }
        }

        return null;
    }
}
