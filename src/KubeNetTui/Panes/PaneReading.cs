using KubeNetTui.Evidence;

namespace KubeNetTui.Panes;

/// <summary>
/// Evidence for a pane, read in the background and read again when asked. Several screens may look at one reading (a chain of rules and
/// those that it jumps to); it ends with the last of them.
/// </summary>
/// <param name="source">Where the evidence comes from.</param>
/// <param name="needs">What to read, given what has been read; asked again until it names nothing new.</param>
internal sealed class PaneReading(IEvidenceSource source, TimeProvider time, Func<IEvidence, IEnumerable<Need>> needs)
    : IAsyncDisposable
{
    /// <summary>A pane finds its node, then asks it, and may ask once or twice for what that names.</summary>
    private const int MostRounds = 6;

    /// <summary>A few minutes of what was watched.</summary>
    private const int MostWatched = 40;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private CancellationTokenSource? _running;
    private Task _work = Task.CompletedTask;
    private int _users;

    /// <summary>From any thread: something was read, or the reading began or ended.</summary>
    public event Action? Changed;

    /// <summary>The last complete reading; null before the first.</summary>
    public IEvidence? Evidence { get; private set; }

    /// <summary>The complete reading before that; for what grows.</summary>
    public IEvidence? Before { get; private set; }

    /// <summary>What watching told, in this reading and those before it (<see cref="SectionCommand.Watches"/>), the oldest first.</summary>
    public IReadOnlyList<Section> Watched { get; private set; } = [];

    /// <summary>When <see cref="Evidence"/> was complete.</summary>
    public DateTimeOffset At { get; private set; }

    public bool IsReading { get; private set; }

    /// <summary>What is still being read.</summary>
    public IReadOnlyList<Need> Open { get; private set; } = [];

    public DateTimeOffset Started { get; private set; }

    /// <summary>Why the last reading broke off; null as a rule.</summary>
    public string? Problem { get; private set; }

    /// <summary>Takes part in it; the first one starts it.</summary>
    public void Join()
    {
        if (_users++ == 0)
        {
            Refresh();
        }
    }

    /// <summary>Leaves it, once for each that joined; the last one ends what is being read.</summary>
    public async ValueTask DisposeAsync()
    {
        if (--_users > 0)
        {
            return;
        }

        await _ending.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    /// <summary>Reads again.</summary>
    /// <param name="commandsOnly">Keep what the API server told: of a live view only the node changes every few seconds.</param>
    public void Refresh(bool commandsOnly = false)
    {
        if (_ending.IsCancellationRequested)
        {
            return;
        }

        var kept = commandsOnly ? Evidence as EvidenceStore : null;
        if (IsReading)
        {
            if (commandsOnly)
            {
                return;
            }

            _running?.Cancel();
        }

        var running = CancellationTokenSource.CreateLinkedTokenSource(_ending.Token);
        var former = _work;
        lock (_lock)
        {
            (_running, IsReading, Started, Open) = (running, true, time.GetUtcNow(), []);
        }

        _work = Task.Run(() => ReadAsync(former, kept, running));
        Changed?.Invoke();
    }

    private async Task ReadAsync(Task former, EvidenceStore? kept, CancellationTokenSource running)
    {
        await former.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        string? problem = null;
        var store = new EvidenceStore(time.GetUtcNow());
        try
        {
            foreach (var section in kept?.Sections.Where(s => s.Need is not (CommandNeed or ProbeNeed)) ?? [])
            {
                store.Add(section);
            }

            await ReadRoundsAsync(store, running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (running.IsCancellationRequested)
        {
            return; // begun anew, or the screen is closed
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problem = $"the reading broke off: {e.Message}";
        }
        finally
        {
            running.Dispose();
        }

        lock (_lock)
        {
            if (!ReferenceEquals(_running, running))
            {
                return;
            }

            (Before, Evidence, At, Problem) = (Evidence, store, time.GetUtcNow(), problem);
            (IsReading, Open, _running) = (false, [], null);
            List<Section> watched = [.. Watched, .. store.Sections.Where(s => s is { Status: SectionStatus.Read, Need: CommandNeed { Section: var name } } && SectionCommands.Find(name)?.Watches > TimeSpan.Zero)];
            Watched = watched.Count > MostWatched ? watched[^MostWatched..] : watched;
        }

        Changed?.Invoke();
    }

    private async Task ReadRoundsAsync(EvidenceStore store, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            List<Need> open = [.. needs(store).Distinct().Where(n => store.Find(n) is null)];
            if (open.Count == 0)
            {
                return;
            }

            Tell(open);
            await foreach (var section in source.CollectAsync([.. open], cancellation).ConfigureAwait(false))
            {
                store.Add(section);
                open.Remove(section.Need);
                Tell(open);
            }

            // A source that forgets a need must not be asked for ever.
            foreach (var need in open)
            {
                store.Add(new Section(need, SectionStatus.Failed, need.Command, "", time.GetUtcNow(), TimeSpan.Zero, "no answer came"));
            }
        }
    }

    private void Tell(List<Need> open)
    {
        Open = [.. open];
        Changed?.Invoke();
    }
}
