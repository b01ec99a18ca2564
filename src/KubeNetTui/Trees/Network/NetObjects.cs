using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>What the network tree is made from, as it was read.</summary>
internal sealed record NetObjects
{
    /// <summary>Null: of all namespaces, and names are shown with theirs.</summary>
    public string? Namespace { get; init; }

    public required IReadOnlyCollection<Service> Services { get; init; }
    public required IReadOnlyCollection<EndpointSlice> Slices { get; init; }

    /// <summary>Ingresses, gateways and routes.</summary>
    public IReadOnlyList<Front> Fronts { get; init; } = [];

    /// <summary>The pods' rows in the server's table; null: not read, and a pod is judged by what its slice says.</summary>
    public IReadOnlyList<TableRow>? Pods { get; init; }

    /// <summary>Null: not known yet.</summary>
    public IVerdictSource? Verdicts { get; init; }

    /// <summary>The kind of that name, as the server has it.</summary>
    public required Func<string, ApiResource?> Find { get; init; }

    /// <summary>All of it is open at first, but for pods.</summary>
    public bool IsSmall { get; init; } = true;
}
