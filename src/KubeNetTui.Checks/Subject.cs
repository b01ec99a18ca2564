namespace KubeNetTui.Checks;

public enum SubjectKind
{
    Service,
    Pod,
    Node,
    Cluster,
}

/// <summary>What a check runs against. Namespace is "" for nodes and the cluster; Name is "" for the cluster.</summary>
public readonly record struct Subject(SubjectKind Kind, string Namespace, string Name)
{
    public static Subject Cluster { get; } = new(SubjectKind.Cluster, "", "");

    public static Subject Service(string ns, string name) => new(SubjectKind.Service, ns, name);

    public static Subject Pod(string ns, string name) => new(SubjectKind.Pod, ns, name);

    public static Subject Node(string name) => new(SubjectKind.Node, "", name);

    /// <summary><c>service/shop/web</c>, <c>node/node-a</c>, <c>cluster</c>.</summary>
    public override string ToString() => Kind switch
    {
        SubjectKind.Cluster => "cluster",
        SubjectKind.Node => $"node/{Name}",
        _ => $"{(Kind == SubjectKind.Service ? "service" : "pod")}/{Namespace}/{Name}",
    };
}
