using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Footprint;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.App;

/// <summary>The way to the nodes of one cluster: the shells that were found are kept for as long as the session lives.</summary>
internal sealed class NodeAccess : IAsyncDisposable
{
    private readonly ClusterEvidenceSource _source;

    public NodeAccess(ApiClient client, NodeShellChoice choice, FootprintFolder footprint)
    {
        Footprint = footprint;
        _source = new ClusterEvidenceSource(
            client, TimeProvider.System, choice.ToOptions(AskAsync, footprint), new EvidenceOptions { Namespaces = [client.Settings.DefaultNamespace] });
    }

    /// <summary>What was made in the cluster, and which tests were sent.</summary>
    public FootprintFolder Footprint { get; }

    public IEvidenceSource Source => _source;

    /// <summary>Asks the person; null: nobody can be asked, so the answer is no.</summary>
    public Func<DebugPodRequest, CancellationToken, ValueTask<bool>>? Consent { get; set; }

    public string? WayTo(string node) => _source.Ways.GetValueOrDefault(node);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private ValueTask<bool> AskAsync(DebugPodRequest request, CancellationToken cancellation) =>
        Consent?.Invoke(request, cancellation) ?? ValueTask.FromResult(false);
}
