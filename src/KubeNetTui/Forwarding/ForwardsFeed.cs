using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Forwarding;

/// <summary>Rows made from the session's forwards each time they are asked for.</summary>
internal sealed class ForwardsFeed : ITableFeed
{
    private readonly IWorkspace _workspace;
    private readonly Selection? _about;
    private readonly PortForwards _forwards;
    private long _generation;

    public ForwardsFeed(IWorkspace workspace, Selection? about)
    {
        (_workspace, _about, _forwards) = (workspace, about, workspace.Session.Forwards);
        Status = new LiveStatus(LiveState.Live, workspace.Time.GetUtcNow(), null);
        _forwards.Changed += OnChanged;
    }

    public event Action? Changed;

    public LiveStatus Status { get; }

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("Local", "string", "name", "", 0), Text("Target"), Text("Port"), Text("Pod"), Text("Connections"), Text("Bytes"), Text("Since"), Text("Kept"), Text("Problem"),
    ];

    public int Count => _forwards.All.Count(IsAbout) + _forwards.Waiting.Count(IsAbout);

    public long Generation => Interlocked.Read(ref _generation);

    public static string UidOf(PortForward forward) => $"runs {forward.Request.Local}";

    public static string UidOf(KeptForward kept) => $"waits {kept.Resource} {kept.Namespace} {kept.Name} {kept.Local} {kept.Port}";

    public void CopyTo(List<TableRow> into)
    {
        foreach (var forward in _forwards.All.Where(IsAbout))
        {
            var (target, local) = (forward.Request.Target, forward.Request.Local.ToString());
            var (open, total) = forward.Connections;
            into.Add(Row(
                UidOf(forward), local, forward.Since, local, $"{target.Resource.Singular} {target.Namespace}/{target.Name}",
                forward.Request.Port.ToString(CultureInfo.InvariantCulture), forward.Pod, $"{open} open, {total} in all",
                forward.Bytes.ToString("N0", CultureInfo.InvariantCulture), forward.Since.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture),
                _forwards.IsKept(forward) ? "●" : "", forward.Problem));
        }

        foreach (var kept in _forwards.Waiting.Where(IsAbout))
        {
            into.Add(Row(
                UidOf(kept), kept.Local, null, kept.Local, $"{kept.Resource} {kept.Namespace}/{kept.Name}", kept.Port.ToString(CultureInfo.InvariantCulture), "", "", "", "", "●",
                "not started"));
        }
    }

    public void Refresh() => OnChanged();

    public ValueTask DisposeAsync()
    {
        _forwards.Changed -= OnChanged;
        return ValueTask.CompletedTask;
    }

    private static TableColumn Text(string name) => new(name, "string", "", "", 0);

    private static TableRow Row(string uid, string name, DateTimeOffset? created, params string[] cells) => new()
    {
        Uid = uid, Namespace = "", Name = name, ResourceVersion = "", Created = created, Deleting = null, Labels = [], Controller = null, Cells = cells,
    };

    private bool IsAbout(PortForward forward) => _about is not { } about
        || (forward.Request.Target.Namespace == about.Namespace
            && ((forward.Request.Target.Name == about.Name && forward.Request.Target.Resource.IsSameKind(about.Resource))
                || (about.Resource.IsSameKind(WellKnownKinds.Pods) && forward.Pod == about.Name)));

    private bool IsAbout(KeptForward kept) => _about is not { } about || (kept.Namespace == about.Namespace && kept.Name == about.Name && kept.Resource == about.Resource.FullName);

    // Numbers are counted on the connections' threads; rows are made on the screen's.
    private void OnChanged()
    {
        Interlocked.Increment(ref _generation);
        Changed?.Invoke();
        _workspace.Invalidate();
    }
}
