using System.Diagnostics.CodeAnalysis;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>A pod that runs on a node with an address, as checks of its network begin.</summary>
/// <param name="Ip">Its primary address.</param>
internal sealed record PodScope(Pod Pod, Reading<Pod> Pods, string Ip)
{
    public Place Place => Evidence.Place.Pod(Pod.Namespace, Pod.Name);

    public Place Node => Evidence.Place.Node(Pod.NodeName);

    /// <summary>
    /// False for a pod that has no network of its own to look at: not read, gone, finished, not placed, without an address, or (where
    /// <paramref name="instead"/> of it should say so) on its node's network.
    /// </summary>
    public static bool TryOpen(
        Subject subject, IEvidence evidence, CheckInfo info, bool hostNetworkToo,
        [NotNullWhen(true)] out PodScope? scope, [NotNullWhen(false)] out Finding? instead)
    {
        var pods = evidence.Pods(subject.Namespace);
        var pod = pods.Find(subject.Name);
        instead = !pods.IsRead ? info.Unknown(subject, $"the pod could not be read: {pods.Problem}", pods.HowToGet)
            : pod is null ? info.Unknown(subject, $"there is no pod {subject.Namespace}/{subject.Name} (any more)")
            : pod.IsFinished ? info.NotApplicable(subject, $"the pod has finished ({pod.Phase})")
            : pod.NodeName.Length == 0 ? info.NotApplicable(subject, "the pod has no node yet")
            : pod.HostNetwork && !hostNetworkToo
                ? info.NotApplicable(subject,
                $"it uses the network of its node {pod.NodeName}: the checks of the node say how that is")
            : pod.Ips.Count == 0 ? info.NotApplicable(subject, "it has no address (yet); pod.sandbox says why")
            : null;
        scope = instead is null ? new PodScope(pod!, pods, pod!.Ips[0]) : null;
        return instead is null;
    }

    /// <summary>The pod, where commands in it are worth asking for: a pod that can't be opened needs none.</summary>
    public static Pod? Asked(Subject subject, IEvidence soFar, bool hostNetworkToo = false) =>
        soFar.Pods(subject.Namespace).Find(subject.Name) is { IsFinished: false, NodeName.Length: > 0, Ips.Count: > 0 } pod
            && (hostNetworkToo || !pod.HostNetwork)
            ? pod : null;

    public Exhibit Show(params string[] paths) => Exhibits.Of(Pods.Section!, Pod, paths);
}
