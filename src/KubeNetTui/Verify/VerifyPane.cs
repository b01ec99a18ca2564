using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Terminal;

namespace KubeNetTui.Verify;

/// <summary>
/// The pane beside a list: verifies what is selected, findings stream in, evidence opens with Enter. The list screen draws its frame,
/// gives it keys when it has the focus, and tells it whom to follow.
/// </summary>
internal sealed class VerifyPane : ISidePane
{
    // Long enough that a held-down arrow key starts nothing, short enough to feel immediate.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);

    private readonly IWorkspace _workspace;
    private readonly IVerifier _verifier;
    private readonly RunHistory _history;
    private readonly TextView _details = new();
    private readonly Dictionary<Verdict, bool> _groups = [];
    private VerifyTarget _target = VerifyTarget.Nothing;
    private IDisposable? _pause;
    private CancellationTokenSource? _cancel;
    private Task _running = Task.CompletedTask;
    private VerifyRun? _run;
    private Verdict? _liveAtEnd;
    private string? _selected;
    private FindingRow? _detailed;
    private IReadOnlyList<FindingRow>? _rows;
    private Rect _listArea;
    private int _top;

    public VerifyPane(IWorkspace workspace) : this(
        workspace, new ClusterVerifier(workspace.Session.Evidence, workspace.Session.WayTo, workspace.Time, workspace.Session.Shells.MostNodes))
    {
    }

    internal VerifyPane(IWorkspace workspace, IVerifier verifier)
    {
        _workspace = workspace;
        _verifier = verifier;
        _history = workspace.Session.Verified;
        Bindings =
        [
            new("verify.evidence", ["enter"], "evidence", "Shows the evidence of the finding: calls, raw text, the lines that decided; unfolds a group.", Open)
            {
                Group = "Verify", HintPriority = 90, WhyDisabled = WhyNoEvidence,
            },
            new("verify.again", ["r"], "again", "Runs the checks again; what changed since is marked.", Again)
            {
                Group = "Verify", HintPriority = 80, WhyDisabled = () => _target.Subject is null ? _target.WhyNot : null,
            },
            new("verify.copy", ["c"], "copy", "Copies the finding, its command or the whole report.", Copy)
            {
                Group = "Verify", HintPriority = 70, WhyDisabled = () => _run is null or { Findings.Count: 0 } ? "there is no finding yet" : null,
            },
            new("verify.unfold", ["space"], "unfold", "Unfolds and folds what passed.", Unfold)
            {
                Group = "Verify", HintPriority = 20, WhyDisabled = () => Current is { Group: null } or null ? "only the lines of what passed fold" : null,
            },
            Move("verify.down", ["down", "j"], "Next finding.", () => Select(SelectedIndex + 1)),
            Move("verify.up", ["up", "k"], "Finding before.", () => Select(SelectedIndex - 1)),
            Move("verify.top", ["g", "home"], "First finding.", () => Select(0)),
            Move("verify.bottom", ["G", "end"], "Last finding.", () => Select(Rows.Count - 1)),
            Move("verify.pageDown", ["pgdn", "ctrl-f"], "The text of the finding a page down.", () => _details.PageBy(1)),
            Move("verify.pageUp", ["pgup", "ctrl-b"], "The text of the finding a page up.", () => _details.PageBy(-1)),
            Move("verify.open", ["right"], "Unfold what passed.", () => SetOpen(Current!.Group!.Value, true)) with { WhyDisabled = () => WhyNoGroup(open: true) },
            Move("verify.close", ["left"], "Fold it.", () => SetOpen(Current!.Group!.Value, false)) with { WhyDisabled = () => WhyNoGroup(open: false) },
        ];
    }

    public string Title => _target.Name.Length > 0 ? $"verify {_target.Name}" : "verify";

    public IReadOnlyList<Binding> Bindings { get; }

    internal VerifyRun? Run => _run;

    private IReadOnlyList<FindingRow> Rows => _rows ??= _run is null ? [] : FindingRows.Of(_run, IsOpen);

    private FindingRow? Current => SelectedIndex < Rows.Count ? Rows[SelectedIndex] : null;

    // While nothing was chosen, the first row: what is the cause, as findings come in.
    private int SelectedIndex
    {
        get
        {
            for (var i = 0; i < Rows.Count && _selected is not null; i++)
            {
                if (Rows[i].Id == _selected)
                {
                    return i;
                }
            }

            return 0;
        }
    }

    /// <summary>
    /// Follows the selection; a short pause (about 250 ms) on an object starts its checks. Null: nothing to verify, says why.
    /// Call it as often as you like: the same selection again changes nothing.
    /// </summary>
    public void Follow(Selection? selection)
    {
        // A uid that changed is another object of the same name; what is shown of the old one would be wrong.
        if (_target.Selection == selection || (selection is not null && SameObject(_target.Selection, selection)))
        {
            return;
        }

        Stop();
        _target = VerifyTarget.Of(selection);
        _run = _target.Subject is { } subject ? _history.Of(subject) : null;
        (_selected, _top, _detailed, _liveAtEnd) = (null, 0, null, _run is null ? null : KnownLive());
        _groups.Clear();
        _details.ToStart();
        Changed();
        if (_target.Subject is not null)
        {
            _pause = _workspace.Schedule(Rest, Start);
        }
    }

    public void Render(Rect area, Buffer buffer, bool focused)
    {
        if (area.IsEmpty)
        {
            return;
        }

        if (Current is { } current && !ReferenceEquals(current, _detailed) && _run is not null)
        {
            if (_detailed?.Id != current.Id)
            {
                _details.ToStart();
            }

            _detailed = current;
            _details.Show(FindingText.Of(current, _run));
        }

        var view = new VerifyPaneView(_workspace.Theme, area, buffer, focused);
        _listArea = view.Draw(
            _target, _run, Rows, SelectedIndex, ref _top, Current is null ? null : _details,
            Alert());
    }

    public bool HandleKey(KeyEvent key) => false;

    public bool HandleMouse(MouseEvent mouse, Rect area)
    {
        if (mouse.Action == MouseAction.Press && mouse.Button == MouseButton.Left && _listArea.Contains(mouse.X, mouse.Y))
        {
            // Rows may take several lines: the view says which one was drawn where.
            var row = VerifyPaneView.RowAt(Rows, _listArea, _top, mouse.Y, VerifyPaneView.Wraps(area));
            if (row >= 0)
            {
                Select(row);
            }

            return true;
        }

        return _details.HandleMouse(mouse, area);
    }

    public async ValueTask DisposeAsync()
    {
        Stop();
        await _running.ConfigureAwait(false);
    }

    private static bool SameObject(Selection? a, Selection b) =>
        a is not null && a.Resource.FullName == b.Resource.FullName && a.Namespace == b.Namespace && a.Name == b.Name && a.Uid == b.Uid;

    private void Stop()
    {
        _pause?.Dispose();
        _pause = null;
        _cancel?.Cancel();
        _cancel = null;
        if (_run is { IsRunning: true })
        {
            _run = null;
        }
    }

    private void Again()
    {
        if (_target.Subject is not null)
        {
            Stop();
            Start();
        }
    }

    private void Start()
    {
        if (_target.Subject is not { } subject)
        {
            return;
        }

        _pause = null;
        var run = new VerifyRun(subject, _verifier.ChecksFor(subject.Kind), _workspace.Time.GetUtcNow(), _history.Of(subject));
        var cancel = new CancellationTokenSource();
        (_run, _cancel, _liveAtEnd) = (run, cancel, null);
        Changed();
        var former = _running;
        _running = Task.Run(() => RunAsync(run, former, cancel));
    }

    private async Task RunAsync(VerifyRun run, Task former, CancellationTokenSource cancel)
    {
        string? problem = null;
        try
        {
            await former.ConfigureAwait(false);
            var findings = _verifier.VerifyAsync(run.Subject, reading => Post(run, () => run.Reading = reading), cancel.Token);
            await foreach (var finding in findings.ConfigureAwait(false))
            {
                Post(run, () => run.Add(finding));
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return; // somebody else is followed now
        }
        catch (ApiException e)
        {
            problem = e.Failure.Message;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or OperationCanceledException)
        {
            problem = e.Message;
        }
        finally
        {
            // Where it is cancelled too: one that is gone must not be cancelled any more.
            _workspace.Post(() =>
            {
                _cancel = ReferenceEquals(_cancel, cancel) ? null : _cancel;
                cancel.Dispose();
            });
        }

        Post(run, () => Finish(run, problem));
    }

    private void Finish(VerifyRun run, string? problem)
    {
        run.Finish(_workspace.Time.GetUtcNow(), problem);
        _liveAtEnd = KnownLive();
        if (problem is null)
        {
            _history.Add(run);
        }
    }

    // What comes from a run that is no longer shown is dropped.
    private void Post(VerifyRun run, Action change) => _workspace.Post(() =>
    {
        if (ReferenceEquals(run, _run))
        {
            change();
            Changed();
        }
    });

    private void Changed()
    {
        _rows = null;
        _detailed = null;
        _workspace.Invalidate();
    }

    private Verdict? KnownLive() => Live() is { Verdict: not Verdict.Unknown } known ? known.Verdict : null;

    private VerdictCell? Live() =>
        _target.Subject is { Kind: not SubjectKind.Cluster } subject ? _workspace.Verdicts?.Of(subject) : null;

    // The live verdict is made from less than the checks read, but at once: it says when the findings are no longer the whole truth. One
    // that is not known (lists still being read, or lost) says nothing.
    private string Alert()
    {
        if (_run is not { IsRunning: false, Overall: { } overall } || Live() is not { Verdict: not Verdict.Unknown } now)
        {
            return "";
        }

        _liveAtEnd ??= now.Verdict;
        return now.Verdict != _liveAtEnd ? "⟳ changed since: press r"
            : now.Verdict >= Verdict.Warn && now.Verdict > overall ? $"{ToneOf.Mark(now.Verdict)} the list says: {now.Reason}"
            : "";
    }

    private bool IsOpen(Verdict verdict) =>
        _groups.TryGetValue(verdict, out var open) ? open : verdict == Verdict.Pass && _run is { IsRunning: false, Overall: <= Verdict.Pass };

    private Binding Move(string id, IReadOnlyList<string> keys, string help, Action move) => new(id, keys, "", help, () =>
    {
        move();
        _workspace.Invalidate();
    })
    {
        Group = "Move",
    };

    private string? WhyNoGroup(bool open) =>
        Current is { Group: not null } current && (current.IsGroup || !open) ? null : "only the lines of what passed fold";

    private void SetOpen(Verdict verdict, bool open)
    {
        _groups[verdict] = open;
        _selected = "group|" + verdict;
        Changed();
    }

    private void Unfold()
    {
        if (Current is { Group: { } verdict })
        {
            SetOpen(verdict, !IsOpen(verdict));
        }
    }

    private void Select(int index)
    {
        if (Rows.Count > 0)
        {
            _selected = Rows[Math.Clamp(index, 0, Rows.Count - 1)].Id;
            _workspace.Invalidate();
        }
    }

    private string? WhyNoEvidence() => Current switch
    {
        null => "there is no finding yet",
        { IsGroup: true } => null,
        { Finding.Exhibits.Count: 0 } => "this finding carries no evidence of its own",
        _ => null,
    };

    private void Open()
    {
        if (Current is { IsGroup: true })
        {
            Unfold();
        }
        else if (Current?.Finding is { Exhibits.Count: > 0 } finding)
        {
            _workspace.Open(new EvidenceScreen(_workspace, finding));
        }
    }

    private void Copy()
    {
        if (_run is { } run)
        {
            CopyMenu.Show(_workspace, Current?.Finding, run);
        }
    }
}
