using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Collect;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Verify;

/// <summary>
/// Verdicts of pods from their row of the server's table and the warnings about them. Nothing is kept of a pod: of 30,000, all but a few
/// have no warning, and a row is judged in less time than it would take to look its verdict up. Safe for many threads.
/// </summary>
internal sealed class PodVerdicts(LiveStore<KubeEvent> warnings, PodTables tables, TimeProvider time) : IAsyncDisposable
{
    private static readonly IReadOnlyList<KubeEvent> None = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<string, KubeEvent> _events = [];
    private readonly Dictionary<(string Namespace, string Name), List<KubeEvent>> _byPod = [];
    private long _read;

    public VerdictCell Of(TableRow row)
    {
        var state = LiveVerdict.OfPod(GlanceOf(row), WarningsOf(row), time.GetUtcNow());
        return new VerdictCell(state.Verdict, state.Reason);
    }

    public VerdictCell Of(string ns, string name) => tables.Find(ns, name, out var unknown) is { } row ? Of(row) : unknown;

    /// <summary>Takes in what changed; true when a verdict may be another one now.</summary>
    public bool Update()
    {
        var changed = tables.TakeChange();
        lock (_lock)
        {
            foreach (var (key, warning) in warnings.Drain(ref _read))
            {
                changed |= Take(key, warning);
            }
        }

        return changed;
    }

    public ValueTask DisposeAsync() => tables.DisposeAsync();

    /// <summary>The columns of the server's pod table: NAME READY STATUS RESTARTS AGE IP NODE …, the same since Kubernetes 1.8.</summary>
    internal static PodGlance GlanceOf(TableRow row)
    {
        return new PodGlance
        {
            Namespace = row.Namespace,
            Name = row.Name,
            Ready = Cell(1),
            Status = Cell(2),
            Restarts = Cell(3),
            Ip = Cell(5),
            Node = Cell(6),
            Controller = row.Controller ?? "",
            Created = row.Created,
            Deleting = row.Deleting,
        };

        string Cell(int index) => index < row.Cells.Length ? PodGlance.OfCell(row.Cells[index]) : "";
    }

    private IReadOnlyList<KubeEvent> WarningsOf(TableRow row)
    {
        lock (_lock)
        {
            if (!_byPod.TryGetValue((row.Namespace, row.Name), out var about))
            {
                return None;
            }

            // A pod of a StatefulSet has its predecessor's name: the events of that one are not its own.
            return [.. about.Where(e => e.Regarding.Uid.Length == 0 || row.Uid.Length == 0 || e.Regarding.Uid == row.Uid)];
        }
    }

    private bool Take(string key, KubeEvent? warning)
    {
        var changed = false;
        if (_events.Remove(key, out var former))
        {
            var pod = (former.Regarding.Namespace, former.Regarding.Name);
            if (_byPod.TryGetValue(pod, out var about) && about.Remove(former) && about.Count == 0)
            {
                _byPod.Remove(pod);
            }

            changed = true;
        }

        if (warning is not { IsWarning: true, Regarding.Kind: "Pod" })
        {
            return changed;
        }

        _events[key] = warning;
        var of = (warning.Regarding.Namespace, warning.Regarding.Name);
        if (!_byPod.TryGetValue(of, out var list))
        {
            _byPod[of] = list = [];
        }

        var at = list.FindIndex(e => e.Last < warning.Last);
        list.Insert(at < 0 ? list.Count : at, warning);
        return true;
    }
}
