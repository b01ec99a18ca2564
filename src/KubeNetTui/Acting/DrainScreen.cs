using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

namespace KubeNetTui.Acting;

/// <summary>A drain under way: each pod with what has become of it. Leaving the screen stops it; what is evicted stays evicted.</summary>
internal sealed class DrainScreen : IScreen
{
    /// <summary>Evictions that a budget forbids are tried again after this, as kubectl does.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const int Page = 20;

    private readonly IWorkspace _workspace;
    private readonly IReadOnlyList<Selection> _nodes;
    private readonly IReadOnlyList<DrainPod> _pods;
    private readonly string[] _states;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private int _first;
    private int _gone;
    private bool _ended;

    public DrainScreen(IWorkspace workspace, IReadOnlyList<Selection> nodes, IReadOnlyList<DrainPod> pods)
    {
        (_workspace, _nodes, _pods) = (workspace, nodes, pods);
        _states = [.. pods.Select(_ => "waiting")];
        Bindings =
        [
            new("drain.stop", ["x"], "stop", "Stop evicting; the node stays cordoned.", _stop.Cancel)
            {
                Group = "Change", HintPriority = 90, WhyDisabled = () => _ended ? "it has ended" : null,
            },
            Move("drain.down", ["down", "j"], "Next pod.", 1),
            Move("drain.up", ["up", "k"], "Pod before.", -1),
            Move("drain.pageDown", ["pgdn", "ctrl-f"], "A page down.", Page),
            Move("drain.pageUp", ["pgup", "ctrl-b"], "A page up.", -Page),
        ];
        _work = RunAsync(_stop.Token);
    }

    public string Title => _nodes is [var one] ? $"drain({one.Name})" : $"drain({_nodes.Count} nodes)";

    public IReadOnlyList<Binding> Bindings { get; }

    public Selection? Selected => _nodes is [var one] ? one : null;

    public ScreenStatus Status => new($"{_gone} of {_pods.Count} gone{(_ended ? _gone == _pods.Count ? " · drained" : " · stopped" : "")}", _ended && _gone == _pods.Count ? StatusTone.Good : StatusTone.Quiet);

    public void Enter()
    {
    }

    public void Leave()
    {
    }

    public void Render(Rect area, Buffer buffer)
    {
        var theme = _workspace.Theme;
        var inside = Panel.Draw(buffer, area, theme, Title, Status.Text);
        var gauge = inside.Row(0);
        new Gauge { Value = _pods.Count == 0 ? 1 : (double)_gone / _pods.Count, Bar = theme.Pass, Rest = theme.Dim, Label = $"{_gone} of {_pods.Count}", LabelStyle = theme.Text }.Render(gauge, buffer);
        _first = Math.Clamp(_first, 0, Math.Max(0, _pods.Count - (inside.Height - 1)));
        for (var i = 0; i + 1 < inside.Height && _first + i < _pods.Count; i++)
        {
            var (pod, state) = (_pods[_first + i], _states[_first + i]);
            var row = inside.Row(i + 1);
            var name = $"{pod.Namespace}/{pod.Name}";
            buffer.Write(row.X, row.Y, name, theme.Text, row.Width);
            buffer.Write(row.X + Math.Min(row.Width / 2, 60), row.Y, SafeText.Clean(state), state == "gone" ? theme.Pass : state.StartsWith("refused", StringComparison.Ordinal) ? theme.Fail : theme.Dim, row.Width - Math.Min(row.Width / 2, 60));
        }
    }

    public bool HandleKey(KeyEvent key) => false;

    public bool HandleMouse(MouseEvent mouse, Rect area) => false;

    public bool HandlePaste(string text) => false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private Binding Move(string id, IReadOnlyList<string> keys, string help, int rows) =>
        new(id, keys, "", help, () =>
        {
            _first = Math.Max(0, _first + rows);
            _workspace.Invalidate();
        })
        {
            Group = "Move",
        };

    private async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Parallel.ForAsync(0, _pods.Count, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation }, async (i, token) =>
                await EvictAsync(i, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped by the person; each pod's state says how far it was.
        }

        _workspace.Post(() => _ended = true);
    }

    private async Task EvictAsync(int index, CancellationToken cancellation)
    {
        var pod = _pods[index];
        var request = Drain.Eviction(pod);
        while (true)
        {
            try
            {
                Tell(index, "evicting");
                await _workspace.Session.Client.SendAsync(request.Method, request.Path, request.Bytes, request.ContentType, cancellation).ConfigureAwait(false);
                break;
            }
            catch (ApiException e) when (e.Failure.HttpStatus == 404)
            {
                break;
            }
            catch (ApiException e) when (e.Failure.HttpStatus == 429)
            {
                Tell(index, $"waits for its budget: {e.Failure.Message}");
                await Task.Delay(Pause, _workspace.Time, cancellation).ConfigureAwait(false);
            }
            catch (ApiException e)
            {
                Tell(index, $"refused: {ActionRun.Words(request, e.Failure)}");
                return;
            }
        }

        Tell(index, "ending");
        await WaitUntilGoneAsync(pod, cancellation).ConfigureAwait(false);
        Tell(index, "gone");
        _workspace.Post(() => _gone++);
    }

    private async Task WaitUntilGoneAsync(DrainPod pod, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var json = await _workspace.Session.Feeds.GetAsync(WellKnownKinds.Pods.Path(pod.Namespace, pod.Name), cancellation).ConfigureAwait(false);
                if (pod.Uid.Length > 0 && json.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(pod.Uid)) < 0)
                {
                    return; // another pod of that name: a StatefulSet's next one
                }
            }
            catch (ApiException e) when (e.Failure.HttpStatus == 404)
            {
                return;
            }
            catch (ApiException)
            {
                // The server is away for a moment; the pod is asked for again.
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _workspace.Time, cancellation).ConfigureAwait(false);
        }
    }

    private void Tell(int index, string state) => _workspace.Post(() => _states[index] = state);
}
