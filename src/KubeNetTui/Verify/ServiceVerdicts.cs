using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;

namespace KubeNetTui.Verify;

/// <summary>Verdicts of services from their EndpointSlices; only what changed is judged again. Safe for many threads.</summary>
internal sealed class ServiceVerdicts(LiveStore<Service> services, LiveStore<EndpointSlice> slices)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Service> _services = [];
    private readonly Dictionary<string, VerdictCell> _cells = [];
    private readonly Dictionary<string, string> _serviceOfSlice = [];
    private readonly Dictionary<string, Dictionary<string, EndpointSlice>> _slices = [];
    private (VerdictCell?, VerdictCell?) _status;
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
            return _cells.TryGetValue($"{ns}/{name}", out var cell) ? cell : new VerdictCell(Verdict.Unknown, "not read yet");
        }
    }

    /// <summary>Takes in what changed; true when a verdict is another one now.</summary>
    public bool Update()
    {
        lock (_lock)
        {
            HashSet<string> touched = [];
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

                touched.Add(key);
            }

            foreach (var (key, slice) in slices.Drain(ref _slicesRead))
            {
                Take(key, slice, touched);
            }

            var status = (services.WhyUnknown(), slices.WhyUnknown());
            var changed = status != _status;
            _status = status;
            foreach (var key in touched)
            {
                changed |= Judge(key);
            }

            return changed;
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

        var state = LiveVerdict.OfService(service, _slices.TryGetValue(key, out var members) ? [.. members.Values] : []);
        var cell = new VerdictCell(state.Verdict, state.Reason);
        var changed = !_cells.TryGetValue(key, out var former) || former != cell;
        _cells[key] = cell;
        return changed;
    }
}
