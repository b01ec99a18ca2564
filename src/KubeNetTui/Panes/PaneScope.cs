using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>What a pane was asked to be about, before anything has been read.</summary>
/// <param name="Subject">A node, pod or service; null: whichever node comes first.</param>
/// <param name="Node">The node to look at, where the person chose one; null: the subject's own.</param>
internal sealed record PaneScope(Subject? Subject, string? Node = null)
{
    /// <summary>The nodes that were known when the person went on from another node; empty: not asked yet.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>For frame and crumbs: <c>node-a</c>, <c>shop/web-1</c>.</summary>
    public string Name => Subject switch
    {
        { Kind: SubjectKind.Node } node => Node ?? node.Name,
        { Kind: SubjectKind.Cluster } or null => Node ?? "",
        { } subject => $"{subject.Namespace}/{subject.Name}",
    };

    /// <summary>What has to be known to find the node.</summary>
    public IEnumerable<Need> Needs => Subject switch
    {
        { Kind: SubjectKind.Pod } pod => [Evidence.Needs.Nodes(), Evidence.Needs.Pods(pod.Namespace)],
        { Kind: SubjectKind.Service } service =>
            [Evidence.Needs.Nodes(), Evidence.Needs.Services(service.Namespace), Evidence.Needs.EndpointSlices(service.Namespace)],
        _ => [Evidence.Needs.Nodes()],
    };

    /// <summary>The place to look at, or in <paramref name="whyNot"/> why there is none. Null with "" while it is not known yet.</summary>
    public PanePlace? Resolve(IEvidence evidence, out string whyNot)
    {
        whyNot = "";
        if (Needs.Any(n => evidence.Find(n) is null))
        {
            return null;
        }

        return Subject switch
        {
            { Kind: SubjectKind.Node } node => new PanePlace(Node ?? node.Name),
            { Kind: SubjectKind.Pod } pod => OfPod(evidence, pod, ref whyNot),
            { Kind: SubjectKind.Service } service => OfService(evidence, service, ref whyNot),
            _ => FirstNode(evidence, ref whyNot),
        };
    }

    private PanePlace? OfPod(IEvidence evidence, Subject subject, ref string whyNot)
    {
        var pods = evidence.Pods(subject.Namespace);
        if (pods.Find(subject.Name) is not { } pod)
        {
            whyNot = pods.IsRead ? $"{subject} is not there (any more)" : pods.Problem;
            return null;
        }

        if ((Node ?? pod.NodeName) is not { Length: > 0 } node)
        {
            whyNot = $"{subject} is on no node yet: it was not scheduled";
            return null;
        }

        return new PanePlace(node) { Pod = pod };
    }

    private PanePlace? OfService(IEvidence evidence, Subject subject, ref string whyNot)
    {
        var services = evidence.Services(subject.Namespace);
        if (services.Find(subject.Name) is not { } service)
        {
            whyNot = services.IsRead ? $"{subject} is not there (any more)" : services.Problem;
            return null;
        }

        var endpoints = evidence.EndpointSlices(subject.Namespace).Items.Where(s => s.ServiceName == subject.Name)
            .SelectMany(s => s.Endpoints).ToList();
        var own = endpoints.OrderByDescending(e => e.Ready).Select(e => e.NodeName).FirstOrDefault(n => n.Length > 0);
        return (Node ?? own ?? FirstNode(evidence, ref whyNot)?.Node) is { } node
            ? new PanePlace(node) { Service = service, Endpoints = endpoints }
            : null;
    }

    private PanePlace? FirstNode(IEvidence evidence, ref string whyNot)
    {
        var nodes = evidence.Nodes();
        if ((Node ?? nodes.Items.Select(n => n.Name).Order(StringComparer.Ordinal).FirstOrDefault()) is { } name)
        {
            return new PanePlace(name);
        }

        whyNot = nodes.IsRead ? "this cluster has no nodes" : nodes.Problem;
        return null;
    }
}
