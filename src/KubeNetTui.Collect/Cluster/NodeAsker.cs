using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Collect;

/// <summary>
/// Asks one node, shell by shell, until everything is answered: what one shell can't see the next is asked for. Remembers which shells
/// work, which do not and why, and what each can't see.
/// </summary>
internal sealed class NodeAsker(
    string name, IReadOnlyList<INodeShellProvider> ladder, ApiClient client, PodDirectory pods, TimeProvider time, NodeShellOptions options)
    : IDisposable
{
    /// <summary>Shells in containers that see no more than the ones before are not tried without end.</summary>
    private const int MostShells = 4;

    private readonly SemaphoreSlim _oneScript = new(1, 1);
    /// <summary>For so long a shell that did not open is not tried again.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, (ShellAttempt Attempt, long At)> _broken = [];
    private readonly HashSet<(string Way, string Section)> _outside = [];

    /// <summary>The shell that answered last; null where none has.</summary>
    public string? Way { get; private set; }

    public void Dispose() => _oneScript.Dispose();

    /// <summary>A section for every want.</summary>
    public async Task AskAsync(IReadOnlyList<ScriptWant> wants, Func<Section, ValueTask> emit, CancellationToken cancellation)
    {
        await _oneScript.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var round = new Round([.. wants], emit, time.GetUtcNow(), time.GetTimestamp());
            var target = new NodeTarget(name, pods.Node(name));
            if (target.IsWindows)
            {
                await round.EndAsync(SectionStatus.NotAsked, _ => $"node {name} runs Windows: its sections are not read by this version", "a look by hand: kubectl debug node, Get-HnsEndpoint", time).ConfigureAwait(false);
                return;
            }

            foreach (var provider in ladder)
            {
                if (round.Open.Count > 0 && provider.Kind == NodeShellKind.Debug)
                {
                    // The pods' own containers come first: they are there already.
                    await AskContainersAsync(round, cancellation).ConfigureAwait(false);
                }

                await AskAsync(provider, target, round, cancellation).ConfigureAwait(false);
            }

            if (!ladder.Any(p => p.Kind == NodeShellKind.Debug))
            {
                await AskContainersAsync(round, cancellation).ConfigureAwait(false);
            }

            await GiveUpAsync(round).ConfigureAwait(false);
        }
        finally
        {
            _oneScript.Release();
        }
    }

    private async Task AskAsync(INodeShellProvider provider, NodeTarget target, Round round, CancellationToken cancellation)
    {
        if (round.Open.Count == 0)
        {
            return;
        }

        var shells = 0;
        await foreach (var attempt in provider.AttemptsAsync(target, cancellation).ConfigureAwait(false))
        {
            if (attempt.Shell is not { } shell)
            {
                round.Tried.Add(attempt);
                continue;
            }

            await using (shell.ConfigureAwait(false))
            {
                if (BrokenBefore(shell) is { } known)
                {
                    round.Tried.Add(known);
                }
                else
                {
                    await AskAsync(shell, shell.IsContainer ? ScriptRoot.Container : ScriptRoot.Node, round, round.Open, cancellation).ConfigureAwait(false);
                    shells++;
                }
            }

            if (round.Open.Count == 0 || shells >= MostShells)
            {
                return;
            }
        }
    }

    /// <summary>One script in one shell.</summary>
    private async Task AskAsync(
        INodeShell shell, ScriptRoot root, Round round, IEnumerable<ScriptWant> candidates, CancellationToken cancellation)
    {
        List<ScriptWant> wants = [.. candidates.Where(w => !_outside.Contains((shell.Way, ToolOf(w))))];
        if (wants.Count == 0)
        {
            return;
        }

        Tell(wants, shell);
        var since = time.GetTimestamp();
        var sections = new FrameSections(shell, time.GetUtcNow(), () => time.GetElapsedTime(since), options);
        var open = wants.ToDictionary(w => (w.Place.ToString(), w.Section));
        var script = NodeScript.For(wants, root, options);
        var outcome = await ScriptRun.RunAsync(shell, script, options, TakeAsync, cancellation).ConfigureAwait(false);
        if (outcome.HasBegun)
        {
            Way = root == ScriptRoot.Pod ? Way : shell.Way;
            await TellBrokenAsync().ConfigureAwait(false);
        }
        else
        {
            var attempt = new ShellAttempt(null, $"{shell.Way}: {outcome.Problem}", outcome.WouldNeed, outcome.IsDenied);
            _broken[shell.Way] = (attempt, time.GetTimestamp());
            round.Tried.Add(attempt);
            Refuse(shell, outcome);
        }

        async ValueTask TakeAsync(ScriptFrame frame)
        {
            if (!open.Remove((frame.Place, frame.Section), out var want))
            {
                return; // not asked for, or said twice
            }

            if (sections.IsOutside(frame))
            {
                _outside.Add((shell.Way, ToolOf(want)));
                round.Outside[want] = ($"{shell.Way}: {FrameSections.WhyOutside(frame)}", frame.Flag == "denied");
            }
            else
            {
                await round.AnswerAsync(want, sections.Make(want, frame)).ConfigureAwait(false);
            }
        }

        // What was under way when it broke off is not asked of another shell: it may be what hung.
        async ValueTask TellBrokenAsync()
        {
            var where = $"node {name} via {shell.Way}";
            foreach (var want in open.Values)
            {
                await round.AnswerAsync(want, new Section(
                    want.Need, SectionStatus.Failed, want.Need.Command, FrameSections.Where(want.Place, shell), time.GetUtcNow(), time.GetElapsedTime(since),
                    outcome.IsWhole ? $"{where}: the answer does not hold this" : $"{where}: {outcome.Problem} ({wants.Count - open.Count} of {wants.Count} sections had come)",
                    "the same again; the node may be overloaded")).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Each pod by a container of its own: no namespace need be entered, but only its image's tools are there.</summary>
    private async Task AskContainersAsync(Round round, CancellationToken cancellation)
    {
        foreach (var place in round.Open.Where(w => w.Place.Kind == PlaceKind.Pod).Select(w => w.Place).Distinct().ToList())
        {
            foreach (var container in pods.Find(place).Pod?.Containers ?? [])
            {
                List<ScriptWant> wants = [.. round.Open.Where(w => w.Place == place)];
                if (wants.Count == 0 || container.IsOrdinaryInit || container.Status?.State.Phase != ContainerPhase.Running)
                {
                    continue;
                }

                var shell = new ExecNodeShell(client, new ExecTarget(
                    NodeShellKind.Exec, name, place.Namespace, place.Name, container.Name, NodeWrapper.Plain) { IsOwn = true });
                if (BrokenBefore(shell) is { } known)
                {
                    round.Tried.Add(known);
                }
                else
                {
                    await AskAsync(shell, ScriptRoot.Pod, round, wants, cancellation).ConfigureAwait(false);
                }
            }
        }
    }

    private async Task GiveUpAsync(Round round)
    {
        var isDenied = Way is null && round.Tried.Any(t => t.IsDenied);
        var wouldNeed = string.Join("; or ", round.Tried.Select(t => t.WouldNeed).Where(w => w.Length > 0).Distinct());
        var tried = string.Join("; ", round.Tried.Select(t => t.Problem).Distinct());
        await round.EndAsync(isDenied ? SectionStatus.Denied : SectionStatus.Failed, Why, wouldNeed, time).ConfigureAwait(false);

        string Why(ScriptWant want) =>
            round.Outside.TryGetValue(want, out var outside)
                ? $"no shell on node {name} gives this: tried {outside.Why}{(tried.Length > 0 ? "; " + tried : "")}"
                : $"no shell on node {name}: {(tried.Length > 0 ? "tried " + tried : "none is configured")}";
    }

    private ShellAttempt? BrokenBefore(INodeShell shell) =>
        _broken.TryGetValue(shell.Way, out var known) && time.GetElapsedTime(known.At) < Memory ? known.Attempt : null;

    private void Tell(List<ScriptWant> wants, INodeShell shell)
    {
        foreach (var want in wants.Where(w => w.Probe is not null))
        {
            options.Footprint?.Probed(new ProbeSent(time.GetUtcNow(), want.Place.ToString(), want.Need.Command, shell.Way));
        }
    }

    private void Refuse(INodeShell shell, ScriptOutcome outcome)
    {
        if (outcome.IsDenied && shell is ExecNodeShell exec)
        {
            ladder.OfType<ExecShellProvider>().FirstOrDefault()?.Refused(exec.Namespace);
        }
    }

    /// <summary>A tool that is missing for one probe is missing for all of its kind.</summary>
    private static string ToolOf(ScriptWant want) =>
        want.Probe is { } probe ? $"{want.Place.Kind}.{probe.Method}.{probe.Host.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':')}" : $"{want.Place.Kind}.{want.Section}";

    /// <summary>What is still open in one round of questions.</summary>
    private sealed class Round(List<ScriptWant> open, Func<Section, ValueTask> emit, DateTimeOffset at, long since)
    {
        public List<ScriptWant> Open { get; } = open;

        public List<ShellAttempt> Tried { get; } = [];

        public Dictionary<ScriptWant, (string Why, bool IsDenied)> Outside { get; } = [];

        public ValueTask AnswerAsync(ScriptWant want, Section section)
        {
            Open.Remove(want);
            return emit(section);
        }

        public async Task EndAsync(SectionStatus status, Func<ScriptWant, string> why, string howToGet, TimeProvider time)
        {
            foreach (var want in Open)
            {
                await emit(new Section(
                    want.Need, status, want.Need.Command, want.Place.ToString(), at, time.GetElapsedTime(since), why(want),
                    howToGet.Length > 0 ? howToGet : null)).ConfigureAwait(false);
            }

            Open.Clear();
        }
    }
}
