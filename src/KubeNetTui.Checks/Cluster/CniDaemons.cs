using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The DaemonSets that connect pods, by their names; and their pods.</summary>
internal static class CniDaemons
{
    private static readonly string[] Names =
    [
        "kube-flannel", "calico-node", "canal", "cilium", "weave-net", "antrea-agent", "kube-router", "aws-node", "azure-cni", "azure-cns", "kindnet", "ovnkube-node",
        "kube-ovn-cni", "ovs-ovn", "kube-multus", "netd", "anetd", "terway", "tke-cni-agent", "rke2-canal", "rke2-cilium", "rke2-calico-node", "cilium-node",
    ];

    /// <summary>DaemonSets of a CNI that also have a name of this beginning, and connect no pod.</summary>
    private static readonly string[] NotOf = ["cilium-envoy", "cilium-operator", "cilium-node-init", "azure-cns-win"];

    public static IEnumerable<Need> Needs(IEvidence soFar) =>
        [Evidence.Needs.DaemonSets(null), .. Of(soFar).Select(d => d.Namespace).Distinct().SelectMany(ns => (Need[])[Evidence.Needs.Pods(ns), Evidence.Needs.Warnings(ns)])];

    public static IReadOnlyList<Workload> Of(IEvidence evidence) =>
    [
        .. evidence.Read<Workload>(Evidence.Needs.DaemonSets(null)).Items.Where(d =>
            Array.Exists(Names, n => d.Name == n || d.Name.StartsWith(n + "-", StringComparison.Ordinal)) && !Array.Exists(NotOf, n => d.Name.StartsWith(n, StringComparison.Ordinal))),
    ];

    /// <summary>Those that are not on their way out.</summary>
    public static IReadOnlyList<Pod> Pods(IEvidence evidence, Workload daemon) => daemon.PodLabels.Count == 0 ? []
        : [.. evidence.Pods(daemon.Namespace).Items.Where(p => p.Meta.Deleting is null && !p.IsFinished && p.Meta.Labels.Matches(daemon.PodLabels))];

    /// <summary>The log of what keeps a pod from running; null where its state says enough.</summary>
    public static LogNeed? Log(Pod pod) =>
        pod.Containers.FirstOrDefault(c => c.Status is { Ready: false, RestartCount: > 0 } or { State.Reason: "CrashLoopBackOff" }) is { } container
            ? Evidence.Needs.Log(pod.Namespace, pod.Name, container.Name, previous: container.Status!.State.Phase != ContainerPhase.Terminated)
            : null;

    /// <summary>The line of an init container's log that says that it may not do its work; null where none does.</summary>
    public static string? Denied(IEvidence evidence, Pod pod) =>
        Log(pod) is { } need && evidence.Log(need) is { } lines ? lines.LastOrDefault(l => l.Contains("permission denied", StringComparison.OrdinalIgnoreCase)) : null;
}
