using KubeNetTui.App;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Screens;

/// <summary>A live list of anything: rows, sort, filter, selection, and the verify pane beside it.</summary>
internal sealed class ListScreen : IScreen
{
    private static readonly TimeSpan DoubleClick = TimeSpan.FromMilliseconds(400);
    private readonly IWorkspace _workspace;
    private readonly ListSource _source;
    private readonly ListModel _model;
    private readonly ListPainter _painter;
    private readonly ListKeys _keys;
    private readonly Throttle _pull;
    private readonly Throttle _verdicts;
    private ISidePane? _pane;
    private bool _paneFocused;
    private Selection? _followed;
    private bool _isTop;
    private bool _wasRefused;
    private int _posted;
    private Rect _listArea;
    private Rect _paneArea;
    private (long At, int Row) _lastClick;

    public ListScreen(IWorkspace workspace, ListSource source)
    {
        _workspace = workspace;
        _source = source;
        _model = new ListModel(source, workspace);
        _painter = new ListPainter(_model);
        _keys = new ListKeys(this, workspace, source, _model, _painter);
        _pull = new Throttle(workspace, Pull);
        _verdicts = new Throttle(workspace, () =>
        {
            _model.VerdictsChanged();
            SelectionMoved();
        });
        source.Model = _model;
        source.Feed.Changed += OnFeedChanged;
        workspace.VerdictsChanged += OnVerdictsChanged;
        workspace.ConfigChanged += source.ConfigChanged;
        Pull();
    }

    public ListSource Source => _source;

    public ListModel Model => _model;

    public string Title => _source.Title;

    public Selection? Selected => _model.SelectedRow is { } row ? _source.SelectionOf(row) : _source.Whole;

    public bool HasPane => _pane is not null;

    public bool PaneFocused => _pane is not null && _paneFocused;

    public IReadOnlyList<Binding> Bindings => _keys.Of(PaneFocused ? _pane : null);

    public ScreenStatus Status =>
        _source.StatusOf(Number(), _workspace.Time.GetUtcNow()) ?? ListStatus.Of(_source, _model, _workspace.Time);

    public TimeSpan? RedrawAfter => !_isTop ? null
        : _source.RedrawAfter ?? ListStatus.RedrawAfter(_model, _painter.PageRows, _workspace.Time.GetUtcNow());

    public void Enter()
    {
        _isTop = true;
        _source.InSight(true);
        Pull();
        _model.VerdictsChanged();
    }

    public void Leave()
    {
        _isTop = false;
        _source.InSight(false);
    }

    public void Render(Rect area, Buffer buffer)
    {
        (_listArea, _paneArea) = PaneSplit.Arrange(area, _pane is not null, _paneFocused);
        var theme = _workspace.Theme;
        if (!_listArea.IsEmpty)
        {
            var inner = Panel.Draw(buffer, _listArea, theme, _source.Title, Count(), !PaneFocused);
            _listArea = RenderBody(inner, buffer, theme);
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
            _model.SetFilter(RowFilter.None);
            SelectionMoved();
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
            case MouseAction.Press when mouse.Button == MouseButton.Left && _listArea.Contains(mouse.X, mouse.Y):
                Click(mouse);
                break;
            default:
                return false;
        }

        SelectionMoved();
        return true;
    }

    public bool HandlePaste(string text) => false;

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

    public void OpenSelected()
    {
        if (_model.SelectedRow is { } row)
        {
            _source.Open(row);
        }
        else if (!_source.OpenWithoutRow())
        {
            _workspace.Say("nothing is selected");
        }
    }

    /// <summary>Marks the selected row, or takes its mark away.</summary>
    public void Mark()
    {
        if (_model.SelectedRow is { } row && !_model.Marks.Toggle(row))
        {
            _workspace.Say("this row is no object, and can't be marked");
        }
    }

    /// <summary>Marks the selected row and those after it, so many in all; the last one is selected then.</summary>
    public void MarkNext(int count)
    {
        if (_model.SelectedIndex >= 0)
        {
            _model.Marks.Mark(_model.Rows, _model.SelectedIndex, count);
            _model.Move(count - 1);
            SelectionMoved();
        }
    }

    /// <summary>Marks from the nearest marked row to the selected one.</summary>
    public void MarkRange()
    {
        if (_model.SelectedIndex >= 0 && _model.Marks.MarkTo(_model.Rows, _model.SelectedIndex) < 0)
        {
            _workspace.Say("no row is marked that a range could begin at: space marks one", StatusTone.Warning);
        }
    }

    /// <summary>The names of what is marked, else of what is selected.</summary>
    public void CopyNames()
    {
        List<string> names = [.. _model.Targets.Select(r => _source.SelectionOf(r)?.Name ?? r.Name)];
        if (names.Count == 0 && _model.Marks.Count == 0 && Selected is { } whole)
        {
            names.Add(whole.Name);
        }

        Copy(names, "name", "names");
    }

    /// <summary>The namespaces of what is marked, else of what is selected, each once.</summary>
    public void CopyNamespaces() =>
        Copy([.. _model.Targets.Select(r => r.Namespace).Where(n => n.Length > 0).Distinct(StringComparer.Ordinal)], "namespace", "namespaces");

    /// <summary>Shows only what isn't well, or all again.</summary>
    public void ToggleFaults()
    {
        _model.ToggleFaults();
        SelectionMoved();
        _workspace.Say(_model.FaultsOnly ? $"only {_source.Noun} that aren't well; ctrl-z shows all again" : $"all {_source.Noun}");
    }

    /// <summary>Writes what is shown to a file.</summary>
    public void Save()
    {
        var now = _workspace.Time.GetUtcNow();
        _workspace.Own(SavedTables.SaveAsync(_workspace, _source.Title, TableText.Of(_model, now), TableText.Csv(_model, now)));
    }

    public void OpenFilter()
    {
        var before = _model.Filter;
        _workspace.Ask(new PromptRequest("/", before.Text)
        {
            Hint = "text · regex · !not · -l app=web · -f fuzzy",
            History = "filter",
            Changed = text =>
            {
                _model.SetFilter(RowFilter.Parse(text));
                SelectionMoved();
                return _model.Filter.Problem;
            },
            Cancelled = () =>
            {
                _model.SetFilter(before);
                SelectionMoved();
            },
        });
    }

    public void SetFilter(string text)
    {
        _model.SetFilter(RowFilter.Parse(text));
        SelectionMoved();
    }

    /// <summary>Selects an object once its row has come, unless the person has moved by then.</summary>
    /// <param name="ns">"" for cluster-scoped kinds.</param>
    public void SelectWhenThere(string ns, string name)
    {
        _model.Want(ns, name);
        SelectionMoved();
    }

    public void Refresh()
    {
        // Another certificate or login than when the kubeconfig was read: read it again.
        if (_source.Feed.Status is { State: LiveState.Stale or LiveState.Lost or LiveState.Refused, Failure.Step: RequestStep.Credentials or RequestStep.Tls or RequestStep.Login })
        {
            _workspace.Execute($"ctx {_workspace.Session.Client.Settings.ContextName}");
            return;
        }

        _source.Feed.Refresh();
        _workspace.Say($"reading {_source.Noun} again");
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
        _source.Feed.Changed -= OnFeedChanged;
        _workspace.VerdictsChanged -= OnVerdictsChanged;
        _workspace.ConfigChanged -= _source.ConfigChanged;
        _pull.Dispose();
        _verdicts.Dispose();
        if (_pane is not null)
        {
            await _pane.DisposeAsync().ConfigureAwait(false);
        }

        await _source.DisposeAsync().ConfigureAwait(false);
    }

    // From any thread. While one call waits on the UI thread, others need not.
    private void OnFeedChanged()
    {
        if (Interlocked.Exchange(ref _posted, 1) == 0)
        {
            _workspace.Post(() =>
            {
                Volatile.Write(ref _posted, 0);
                if (_isTop)
                {
                    _pull.Request();
                }
            });
        }
    }

    private void OnVerdictsChanged()
    {
        if (_isTop && _model.HasVerdict)
        {
            _verdicts.Request();
            _workspace.Invalidate();
        }
    }

    private void Pull()
    {
        if (_model.Pull())
        {
            SelectionMoved();
            _workspace.Invalidate();
        }

        if (_isTop && !_wasRefused && _source.Feed.Status is { State: LiveState.Refused, Failure: { } failure })
        {
            _wasRefused = true;
            _source.Refused(failure);
        }
    }

    // Returns where the headings and rows are.
    private Rect RenderBody(Rect inner, Buffer buffer, Theme theme)
    {
        var status = _source.Feed.Status;
        if (_model.Total == 0 && status.Failure is { } failure && status.State is not LiveState.Loading and not LiveState.Live)
        {
            _source.Failed(failure).Render(inner, buffer, theme);
        }
        else if (_model.Total == 0 && status.State == LiveState.Live)
        {
            _source.Empty.Render(inner, buffer, theme);
        }
        else if (_model.Total == 0 && _source.Waiting is { } waiting)
        {
            waiting.Render(inner, buffer, theme);
        }
        else if (_model.Total == 0)
        {
            buffer.Write(inner.X + 1, inner.Y + (inner.Height > 3 ? 1 : 0), $"reading {_source.Noun} …", theme.Dim, inner.Width - 1);
        }
        else
        {
            inner = RenderNotes(inner, buffer, theme);
            _painter.Render(inner, buffer, theme, _workspace.Time.GetUtcNow(), !PaneFocused);
            if (_model.Rows.Count == 0)
            {
                var isWell = _model.Filter.IsEmpty;
                buffer.Write(inner.X + 1, inner.Y + 1, isWell ? $"all {ListStatus.Number(_model.Total)} {_source.Noun} are well" : $"nothing matches {_model.Filter.Text}", isWell ? theme.Pass : theme.Warn, inner.Width - 2);
                buffer.Write(inner.X + 1, inner.Y + 2, Ways(), theme.Dim, inner.Width - 2);
            }
        }

        return inner;
    }

    // Above the rows where that leaves them most of the place.
    private Rect RenderNotes(Rect inner, Buffer buffer, Theme theme)
    {
        var lines = _source.Notes.SelectMany(n => Page.Wrap(n.Text, Math.Max(10, inner.Width - 2)).Select(text => (text, n.Tone)))
            .Take(inner.Height / 5).ToList();
        for (var i = 0; i < lines.Count; i++)
        {
            buffer.Write(inner.X + 1, inner.Y + i, lines[i].text, theme.StyleOf(lines[i].Tone), inner.Width - 2);
        }

        return inner.Rows(lines.Count, inner.Height - lines.Count);
    }

    private string Ways() => (_model.FaultsOnly, _model.Filter.IsEmpty) switch
    {
        (true, true) => "ctrl-z shows them all",
        (true, false) => "among those that aren't well; esc clears the filter, ctrl-z shows all",
        _ => "esc clears the filter",
    };

    private string Count()
    {
        var (marked, hidden) = (_model.Marks.Count, _model.MarkedOutOfSight);
        return $"{Number()}{(_model.FaultsOnly ? " faults only" : "")}{(_model.Filter.IsEmpty ? "" : " /" + _model.Filter.Text)}"
            + (marked == 0 ? "" : $" · {ListPainter.MarkSign} {ListStatus.Number(marked)} marked{(hidden == 0 ? "" : $", {ListStatus.Number(hidden)} of them out of sight: left out")}");
    }

    private string Number()
    {
        var total = ListStatus.Number(_model.Total);
        return _model.IsNarrowed ? $"{ListStatus.Number(_model.Rows.Count)} of {total}" : total;
    }

    private void Copy(List<string> texts, string one, string several)
    {
        if (texts.Count == 0)
        {
            _workspace.Say(_model.WhyNoTarget, StatusTone.Warning);
            return;
        }

        _workspace.Copy(string.Join('\n', texts), texts is [var only] ? $"the {one} {only}" : $"{texts.Count} {several}");
    }

    private void Click(MouseEvent mouse)
    {
        _paneFocused = false;
        var index = _painter.RowAt(_listArea, mouse.Y);
        if (index == ListPainter.Headings)
        {
            if (_painter.ColumnAt(_listArea, mouse.X) is { } column)
            {
                _model.SortBy(column);
            }
        }
        else if (index >= 0)
        {
            var now = _workspace.Time.GetTimestamp();
            var isSecond = _lastClick.Row == index && _lastClick.At != 0 && _workspace.Time.GetElapsedTime(_lastClick.At, now) < DoubleClick;
            _lastClick = isSecond ? default : (now, index);
            _model.Select(index);
            if (isSecond)
            {
                OpenSelected();
            }
        }
    }
}
