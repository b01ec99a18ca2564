using KubeNetTui.Acting;
using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The contexts of the kubeconfig; one that can't be used is shown with its problem.</summary>
/// <param name="edit">Renames and deletes; null: they can't be changed from here.</param>
internal sealed class ContextsSource(IWorkspace workspace, IReadOnlyList<KubeContext> contexts, string? inUse, DateTimeOffset now, ContextEdit? edit = null)
    : ListSource(new FixedFeed(Columns, [.. contexts.Select(c => RowOf(c, inUse))], now))
{
    private static readonly TableColumn[] Columns =
    [
        new("Name", "string", "name", "", 0), Text("In use"), Text("Cluster"), Text("User"), Text("Namespace"), Text("Server"), Text("Problem"),
    ];

    public override string Title => "contexts";

    public override string Noun => "contexts";

    public override string OpenLabel => "switch";

    /// <summary>The cluster in use can be verified as a whole; of the others nothing is known.</summary>
    public override bool CanVerify => true;

    public override string? WhyNoVerify =>
        Model?.SelectedRow is { } row && row.Name == inUse ? null : "only the cluster in use can be verified: enter switches to another";

    public override IReadOnlyList<Binding> Bindings =>
    [
        new("contexts.beside", ["b"], "beside", "Open this context beside the one in use, for comparing.", () =>
        {
            if (Model?.SelectedRow is { } row)
            {
                workspace.Execute($"beside @{row.Name}");
            }
        })
        {
            Group = "Object", HintPriority = 60,
            WhyDisabled = () => Model?.SelectedRow is not { } row ? "nothing is selected" : row.Cells[^1].Length > 0 ? row.Cells[^1] : null,
        },
        .. Edits(),
    ];

    public override Selection? SelectionOf(TableRow row) =>
        row.Name == inUse ? new Selection(WellKnownKinds.Contexts, "", row.Name, "") : null;

    public override Page Empty => new("The kubeconfig has no contexts", [], [(":q", "leave")]);

    public override void Open(TableRow row)
    {
        if (row.Cells[^1].Length > 0)
        {
            workspace.Say($"{row.Name}: {row.Cells[^1]}", StatusTone.Bad);
            return;
        }

        workspace.Execute($"ctx {row.Name}");
    }

    private IEnumerable<Binding> Edits() => edit is null ? [] :
    [
        new("context.rename", ["r"], "rename", "Another name for the context, in the kubeconfig, after a question.", () => With(edit.Rename))
        {
            Group = "Change", HintPriority = 59, WhyDisabled = WhyNoEdit,
        },
        new("context.delete", ["ctrl-d"], "delete", "Takes the context out of the kubeconfig, after a question; cluster and user stay.", () => With(edit.Delete))
        {
            Group = "Change", HintPriority = 58, WhyDisabled = WhyNoEdit,
        },
    ];

    private string? WhyNoEdit() =>
        Model?.SelectedRow is null ? "nothing is selected" : workspace.ReadOnly ? "the program was started read-only" : null;

    private void With(Action<string> edit)
    {
        if (Model?.SelectedRow is { } row)
        {
            edit(row.Name);
        }
    }

    private static TableColumn Text(string name) => new(name, "string", "", "", 0);

    private static TableRow RowOf(KubeContext context, string? inUse) => new()
    {
        Uid = "context/" + context.Name,
        Namespace = "",
        Name = context.Name,
        ResourceVersion = "",
        Created = null,
        Deleting = null,
        Labels = [],
        Controller = null,
        Cells =
        [
            context.Name, context.Name == inUse ? "●" : "", context.Cluster, context.User, context.Namespace ?? "", context.Server ?? "",
            context.Problem ?? "",
        ],
    };
}

/// <summary>Rows that do not change.</summary>
internal sealed class FixedFeed(IReadOnlyList<TableColumn> columns, IReadOnlyList<TableRow> rows, DateTimeOffset since) : ITableFeed
{
    public LiveStatus Status { get; } = new(LiveState.Live, since, null);
    public IReadOnlyList<TableColumn> Columns { get; } = columns;
    public int Count => rows.Count;
    public long Generation => 0;

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public void CopyTo(List<TableRow> into) => into.AddRange(rows);

    public void Refresh()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
