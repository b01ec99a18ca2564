namespace KubeNetTui.Evidence;

/// <summary>Where a command runs: on a node, or in a pod's network namespace.</summary>
/// <param name="Namespace">"" for a node.</param>
/// <param name="Name">The node's or the pod's name.</param>
public readonly record struct Place(PlaceKind Kind, string Namespace, string Name)
{
    public static Place Node(string name) => new(PlaceKind.Node, "", name);

    public static Place Pod(string ns, string name) => new(PlaceKind.Pod, ns, name);

    /// <summary><c>node/node-a</c>, <c>pod/shop/web-1</c>: what bundles, node scripts and people call it.</summary>
    public override string ToString() => Kind == PlaceKind.Node ? $"node/{Name}" : $"pod/{Namespace}/{Name}";
}

public enum PlaceKind
{
    Node,
    Pod,
}
