using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A pod's containers in the order in which a person wants them: those of the pod first, then sidecars, debug containers, and what ran before.</summary>
internal static class PodContainers
{
    public static IReadOnlyList<Container> Of(Pod pod)
    {
        // What kubectl takes when nobody names one.
        var preferred = pod.Meta.Annotations["kubectl.kubernetes.io/default-container"];
        return [.. pod.Containers.Concat(pod.EphemeralContainers)
            .OrderByDescending(c => c.Name == preferred)
            .ThenBy(static c => c.IsOrdinaryInit ? 3 : c.IsEphemeral ? 2 : c.IsSidecar ? 1 : 0)];
    }
}
