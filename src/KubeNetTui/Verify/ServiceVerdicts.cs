using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;

namespace KubeNetTui.Verify;

/// <summary>Verdicts of services from their EndpointSlices; only what changed is judged again. Safe for many threads.</summary>
/// <param name="nodes">Watched from when the first service with a traffic policy Local is seen: most clusters have none, and nodes are large.</param>
internal sealed class ServiceVerdicts(LiveStore<Service> services, LiveStore<EndpointSlice> slices, Lazy<LiveStore<Node>> nodes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Service> _services = [];
    private readonly Dictionary<string, VerdictCell> _cells = [];
    private readonly Dictionary<string, string> _serviceOfSlice = [];
    private readonly Dictionary<string, Dictionary<string, EndpointSlice>> _slices = [];
    private readonly Dictionary<string, Node> _nodes = [];
    private readonly HashSet<string> _local = [];
    private (VerdictCell?, VerdictCell?, VerdictCell?) _status;
    private bool _servicesTaken;
    private bool _slicesTaken;
    private long _nodesRead;
    private long _servicesRead;
    private long _slicesRead;

    public VerdictCell Of(string ns, string name)
    {
        if ((services.WhyUnknown() ?? slices.WhyUnknown()) is { } unknown)
        {
            return unknown;
        }

        lock (_lock)
        {
            var key = $"{ns}/{name}";
            var cell = _cells.TryGetValue(key, out var judged) ? judged : new VerdictCell(Verdict.Unknown, "not read yet");

            // Good by its slices alone: with a policy Local that is half of the answer.
            return cell.Verdict == Verdict.Pass && _local.Contains(key) && nodes.Value.WhyUnknown() is { } why ? why : cell;
        }
    }

    /// <summary>The service itself, for what leads to it.</summary>
    public Found<Service> Find(string ns, string name)
    {
        var unknown = services.WhyUnknown();
        lock (_lock)
        {
            // Live, and not yet taken over: what is missing now may be there in a moment.
            return unknown is null && !_servicesTaken ? new Found<Service>(null, "not read yet")
                : new Found<Service>(_services.GetValueOrDefault($"{ns}/{name}"), unknown?.Reason ?? "");
        }
    }

    public Found<IReadOnlyList<EndpointSlice>> SlicesOf(string ns, string name)
    {
        var unknown = slices.WhyUnknown();
        lock (_lock)
        {
            return unknown is { } why ? new Found<IReadOnlyList<EndpointSlice>>(null, why.Reason)
                : !_slicesTaken ? new Found<IReadOnlyList<EndpointSlice>>(null, "not read yet")
                : new(_slices.TryGetValue($"{ns}/{name}", out var members) ? [.. members.Values] : [], "");
        }
    }

    /// <summary>Takes in what changed; true when a verdict is another one now.</summary>
    public bool Update()
    {
        lock (_lock)
        {
            HashSet<string> touched = [];

            // Before they are drained: what is live now is whole in what comes out.
            _servicesTaken |= services.WhyUnknown() is null;
            _slicesTaken |= slices.WhyUnknown() is null;
            foreach (var (key, service) in services.Drain(ref _servicesRead))
            {
                if (service is null)
                {
                    _services.Remove(key);
                }
                else
                {
                    _services[key] = service;
                }

                _ = service is not null && LiveVerdict.NeedsNodes(service) ? _local.Add(key) : _local.Remove(key);

                touched.Add(key);
            }

            foreach (var (key, slice) in slices.Drain(ref _slicesRead))
            {
                Take(key, slice, touched);
            }

            TakeNodes(touched);
            var status = (services.WhyUnknown(), slices.WhyUnknown(), _local.Count > 0 ? nodes.Value.WhyUnknown() : null);
            var changed = status != _status;
            _status = status;
            foreach (var key in touched)
            {
                changed |= Judge(key);
            }

            return changed;
        }
    }

    private void TakeNodes(HashSet<string> touched)
    {
        if (_local.Count == 0)
        {
            return;
        }

        var changed = false;
        foreach (var (name, node) in nodes.Value.Drain(ref _nodesRead))
        {
            // A heartbeat changes nothing here; a node that comes, goes, or turns ready does.
            changed |= node is null ? _nodes.Remove(name) : !_nodes.TryGetValue(name, out var former) || former.IsReady != node.IsReady;
            if (node is not null)
            {
                _nodes[name] = node;
            }
        }

        if (changed)
        {
            touched.UnionWith(_local);
        }
    }

    // A slice may be handed to another service by its label: both are judged again.
    private void Take(string key, EndpointSlice? slice, HashSet<string> touched)
    {
        if (_serviceOfSlice.Remove(key, out var former) && _slices.TryGetValue(former, out var members))
        {
            members.Remove(key);
            if (members.Count == 0)
            {
                _slices.Remove(former);
            }

            touched.Add(former);
        }

        if (slice is not { ServiceName.Length: > 0 })
        {
            return;
        }

        var service = $"{slice.Namespace}/{slice.ServiceName}";
        if (!_slices.TryGetValue(service, out members))
        {
            _slices[service] = members = [];
        }

        members[key] = slice;
        _serviceOfSlice[key] = service;
        touched.Add(service);
    }

    private bool Judge(string key)
    {
        if (!_services.TryGetValue(key, out var service))
        {
            return _cells.Remove(key);
        }

        var state = LiveVerdict.OfService(service, _slices.TryGetValue(key, out var members) ? [.. members.Values] : [], _nodes.Count > 0 ? _nodes.Values : null);
        var cell = new VerdictCell(state.Verdict, state.Reason);
        var changed = !_cells.TryGetValue(key, out var former) || former != cell;
        _cells[key] = cell;
        return changed;
    }
}
