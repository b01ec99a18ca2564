using KubeNetTui.Verify;

namespace KubeNetTui.App;

/// <summary>The one source of verdicts: for the namespaces browsed, or for all once those were browsed.</summary>
/// <param name="workspace">Whose timers it uses.</param>
/// <param name="changed">On the UI thread: a verdict changed, or the source did.</param>
/// <param name="isReading">The list in sight is still being read.</param>
internal sealed class VerdictScope(IWorkspace workspace, Action changed, Func<bool> isReading) : IDisposable
{
    // The rows come first: what the verdicts need is read after them, but not for ever after them.
    private const int MostPauses = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private Session? _session;
    private IReadOnlyList<string> _namespaces = [];
    private IDisposable? _pending;

    public IVerdictSource? Source { get; private set; }

    /// <param name="namespaces">None: all.</param>
    public void Watch(Session session, IReadOnlyList<string> namespaces)
    {
        if (_session == session && (Source is not null || _pending is not null) && Covers(namespaces))
        {
            return;
        }

        Stop();
        _session = session;
        _namespaces = [.. namespaces];
        StartLater(session, _namespaces, MostPauses);
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

    private bool Covers(IReadOnlyList<string> namespaces) =>
        _namespaces.Count == 0 || (namespaces.Count > 0 && namespaces.All(_namespaces.Contains));

    private void StartLater(Session session, IReadOnlyList<string> namespaces, int pauses) => _pending = workspace.Schedule(Pause, () =>
    {
        _pending = null;
        if (pauses > 0 && isReading())
        {
            StartLater(session, namespaces, pauses - 1);
            return;
        }

        Source = namespaces switch
        {
            [] => Start(null),
            [var one] => Start(one),
            _ => new VerdictsTogether(namespaces.ToDictionary(ns => ns, Start)),
        };
        changed();

        IVerdictSource Start(string? ns) => session.Feeds.Verdicts(ns, workspace.Time, () => workspace.Post(changed));
    });
}
