using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Transfer;

/// <summary>A transfer under way: what, how far, how fast; then how it ended. Leaving the screen stops it.</summary>
internal sealed class TransferScreen : IScreen
{
    private const int PageRows = 10;

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private readonly IWorkspace _workspace;
    private readonly TransferTask _task;
    private readonly TransferProgress _progress = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private readonly long _since;
    private TimeSpan? _took;
    private IReadOnlyList<string> _leftOut = [];
    private string _ended = "";
    private StatusTone _tone = StatusTone.Quiet;
    private int _first;

    /// <param name="files">Of an upload: what is sent.</param>
    public TransferScreen(IWorkspace workspace, TransferTask task, LocalFiles? files)
    {
        (_workspace, _task, _since) = (workspace, task, workspace.Time.GetTimestamp());
        Bindings =
        [
            new("transfer.stop", ["x"], "stop", "Stops copying; a file that is not whole is not kept.", _stop.Cancel)
            {
                Group = "Transfer", HintPriority = 90, WhyDisabled = () => _took is null ? null : "it has ended",
            },
            Move("transfer.down", ["down", "j"], "Next line.", 1),
            Move("transfer.up", ["up", "k"], "Line before.", -1),
            Move("transfer.pageDown", ["pgdn", "ctrl-f"], "A page down.", PageRows),
            Move("transfer.pageUp", ["pgup", "ctrl-b"], "A page up.", -PageRows),
        ];
        _work = Task.Run(() => RunAsync(workspace.Session.Client, files, _stop.Token));
    }

    public string Title => _task.Title;

    public IReadOnlyList<Binding> Bindings { get; }

    public Selection? Selected => _task.Pod;

    public ScreenStatus Status => new(_ended.Length > 0 ? _ended : $"{Sizes.Of(_progress.Bytes)}", _tone);

    public TimeSpan? RedrawAfter => _took is null ? Glance : null;

    public void Enter()
    {
    }

    public void Leave()
    {
    }

    public void Render(Rect area, Buffer buffer)
    {
        var theme = _workspace.Theme;
        var inside = Panel.Draw(buffer, area, theme, Title, "").Inset(1, 0);
        List<(string Text, Style Style)> lines =
        [
            (_task.IsUpload ? $"from  {_task.Local}" : $"from  {_task.Pod.Namespace}/{_task.Pod.Name}:{_task.Remote}", theme.Text),
            (_task.IsUpload ? $"to    {_task.Pod.Namespace}/{_task.Pod.Name}:{_task.Remote}" : $"to    {_task.Local}", theme.Text),
            ($"$ {_task.Kubectl}", theme.Dim),
            ("", theme.Text),
        ];
        var took = _took ?? _workspace.Time.GetElapsedTime(_since);
        var (bytes, total) = (_progress.Bytes, _progress.Total);
        var rate = took.TotalSeconds > 1 ? $"  {Sizes.Of((long)(bytes / took.TotalSeconds))}/s" : "";
        var y = inside.Y;
        foreach (var (text, style) in lines)
        {
            if (y < inside.Bottom)
            {
                buffer.WriteFit(inside.X, y++, SafeText.Clean(text), style, inside.Width);
            }
        }

        if (y < inside.Bottom)
        {
            var label = $"{Sizes.Of(bytes)}{(total > 0 ? " of " + Sizes.Of(total) : "")}  {Sizes.Files(_progress.Files)}{rate}";
            if (total > 0)
            {
                new Gauge { Value = Math.Min(1, (double)bytes / total), Bar = theme.Pass, Rest = theme.Dim, Label = label, LabelStyle = theme.Text }.Render(inside.Row(y++ - inside.Y), buffer);
            }
            else
            {
                buffer.WriteFit(inside.X, y++, label, theme.Text, inside.Width);
            }
        }

        List<(string Text, Style Style)> rest = _took is null
            ? [(_progress.Current, theme.Dim), ("", theme.Text), ("x stops it", theme.Dim)]
            : [.. Page.Wrap(_ended, Math.Max(10, inside.Width)).Select(l => (l, StyleOf(theme))), ("", theme.Text), .. _leftOut.Select(l => ("- " + l, theme.Warn)), ("esc goes back", theme.Dim)];
        var room = Math.Max(0, inside.Bottom - y - 1);
        _first = Math.Clamp(_first, 0, Math.Max(0, rest.Count - room));
        foreach (var (text, style) in rest.Skip(_first).Take(room))
        {
            buffer.WriteFit(inside.X, ++y, SafeText.Clean(text), style, inside.Width);
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

    private Binding Move(string id, IReadOnlyList<string> keys, string help, int lines) =>
        new(id, keys, "", help, () =>
        {
            _first = Math.Max(0, _first + lines);
            _workspace.Invalidate();
        })
        {
            Group = "Move",
        };

    private async Task RunAsync(ApiClient client, LocalFiles? files, CancellationToken cancellation)
    {
        var (words, tone) = ("", StatusTone.Good);
        IReadOnlyList<string> leftOut = [];
        try
        {
            RemoteCommand remote = new(client, _task.Pod, _task.Container);
            leftOut = files is not null
                ? await Upload.RunAsync(remote, _task, files, _progress, cancellation).ConfigureAwait(false)
                : await Download.RunAsync(remote, _task, AskAsync, _progress, cancellation).ConfigureAwait(false);
            words = $"copied {Sizes.Files(_progress.Files)}, {Sizes.Of(_progress.Bytes)}";
            if (leftOut.Count > 0)
            {
                (words, tone) = ($"{words}; left out: {leftOut.Count}", StatusTone.Warning);
            }
        }
        catch (OperationCanceledException)
        {
            (words, tone) = ($"stopped after {Sizes.Files(_progress.Files)}; what is whole stays", StatusTone.Warning);
        }
        catch (ApiException e)
        {
            (words, tone) = (e.Failure.HttpStatus == 404 ? "not copied: the pod is gone meanwhile" : $"not copied: {e.Failure.Message} {e.Failure.Advice}".TrimEnd(), StatusTone.Bad);
        }
        catch (Exception e) when (e is TransferException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            (words, tone) = ($"not copied: {e.Message}", StatusTone.Bad);
        }

        _workspace.Post(() =>
        {
            (_ended, _tone, _leftOut) = (SafeText.Clean(words), tone, leftOut);
            _took = _workspace.Time.GetElapsedTime(_since);
            _workspace.Say(SafeText.Clean($"{_task.Title}: {words}"), tone);
        });
    }

    private async Task<OnConflict> AskAsync(string path, CancellationToken cancellation)
    {
        TaskCompletionSource<OnConflict> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _workspace.Post(() => _workspace.Show(new ChoiceOverlay(
            _workspace, SafeText.Clean($"{path} is there already"),
            [
                new("1", "keep it", () => answer.TrySetResult(OnConflict.Skip)),
                new("2", "keep all that are there", () => answer.TrySetResult(OnConflict.SkipAll)),
                new("3", "write over it", () => answer.TrySetResult(OnConflict.Overwrite)),
                new("4", "write over all that are there", () => answer.TrySetResult(OnConflict.OverwriteAll)),
            ],
            left: () => answer.TrySetResult(OnConflict.Skip))));
        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    private Style StyleOf(Theme theme) => _tone switch
    {
        StatusTone.Bad => theme.Fail,
        StatusTone.Warning => theme.Warn,
        _ => theme.Pass,
    };
}

/// <summary>Bytes and files as a person reads them.</summary>
internal static class Sizes
{
    public static string Files(int count) => count == 1 ? "1 file" : $"{count} files";

    public static string Of(long bytes) => bytes switch
    {
        < 10_000 => $"{bytes} B",
        < 10_000_000 => $"{bytes / 1024.0:0.#} KiB",
        < 10_000_000_000 => $"{bytes / 1048576.0:0.#} MiB",
        _ => $"{bytes / 1073741824.0:0.#} GiB",
    };
}
