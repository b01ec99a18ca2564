using KubeNetTui.Reading;

namespace KubeNetTui.Metrics;

/// <summary>What the containers of a pod ask for and may use at most; for a node, what it has for pods.</summary>
/// <param name="Limits">A part is 0 where a container has no limit: then the pod has none.</param>
internal readonly record struct Bounds(Usage Requests, Usage Limits)
{
    /// <summary>Of a pod: its own containers, and init containers that go on running beside them.</summary>
    public static Bounds OfPod(Fields pod)
    {
        var spec = pod["spec"];
        List<Fields> running = [.. spec["containers"].Items, .. spec["initContainers"].Items.Where(c => c["restartPolicy"].Text == "Always")];
        Usage requests = default, limits = default;
        var (cpu, memory) = (true, true);
        foreach (var container in running)
        {
            var limit = Usage.Of(container["resources"]["limits"]);
            requests += Usage.Of(container["resources"]["requests"]);
            limits += limit;
            cpu &= limit.Cores > 0;
            memory &= limit.Bytes > 0;
        }

        return new Bounds(requests, new Usage(cpu ? limits.Cores : 0, memory ? limits.Bytes : 0));
    }

    public static Bounds OfNode(Fields node) => new(Usage.Of(node["status"]["allocatable"]), Usage.Of(node["status"]["capacity"]));
}
