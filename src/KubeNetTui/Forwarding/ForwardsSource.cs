using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Forwarding;

/// <summary>The forwarded ports, live.</summary>
internal sealed class ForwardsSource : ListSource
{
    private readonly IWorkspace _workspace;

    public ForwardsSource(IWorkspace workspace)
        : base(new ForwardsFeed(workspace)) => _workspace = workspace;

    public override string Title => "port-forwards";

    public override string Noun => "port-forwards";

    public override string OpenLabel => "copy address";

    public override IReadOnlyList<Binding> Bindings =>
    [
        new("forward.stop", ["ctrl-d", "x"], "stop", "Ends the forward, and its connections; of all that are marked where some are.", Stop)
        {
            Group = "Object", HintPriority = 90, WhyDisabled = () => Model is { Targets.Count: > 0 } ? null : Model?.WhyNoTarget,
        },
    ];

    public override Page Empty => new("No port is forwarded", ["F on a pod, service or workload forwards one."], [("esc", "back")]);

    public override Selection? SelectionOf(TableRow row) => null;

    public override void Open(TableRow row)
    {
        if (Find(row) is { } forward)
        {
            _workspace.Copy(forward.Request.Local.ToString(), $"the address {forward.Request.Local}");
        }
    }

    private PortForward? Find(TableRow row) => _workspace.Session.Forwards.All.FirstOrDefault(f => f.Request.Local.ToString() == row.Name);

    private void Stop()
    {
        List<PortForward> all = [.. (Model?.Targets ?? []).Select(Find).OfType<PortForward>()];
        foreach (var forward in all)
        {
            _workspace.Own(_workspace.Session.Forwards.StopAsync(forward));
        }

        _workspace.Say(all is [var one] ? $"{one.Request.Local} is forwarded no more" : $"{all.Count} are forwarded no more");
    }
}

/// <summary>Rows made from the session's forwards each time they are asked for.</summary>
internal sealed class ForwardsFeed : ITableFeed
{
    private readonly IWorkspace _workspace;
    private readonly PortForwards _forwards;
    private long _generation;

    public ForwardsFeed(IWorkspace workspace)
    {
        (_workspace, _forwards) = (workspace, workspace.Session.Forwards);
        Status = new LiveStatus(LiveState.Live, workspace.Time.GetUtcNow(), null);
        _forwards.Changed += OnChanged;
    }

    public event Action? Changed;

    public LiveStatus Status { get; }

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("Local", "string", "name", "", 0), Text("Target"), Text("Port"), Text("Pod"), Text("Connections"), Text("Bytes"), Text("Since"), Text("Problem"),
    ];

    public int Count => _forwards.All.Count;

    public long Generation => Interlocked.Read(ref _generation);

    public void CopyTo(List<TableRow> into)
    {
        foreach (var forward in _forwards.All)
        {
            var (target, local) = (forward.Request.Target, forward.Request.Local.ToString());
            var (open, total) = forward.Connections;
            into.Add(new TableRow
            {
                Uid = local, Namespace = "", Name = local, ResourceVersion = "", Created = forward.Since, Deleting = null, Labels = [], Controller = null,
                Cells =
                [
                    local, $"{target.Resource.Singular} {target.Namespace}/{target.Name}", forward.Request.Port.ToString(CultureInfo.InvariantCulture), forward.Pod,
                    $"{open} open, {total} in all", forward.Bytes.ToString("N0", CultureInfo.InvariantCulture),
                    forward.Since.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture), forward.Problem,
                ],
            });
        }
    }

    public void Refresh() => OnChanged();

    public ValueTask DisposeAsync()
    {
        _forwards.Changed -= OnChanged;
        return ValueTask.CompletedTask;
    }

    private static TableColumn Text(string name) => new(name, "string", "", "", 0);

    // Numbers are counted on the connections' threads; rows are made on the screen's.
    private void OnChanged()
    {
        Interlocked.Increment(ref _generation);
        Changed?.Invoke();
        _workspace.Invalidate();
    }
}
