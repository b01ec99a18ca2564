using System.Text;
using KubeNetTui.App;
using KubeNetTui.Reading;
using KubeNetTui.Screens;
using KubeNetTui.Terminal;

namespace KubeNetTui.Trees;

/// <summary>A live tree of objects: what stands on what, each with its verdict, and the verify pane beside it.</summary>
internal sealed class TreeScreen : IScreen
{
    private static readonly TimeSpan DoubleClick = TimeSpan.FromMilliseconds(400);
    private readonly IWorkspace _workspace;
    private readonly TreeSource _source;
    private readonly TreeModel _model = new();
    private readonly TreePainter _painter;
    private readonly TreeKeys _keys;
    private readonly Throttle _build;
    private ISidePane? _pane;
    private bool _paneFocused;
    private Selection? _followed;
    private bool _isTop;
    private int _posted;
    private Rect _treeArea;
    private Rect _paneArea;
    private (long At, int Line) _lastClick;

    public TreeScreen(IWorkspace workspace, TreeSource source)
    {
        (_workspace, _source) = (workspace, source);
        _painter = new TreePainter(_model);
        _keys = new TreeKeys(this, workspace, _model, _painter);
        _build = new Throttle(workspace, Build);
        source.Feeds.Changed += OnChanged;
        workspace.VerdictsChanged += OnVerdictsChanged;
        Build();
    }

    public TreeModel Model => _model;

    public TreeSource Source => _source;

    public string Title => _source.Title;

    public IReadOnlyList<Binding> Bindings => _keys.Of(PaneFocused ? _pane : null);

    public Selection? Selected => _model.Selected is { IsMissing: false } item ? item.Object : null;

    public ScreenStatus Status => _source.Feeds.StatusOf(_source.Count, _workspace.Time);

    public bool HasPane => _pane is not null;

    public bool PaneFocused => _pane is not null && _paneFocused;

    /// <summary>While a pane is open it counts the time of its runs itself.</summary>
    public TimeSpan? RedrawAfter => _isTop && _pane is not null ? TimeSpan.FromSeconds(1) : null;

    public void Enter()
    {
        _isTop = true;
        Build();
    }

    public void Leave() => _isTop = false;

    public void Render(Rect area, Buffer buffer)
    {
        (_treeArea, _paneArea) = PaneSplit.Arrange(area, _pane is not null, _paneFocused);
        var theme = _workspace.Theme;
        if (!_treeArea.IsEmpty)
        {
            var inner = Panel.Draw(buffer, _treeArea, theme, _source.Title, Detail(), !PaneFocused);
            _treeArea = RenderBody(inner, buffer, theme);
        }

        if (_pane is not null && !_paneArea.IsEmpty)
        {
            _paneArea = Panel.Draw(buffer, _paneArea, theme, _pane.Title, "", _paneFocused);
            _pane.Render(_paneArea, buffer, _paneFocused);
        }
    }

    public bool HandleKey(KeyEvent key)
    {
        if (PaneFocused && !key.Is(Key.Esc))
        {
            return _pane!.HandleKey(key);
        }

        if (!key.Is(Key.Esc))
        {
            return false;
        }

        if (PaneFocused)
        {
            _paneFocused = false;
        }
        else if (!_model.Filter.IsEmpty)
        {
            SetFilter("");
        }
        else if (_model.FaultsOnly)
        {
            ToggleFaults();
        }
        else if (_pane is not null)
        {
            TogglePane();
        }
        else
        {
            return false;
        }

        return true;
    }

    public string? CommandIn(string? ns) => _source.CommandIn(ns);

    public bool HandleMouse(MouseEvent mouse, Rect area)
    {
        if (_pane is not null && _paneArea.Contains(mouse.X, mouse.Y))
        {
            _paneFocused |= mouse.Action == MouseAction.Press;
            return _pane.HandleMouse(mouse, _paneArea);
        }

        switch (mouse.Action)
        {
            case MouseAction.WheelDown:
                _model.Move(3);
                break;
            case MouseAction.WheelUp:
                _model.Move(-3);
                break;
            case MouseAction.Press when mouse.Button == MouseButton.Left && _treeArea.Contains(mouse.X, mouse.Y):
                Click(mouse);
                break;
            default:
                return false;
        }

        SelectionMoved();
        return true;
    }

    public bool HandlePaste(string text) => false;

    public void OpenSelected()
    {
        switch (_model.Selected)
        {
            case null:
                _workspace.Say("nothing is selected");
                break;
            case { IsMissing: true } item:
                _workspace.Say($"{item.Kind} {item.Name} does not exist", StatusTone.Warning);
                break;
            case { Container: { Length: > 0 } container, Object: { } pod }:
                _workspace.Open(ReadingScreens.Logs(_workspace, pod, container));
                break;
            case { Object: { } selection }:
                if (!DrillDown.TryOpen(_workspace, selection))
                {
                    _workspace.Open(ReadingScreens.Describe(_workspace, selection));
                }

                break;
            default:
                _model.Toggle();
                break;
        }
    }

    public void TogglePane()
    {
        if (_pane is null)
        {
            _pane = _workspace.Session.Feeds.VerifyPane(_workspace);
            _followed = null;
            SelectionMoved();
            return;
        }

        var closed = _pane;
        _pane = null;
        _paneFocused = false;
        _workspace.Own(closed.DisposeAsync());
    }

    public void FocusPane() => _paneFocused = _pane is not null && !_paneFocused;

    public void ToggleFaults()
    {
        _model.ToggleFaultsOnly();
        SelectionMoved();
    }

    public void OpenFilter()
    {
        var before = _model.Filter.Text;
        _workspace.Ask(new PromptRequest("/", before)
        {
            Hint = "text · regex · !not · -l app=web · -f fuzzy",
            History = "filter",
            Changed = text =>
            {
                SetFilter(text);
                return _model.Filter.Problem;
            },
            Cancelled = () => SetFilter(before),
        });
    }

    public void SetFilter(string text)
    {
        _model.SetFilter(RowFilter.Parse(text));
        SelectionMoved();
    }

    public void Refresh()
    {
        _source.Feeds.Refresh();
        _workspace.Say($"reading {_source.Title} again");
    }

    /// <summary>Writes what is shown to a file.</summary>
    public void Save()
    {
        var text = new StringBuilder();
        foreach (var line in _model.Lines)
        {
            var item = line.Item;
            var verdict = item.IsMissing ? "missing" : VerdictWords.Of(item.Verdict.Verdict);
            var name = $"{line.Branch}{item.Kind} {item.Name}";
            text.Append(SafeText.Clean($"{name.PadRight(_model.NameWidth)}  {verdict,-8}  {item.Verdict.Reason}{(item.Verdict.Reason.Length > 0 ? "  " : "")}{item.Detail}".TrimEnd())).Append('\n');
        }

        _workspace.Own(SavedTables.SaveAsync(_workspace, _source.Title, text.ToString()));
    }

    /// <summary>Lets the pane follow, when the selection is another object than before.</summary>
    public void SelectionMoved()
    {
        if (_pane is not null && Selected is var selected && selected != _followed)
        {
            _followed = selected;
            _pane.Follow(selected);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _source.Feeds.Changed -= OnChanged;
        _workspace.VerdictsChanged -= OnVerdictsChanged;
        _build.Dispose();
        if (_pane is not null)
        {
            await _pane.DisposeAsync().ConfigureAwait(false);
        }

        await _source.DisposeAsync().ConfigureAwait(false);
    }

    // From any thread. While one call waits on the UI thread, others need not.
    private void OnChanged()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _workspace.Post(() =>
            {
                Volatile.Write(ref _posted, 0);
                OnVerdictsChanged();
            });
        }
    }

    private void OnVerdictsChanged()
    {
        if (_isTop)
        {
            _build.Request();
        }
    }

    private void Build()
    {
        _model.Show(_source.Build());
        SelectionMoved();
        _workspace.Invalidate();
    }

    private Rect RenderBody(Rect inner, Buffer buffer, Theme theme)
    {
        var notes = _source.Notes.SelectMany(n => Page.Wrap(n.Text, Math.Max(10, inner.Width - 2)).Select(text => (text, n.Tone))).Take(inner.Height / 5).ToList();
        for (var i = 0; i < notes.Count; i++)
        {
            buffer.Write(inner.X + 1, inner.Y + i, notes[i].text, theme.StyleOf(notes[i].Tone), inner.Width - 2);
        }

        inner = inner.Rows(notes.Count, inner.Height - notes.Count);
        if (_model.IsEmpty && _source.Feeds.IsLoading)
        {
            buffer.Write(inner.X + 1, inner.Y + (inner.Height > 3 ? 1 : 0), "reading …", theme.Dim, inner.Width - 1);
        }
        else if (_model.IsEmpty)
        {
            _source.Empty.Render(inner, buffer, theme);
        }
        else
        {
            _painter.Render(inner, buffer, theme, !PaneFocused);
            if (_model.Lines.Count == 0)
            {
                var why = _model.Filter.IsEmpty ? "nothing here warns or fails" : $"nothing matches {_model.Filter.Text}";
                buffer.Write(inner.X + 1, inner.Y + 1, why, _model.Filter.IsEmpty ? theme.Pass : theme.Warn, inner.Width - 2);
                buffer.Write(inner.X + 1, inner.Y + 2, "esc shows all of it", theme.Dim, inner.Width - 2);
            }
        }

        return inner;
    }

    private string Detail()
    {
        var text = _source.Count;
        text += _model.FaultsOnly ? " · faults only" : "";
        return _model.Filter.IsEmpty ? text : $"{text} /{_model.Filter.Text}";
    }

    private void Click(MouseEvent mouse)
    {
        _paneFocused = false;
        var index = _painter.LineAt(_treeArea, mouse.Y);
        if (index < 0)
        {
            return;
        }

        var now = _workspace.Time.GetTimestamp();
        var isSecond = _lastClick.Line == index && _lastClick.At != 0 && _workspace.Time.GetElapsedTime(_lastClick.At, now) < DoubleClick;
        var onSign = _painter.IsSign(_treeArea, mouse.X, index);
        _lastClick = isSecond ? default : (now, index);
        _model.Select(index);
        if (onSign)
        {
            _model.Toggle();
        }
        else if (isSecond)
        {
            OpenSelected();
        }
    }
}
