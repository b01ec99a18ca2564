using KubeNetTui.App;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>
/// An object as YAML. Mappings and lists fold; managedFields, which are often most of it, only when asked for; what is other than when it
/// was last shown in this session is marked, line by line.
/// </summary>
internal sealed class YamlScreen(IWorkspace workspace, Selection selection)
    : ObjectScreen(workspace, selection, new TextView { HasCursor = true, Gutter = true })
{
    private HashSet<int> _folded = [];
    private ReadOnlyMemory<byte> _json;
    private YamlPage? _page;
    private SeenObject? _before;
    private bool _managedFields;
    private bool _onlyChanges;
    private int _version;

    public override string Title => $"yaml {Selection.Resource.Singular} {FullName}";

    protected override string TextName => "the YAML";

    protected override string FileExtension => "yaml";

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("yaml.fold", ["enter", "z"], "fold", "Folds what the line belongs to, or unfolds it.", Fold) { Group = "Text", HintPriority = 58, WhyDisabled = WhyNoFold },
        new("yaml.fold-level", ["Z"], "fold level", "Folds or unfolds everything that is as deep.", FoldLevel) { Group = "Text", HintPriority = 33, WhyDisabled = WhyNoFold },
        new("yaml.changes", ["C"], "changes", "Only what changed since it was last shown, and where; again: everything.", ToggleChanges)
        {
            Group = "Text", HintPriority = 46, WhyDisabled = WhyNoChanges,
        },
        new("yaml.managed-fields", ["m"], "managed", "Shows or hides metadata.managedFields.", ToggleManagedFields)
        {
            Group = "Text", HintPriority = 45,
        },
        new("yaml.describe", ["d"], "describe", "Describes the object.", () => Workspace.Open(ReadingScreens.Describe(Workspace, Selection))) { Group = "Text", HintPriority = 28 },
        new("yaml.events", ["E"], "events", "What happened: its events and those of its relatives.", () => Workspace.Open(ReadingScreens.Events(Workspace, Selection))) { Group = "Text", HintPriority = 27 },
        .. base.OwnBindings(),
    ];

    protected override async Task<Action> ReadAsync(CancellationToken cancellation)
    {
        var json = await ObjectReader.ReadAsync(Workspace.Session, Selection, cancellation).ConfigureAwait(false);
        var uid = Fields.Parse(json)["metadata"]["uid"].Text is { Length: > 0 } known ? known : Selection.Resource.Path(Selection.Namespace, Selection.Name);
        var (seen, managedFields) = (Workspace.Session.Seen, _managedFields);

        // What was shown the last time it was opened stays what it is compared with, however often it is read again.
        SeenObject now = new(json, Workspace.Time.GetUtcNow());
        var before = _before ?? seen.Find(uid);
        var page = YamlPage.Make(json, before, managedFields);
        seen.Put(uid, now);
        return () =>
        {
            (_json, _before) = (json, before ?? now);
            _version++;
            Take(page);
            if (managedFields != _managedFields)
            {
                Remake();
            }
        };
    }

    protected override string Detail()
    {
        var changes = _page?.Changes switch
        {
            { Any: true } c => $"{(c.Added > 0 ? $"+{c.Added} " : "")}{(c.Gone > 0 ? $"-{c.Gone} " : "")}since {_before!.At.UtcDateTime:HH:mm:ss} UTC{(_onlyChanges ? ", nothing else shown" : "")}",
            { } => $"unchanged since {_before!.At.UtcDateTime:HH:mm:ss} UTC",
            null => "",
        };
        return string.Join("  ", new[] { changes, base.Detail() }.Where(static w => w.Length > 0));
    }

    protected override string TextToCopy() => _page is { } page ? string.Join('\n', page.Text) + "\n" : "";

    /// <summary>What is searched for is unfolded: nothing that is there may seem not to be.</summary>
    protected override void SearchFor(string text)
    {
        if (text.Length > 0 && _folded.Count > 0 && _page is { } page)
        {
            var before = _folded.Count;
            _folded.ExceptWith(page.Around(TextPattern.Literal(text)));
            if (_folded.Count < before)
            {
                Show();
            }
        }

        base.SearchFor(text);
    }

    private int NumberAtCursor => View.Lines.Count > View.Cursor ? View.Lines[View.Cursor].Number : 0;

    private void Fold()
    {
        var head = _page!.BlockAround(NumberAtCursor);
        if (head == 0)
        {
            Workspace.Say("this line belongs to nothing that could be folded");
            return;
        }

        Toggle(head, [head]);
    }

    private void FoldLevel()
    {
        var head = _page!.BlockAround(NumberAtCursor);
        if (head == 0)
        {
            return;
        }

        Toggle(head, [.. _page.Level(head)]);
    }

    private void Toggle(int head, IReadOnlyList<int> all)
    {
        if (_folded.Contains(head))
        {
            _folded.ExceptWith(all);
        }
        else
        {
            _folded.UnionWith(all);
        }

        Show();
        View.MoveTo(View.LineNumbered(head));
    }

    private void ToggleChanges()
    {
        var number = NumberAtCursor;
        _onlyChanges = !_onlyChanges;
        Show();
        View.MoveTo(View.LineNumbered(number));
    }

    private void ToggleManagedFields()
    {
        _managedFields = !_managedFields;
        Remake();
    }

    /// <summary>In the background, since an object may be a megabyte.</summary>
    private void Remake()
    {
        if (_json.IsEmpty)
        {
            return;
        }

        var (json, before, managedFields, version) = (_json, _page?.Changes is null ? null : _before, _managedFields, ++_version);
        Workspace.Own(new ValueTask(Task.Run(() =>
        {
            var page = YamlPage.Make(json, before, managedFields);
            Workspace.Post(() =>
            {
                if (version == _version)
                {
                    Take(page);
                }
            });
        })));
    }

    private void Take(YamlPage page)
    {
        _folded = _page is { } before && _folded.Count > 0 ? page.Carry(before, _folded) : [];
        _page = page;
        Show();
    }

    private void Show()
    {
        if (_page is { } page)
        {
            View.Show(page.Show(_folded, _onlyChanges));
        }

        Workspace.Invalidate();
    }

    private string? WhyNoFold() => _page is null ? "it is not read yet" : _onlyChanges ? "only changes are shown: C shows everything" : null;

    private string? WhyNoChanges() => _onlyChanges ? null
        : _page?.Changes is not { } changes ? "it is shown for the first time: ctrl-r reads it again and marks what changed"
        : changes.Any ? null : $"nothing changed since {_before!.At.UtcDateTime:HH:mm:ss} UTC";
}
