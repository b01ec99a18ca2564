using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>What the tree of owners is made from, as it was read.</summary>
internal sealed record OwnerObjects
{
    /// <summary>Null: of all namespaces, and names are shown with theirs.</summary>
    public string? Namespace { get; init; }

    /// <summary>What the tree begins with; narrowed to one row where it is about one object.</summary>
    public required OwnerTable Roots { get; init; }

    /// <summary>What may stand between the root and its pods: replica sets, jobs.</summary>
    public IReadOnlyList<OwnerTable> Between { get; init; } = [];

    public required OwnerTable Pods { get; init; }

    /// <summary>Containers and references of the pods; null: not read.</summary>
    public IReadOnlyCollection<PodShape>? Shapes { get; init; }

    /// <summary>Whether the config map, secret, claim or account of that name is there; null: not known. By the word of its kind.</summary>
    public Func<string, string, string, bool?> Exists { get; init; } = static (_, _, _) => null;

    /// <summary>Null: not known yet.</summary>
    public IVerdictSource? Verdicts { get; init; }

    /// <summary>Pods are open at first.</summary>
    public bool IsSmall { get; init; }
}
