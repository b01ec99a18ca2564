using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Whom a fault of a node or of some pods reaches: what <see cref="Finding.Explains"/> of node checks names.</summary>
internal static class Affected
{
    /// <summary>The pods, and the services that have one of them as endpoint (where slices were read).</summary>
    public static IReadOnlyList<Subject> Of(IEvidence evidence, params IEnumerable<Pod> pods)
    {
        List<Pod> all = [.. pods];
        var names = all.Select(p => (p.Namespace, p.Name)).ToHashSet();
        var slices = all.Select(p => p.Namespace).Distinct().SelectMany(ns => evidence.EndpointSlices(ns).Items);
        var services = slices.Where(s => s.ServiceName.Length > 0 && s.Endpoints.Any(e => e.TargetKind == "Pod" && names.Contains((s.Namespace, e.TargetName))))
            .Select(s => Subject.Service(s.Namespace, s.ServiceName)).Distinct();
        return [.. all.Select(p => Subject.Pod(p.Namespace, p.Name)), .. services];
    }

    /// <summary>The node's pods that have a network of their own, and their services.</summary>
    public static IReadOnlyList<Subject> OfNode(IEvidence evidence, string node) => Of(evidence, PodsByNode.WithNetwork(evidence, node));
}
