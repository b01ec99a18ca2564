using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Metrics;

namespace KubeNetTui.Pulse;

/// <summary>What a picture is made from, as it was read. A part that is null is still being read, unless there is a problem for it.</summary>
internal sealed record PulseInput(DateTimeOffset Now)
{
    /// <summary>Null: all namespaces.</summary>
    public string? Namespace { get; init; }

    public IReadOnlyList<TableRow>? Nodes { get; init; }
    public IReadOnlyList<TableRow>? Pods { get; init; }
    public IReadOnlyList<TableRow>? Services { get; init; }
    public IReadOnlyList<TableRow>? Policies { get; init; }

    /// <summary>Where the policies' table says which pods they select; -1: nowhere.</summary>
    public int PolicySelector { get; init; } = -1;

    public IReadOnlyCollection<EndpointSlice>? Slices { get; init; }

    /// <summary>Those of the cluster's DNS service.</summary>
    public IReadOnlyCollection<EndpointSlice>? Dns { get; init; }

    public IReadOnlyCollection<KubeEvent>? Warnings { get; init; }

    /// <summary>Why a part can't be had, by its name: <c>nodes</c>, <c>metrics</c>.</summary>
    public IReadOnlyDictionary<string, string> Problems { get; init; } = new Dictionary<string, string>();

    /// <summary>Null: not known yet.</summary>
    public IVerdictSource? Verdicts { get; init; }

    public PulseUsage? Usage { get; init; }

    /// <summary>What the person had verified, in words; "": nothing.</summary>
    public PulseTile? Checked { get; init; }
}

/// <param name="Of">Whose usage it is: <c>3 nodes</c>, <c>the pods of shop</c>.</param>
/// <param name="Total">What there is for it; null: not known.</param>
internal sealed record PulseUsage(string Of, Usage Used, Usage? Total, IReadOnlyList<(string Name, Usage Used, Usage Total)> ByNode);
