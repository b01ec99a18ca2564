using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;

namespace KubeNetTui.Verify;

/// <summary>
/// Verdicts of nodes from their conditions and heartbeats. One node's heartbeat is late by comparison with the newest of all, so a
/// lease that is renewed lets all nodes be judged again; there are few of them. Safe for many threads.
/// </summary>
internal sealed class NodeVerdicts(LiveStore<Node> nodes, LiveStore<Lease> leases)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Node> _nodes = [];
    private readonly Dictionary<string, Lease> _leases = [];
    private readonly Dictionary<string, VerdictCell> _cells = [];
    private VerdictCell? _status;
    private long _nodesRead;
    private long _leasesRead;

    public VerdictCell Of(string name)
    {
        if (nodes.WhyUnknown() is { } unknown)
        {
            return unknown;
        }

        lock (_lock)
        {
            return _cells.TryGetValue(name, out var cell) ? cell : new VerdictCell(Verdict.Unknown, "not read yet");
        }
    }

    /// <summary>Takes in what changed; true when a verdict is another one now.</summary>
    public bool Update()
    {
        lock (_lock)
        {
            var any = false;
            foreach (var (key, node) in nodes.Drain(ref _nodesRead))
            {
                any = true;
                Put(_nodes, key, node);
            }

            foreach (var (key, lease) in leases.Drain(ref _leasesRead))
            {
                any = true;
                Put(_leases, key, lease);
            }

            var status = nodes.WhyUnknown();
            var changed = status != _status;
            _status = status;
            return (any && Judge()) || changed;
        }
    }

    // Keys are namespace/name; a node's lease has the node's name.
    private static void Put<T>(Dictionary<string, T> into, string key, T? value)
        where T : class
    {
        var name = key[(key.LastIndexOf('/') + 1)..];
        if (value is null)
        {
            into.Remove(name);
        }
        else
        {
            into[name] = value;
        }
    }

    private bool Judge()
    {
        var newest = _leases.Values.Max(static l => l.Renewed);
        var changed = false;
        foreach (var (name, node) in _nodes)
        {
            var state = LiveVerdict.OfNode(node, _leases.GetValueOrDefault(name), newest);
            var cell = new VerdictCell(state.Verdict, state.Reason);
            changed |= !_cells.TryGetValue(name, out var former) || former != cell;
            _cells[name] = cell;
        }

        foreach (var gone in _cells.Keys.Where(name => !_nodes.ContainsKey(name)).ToArray())
        {
            changed |= _cells.Remove(gone);
        }

        return changed;
    }
}
