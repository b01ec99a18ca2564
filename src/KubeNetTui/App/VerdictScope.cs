namespace KubeNetTui.App;

/// <summary>The one source of verdicts: for the namespace browsed, or for all once those were browsed.</summary>
/// <param name="workspace">Whose timers it uses.</param>
/// <param name="changed">On the UI thread: a verdict changed, or the source did.</param>
/// <param name="isReading">The list in sight is still being read.</param>
internal sealed class VerdictScope(IWorkspace workspace, Action changed, Func<bool> isReading) : IDisposable
{
    // The rows come first: what the verdicts need is read after them, but not for ever after them.
    private const int MostPauses = 60;
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
        StartLater(session, ns, MostPauses);
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

    private void StartLater(Session session, string? ns, int pauses) => _pending = workspace.Schedule(Pause, () =>
    {
        _pending = null;
        if (pauses > 0 && isReading())
        {
            StartLater(session, ns, pauses - 1);
            return;
        }

        Source = session.Feeds.Verdicts(ns, workspace.Time, () => workspace.Post(changed));
        changed();
    });
}
