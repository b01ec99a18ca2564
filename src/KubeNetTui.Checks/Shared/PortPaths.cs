using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>The ports that a pod's containers declare, and where in its YAML they stand.</summary>
internal static class PortPaths
{
    /// <summary>Of the containers that run beside each other: ordinary init containers have ended before a pod serves.</summary>
    public static IEnumerable<ContainerPort> Ports(this Pod pod) => pod.Containers.Where(c => !c.IsOrdinaryInit).SelectMany(c => c.Ports);

    public static IReadOnlyList<string> Of(Pod pod)
    {
        List<string> paths = [];
        int i = 0;
        foreach (Container container in pod.Containers.Where(c => !c.IsInit))
        {
            for (int p = 0; p < container.Ports.Count; p++)
            {
                paths.AddRange([$"spec.containers[{i}].ports[{p}].name", $"spec.containers[{i}].ports[{p}].containerPort", $"spec.containers[{i}].ports[{p}].protocol"]);
            }

            i++;
        }

        return paths;
    }
}
