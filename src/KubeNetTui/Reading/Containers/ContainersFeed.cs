using System.Runtime.CompilerServices;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Reading;

/// <summary>The containers of one pod, a row each, init and debug containers too; live as the pod is.</summary>
internal sealed class ContainersFeed(IListFeed<Pod> pods) : ITableFeed
{
    /// <summary>The cell that is the container's name.</summary>
    public const int NameCell = 0;

    /// <summary>The cell that is its state.</summary>
    public const int StateCell = 3;

    private static readonly IReadOnlyList<TableColumn> Plain = ColumnsOf(withUse: false);
    private static readonly IReadOnlyList<TableColumn> WithUse = ColumnsOf(withUse: true);

    // Rows of a pod that did not change are the same rows.
    private ConditionalWeakTable<Pod, TableRow[]> _rows = [];
    private ContainerUse _use = ContainerUse.Unknown;
    private long _uses;

    public LiveStatus Status => pods.Status;

    public IReadOnlyList<TableColumn> Columns => _use.IsKnown ? WithUse : Plain;

    public int Count => pods.Snapshot().Sum(static p => p.Containers.Count + p.EphemeralContainers.Count);

    public long Generation => pods.Generation + _uses;

    public event Action? Changed
    {
        add => pods.Changed += value;
        remove => pods.Changed -= value;
    }

    /// <summary>The pod is not there (any more), or was not read yet.</summary>
    public bool HasPod => pods.Snapshot().Count > 0;

    /// <summary>On the UI thread: what the containers use now.</summary>
    public void Take(ContainerUse use)
    {
        (_use, _rows) = (use, []);
        _uses++;
    }

    public void CopyTo(List<TableRow> into)
    {
        foreach (var pod in pods.Snapshot())
        {
            into.AddRange(_rows.GetValue(pod, RowsOf));
        }
    }

    public void Refresh() => pods.Refresh();

    public ValueTask DisposeAsync() => pods.DisposeAsync();

    private static TableColumn[] ColumnsOf(bool withUse) =>
    [
        new("Name", "string", "name", "", 0), Text("Kind"), Text("Ready"), Text("State"), Text("Last end"), Text("Restarts"), Text("Probes (L:R:S)"), Text("Ports"),
        .. withUse ? (TableColumn[])[Text("CPU"), Text("MEM")] : [],
        Text("CPU R:L", wide: true), Text("MEM R:L", wide: true), Text("Age"), Text("Image"),
    ];

    private static TableColumn Text(string name, bool wide = false) => new(name, "string", "", "", wide ? 1 : 0);

    private TableRow[] RowsOf(Pod pod)
    {
        var inits = pod.Containers.Where(static c => c.IsOrdinaryInit).ToList();
        return [.. pod.Containers.Concat(pod.EphemeralContainers).Select(c => RowOf(pod, c, inits.IndexOf(c) + 1))];
    }

    private TableRow RowOf(Pod pod, Container c, int initNumber)
    {
        var status = c.Status;
        return new TableRow
        {
            Uid = $"{pod.Meta.Uid}/{c.Name}",
            Namespace = pod.Namespace,
            Name = c.Name,
            ResourceVersion = "",
            Created = status?.State.StartedAt,
            Deleting = pod.Meta.Deleting,
            Labels = [],
            Controller = null,
            Cells =
            [
                c.Name, ContainerWords.Kind(c, initNumber), status is null ? "false" : status.Ready ? "true" : "false", ContainerWords.State(c), ContainerWords.LastEnd(c),
                $"{status?.RestartCount ?? 0}", ContainerWords.Probes(c), ContainerWords.Ports(c),
                .. _use.IsKnown ? (string[])[_use.Cpu(c.Name), _use.Memory(c.Name)] : [],
                ContainerWords.RequestAndLimit(c, "cpu"), ContainerWords.RequestAndLimit(c, "memory"), "", c.Image,
            ],
        };
    }
}
