namespace KubeNetTui.App;

/// <summary>The one source of verdicts: for the namespace browsed, or for all once those were browsed.</summary>
internal sealed class VerdictScope(IWorkspace workspace, Action changed) : IDisposable
{
    // The first rows come first: what the verdicts need is read a moment later.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private Session? _session;
    private string? _namespace;
    private IDisposable? _pending;

    public IVerdictSource? Source { get; private set; }

    public void Watch(Session session, string? ns)
    {
        if (_session == session && (Source is not null || _pending is not null) && (_namespace == ns || _namespace is null))
        {
            return;
        }

        Stop();
        _session = session;
        _namespace = ns;
        _pending = workspace.Schedule(Pause, () =>
        {
            _pending = null;
            Source = session.Feeds.Verdicts(ns, workspace.Time, () => workspace.Post(changed));
            changed();
        });
    }

    public void Stop()
    {
        _pending?.Dispose();
        _pending = null;
        if (Source is { } source)
        {
            Source = null;
            workspace.Own(source.DisposeAsync());
        }
    }

    public void Dispose() => Stop();
}
