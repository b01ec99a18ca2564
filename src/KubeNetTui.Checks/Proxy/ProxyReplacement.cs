using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>What serves a cluster's services in kube-proxy's place.</summary>
/// <param name="Name">Cilium, Calico, …</param>
/// <param name="By">Where that is written: <c>ConfigMap kube-system/cilium-config: kube-proxy-replacement=true</c>.</param>
internal sealed record ProxyReplacement(string Name, string By)
{
    public static IEnumerable<Need> Needs() =>
        [Evidence.Needs.ConfigMap("kube-system", "cilium-config"), Evidence.Needs.Pods("kube-system")];

    /// <summary>Null where none is known to do it.</summary>
    public static ProxyReplacement? Of(IEvidence evidence)
    {
        var cilium = evidence.ConfigMap("kube-system", "cilium-config").Items.FirstOrDefault(m => m.Name == "cilium-config");
        if (cilium?.Data["kube-proxy-replacement"] is "true" or "strict")
        {
            return new("Cilium", $"ConfigMap kube-system/cilium-config: kube-proxy-replacement={cilium.Data["kube-proxy-replacement"]}");
        }

        foreach (var pod in evidence.Pods("kube-system").Items)
        {
            foreach (var container in pod.Containers)
            {
                if (container.Name == "kube-router" && container.Command.Any(w => w.Contains("--run-service-proxy=true", StringComparison.Ordinal)))
                {
                    return new("kube-router", $"--run-service-proxy=true of pod kube-system/{pod.Name}");
                }

                if (container.Name is "ovnkube-node" or "ovnkube-controller")
                {
                    return new("OVN-Kubernetes", $"pod kube-system/{pod.Name}");
                }
            }
        }

        return null;
    }
}
