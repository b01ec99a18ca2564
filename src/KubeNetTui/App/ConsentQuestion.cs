using KubeNetTui.Collect;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.App;

/// <summary>
/// Asks whether a debug pod may be made, with the manifest in sight. Nothing is made without a yes: Esc, and whoever stops waiting, is a no.
/// </summary>
internal sealed class ConsentQuestion : IOverlay
{
    private const int Widest = 100;
    private readonly IWorkspace _workspace;
    private readonly DebugPodRequest _request;
    private readonly TextView _manifest = new() { Wrap = false };
    private readonly TaskCompletionSource<bool> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isYes;

    private ConsentQuestion(IWorkspace workspace, DebugPodRequest request)
    {
        (_workspace, _request) = (workspace, request);
        List<Binding> answers =
        [
            Answers("consent.yes", ["y", "Y"], "yes", "Yes: make the debug pod.", () => Answer(true)),
            Answers("consent.no", ["n", "N", "esc", "q"], "no", "No: nothing is made.", () => Answer(false)),
            Answers("consent.answer", ["enter"], "choose", "Give the answer that is marked; at first that is no.", () => Answer(_isYes)),
            Answers("consent.other", ["left", "right", "tab", "shift-tab", "h", "l"], "", "Mark the other answer.", () => _isYes = !_isYes),
        ];
        Bindings = [.. answers, .. TextMoves.Of(_manifest, workspace.Invalidate, answers)];
        _manifest.Show([.. request.Manifest.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(l => new TextLine(l, Tone.Dim))]);
    }

    public IReadOnlyList<Binding> Bindings { get; }

    /// <summary>From any thread.</summary>
    public static async ValueTask<bool> AskAsync(IWorkspace workspace, DebugPodRequest request, CancellationToken cancellation)
    {
        var question = new ConsentQuestion(workspace, request);
        workspace.Post(() =>
        {
            if (!cancellation.IsCancellationRequested)
            {
                workspace.Show(question);
            }
        });
        using var watch = cancellation.Register(() => question._answer.TrySetCanceled(cancellation));
        try
        {
            return await question._answer.Task.ConfigureAwait(false);
        }
        finally
        {
            workspace.Post(() => workspace.Close(question));
        }
    }

    public void Render(Rect area, Buffer buffer, out (int X, int Y)? cursor)
    {
        cursor = null;
        var theme = _workspace.Theme;
        var width = Math.Min(Widest, area.Width - 2);
        if (width < 12 || area.Height < 4)
        {
            return; // nothing that could be read: esc still says no, and a larger window asks
        }

        List<string> words =
        [
            .. Page.Wrap($"{Nodes()} can only be asked through a pod made for it: {_request.Why}.", width - 4),
            .. Page.Wrap("It is removed after use; :footprint lists what is there. Nothing else is changed.", width - 4),
        ];
        var height = Math.Min(area.Height, words.Count + _manifest.Lines.Count + 6);
        var box = area.Center(width, height);
        buffer.Fill(box, new Style(Color.Default, Color.Default).Merge(theme.Text));
        var inner = new Block { Title = ["make a debug pod?"], TitleStyle = theme.Title, Border = theme.BorderFocused, Style = theme.Text }
            .Render(box, buffer).Inset(1, 0);
        var y = 0;
        foreach (var line in words.Take(Math.Max(0, inner.Height - 2)))
        {
            buffer.Write(inner.X, inner.Y + y++, line, theme.Text, inner.Width);
        }

        var rest = inner.Height - y - 3;
        if (rest > 0)
        {
            _manifest.Render(inner.Rows(y + 1, rest), buffer, theme);
        }

        RenderButtons(inner.Row(inner.Height - 1), buffer, theme);
    }

    public void HandleKey(KeyEvent key) => _workspace.Invalidate();

    public void HandlePaste(string text)
    {
    }

    public void HandleMouse(MouseEvent mouse, Rect area) => _manifest.HandleMouse(mouse, area);

    private string Nodes() => _request.Nodes switch
    {
        [var one] => one,
        { Count: <= 4 } few => string.Join(", ", few),
        var many => $"{string.Join(", ", many.Take(3))} and {many.Count - 3} more nodes",
    };

    private Binding Answers(string id, IReadOnlyList<string> keys, string label, string help, Action run) => new(id, keys, label, help, () =>
    {
        run();
        _workspace.Invalidate();
    })
    {
        Group = "Dialog",
    };

    private void Answer(bool yes)
    {
        _workspace.Close(this);
        _answer.TrySetResult(yes);
    }

    private void RenderButtons(Rect row, Buffer buffer, Theme theme)
    {
        // The brackets say which one is selected where there are no colours.
        var x = row.X + Math.Max(0, (row.Width - 34) / 2);
        x += buffer.Write(x, row.Y, _isYes ? "[ yes, make it (y) ]" : "  yes, make it (y)  ", _isYes ? theme.Selected : theme.Text, row.Right - x) + 2;
        buffer.Write(x, row.Y, _isYes ? "  no (esc)  " : "[ no (esc) ]", _isYes ? theme.Text : theme.Selected, row.Right - x);
    }
}
