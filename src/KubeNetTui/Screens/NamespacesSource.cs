using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The namespaces, with a row for all of them. Enter browses the pods in it.</summary>
internal sealed class NamespacesSource(IWorkspace workspace)
    : ListSource(new AllRowFeed(workspace.Session.Feeds.Table(WellKnownKinds.Namespaces, ViewedColumns.QueryOf(workspace, WellKnownKinds.Namespaces, new ListQuery()))))
{
    private readonly View? _view = View.Best(workspace.Config.Views, WellKnownKinds.Namespaces, null);

    public override ApiResource Resource => WellKnownKinds.Namespaces;

    public override View? View => _view;

    public override string Title => "namespaces(cluster)";

    public override string Noun => "namespaces";

    public override string OpenLabel => "pods";

    public override IReadOnlyList<Binding> Bindings =>
    [
        new("namespaces.name", ["n"], "by name", "Type the name of a namespace, where the list of them may not be read.", AskName)
        {
            Group = "Object", HintPriority = 40,
        },
    ];

    public override Selection? SelectionOf(TableRow row) => row.Uid.Length == 0 ? null : base.SelectionOf(row);

    public override void Open(TableRow row) => workspace.Execute(row.Uid.Length == 0 ? "pods -A" : $"pods {row.Name}");

    public override bool OpenWithoutRow()
    {
        AskName();
        return true;
    }

    /// <summary>Who may not list them may know one: it is asked for at once.</summary>
    public override void Refused(ApiFailure failure)
    {
        if (failure.Step == RequestStep.Permission)
        {
            AskName();
        }
    }

    public override Page Failed(ApiFailure failure)
    {
        var page = base.Failed(failure);
        return failure.Step != RequestStep.Permission
            ? page
            : page with
            {
                Heading = "You may not list namespaces here, but you may know one",
                Ways =
                [
                    ("enter", "type the name of a namespace"), (":pods NAME", "its pods"),
                    (":pods " + workspace.Session.Client.Settings.DefaultNamespace, "the namespace of this context"), .. page.Ways,
                ],
            };
    }

    private void AskName() => NamespacePrompt.Ask(workspace, WellKnownKinds.Pods);

    private sealed class AllRowFeed(ITableFeed namespaces) : ITableFeed
    {
        // No uid: it is no object, and stays on top.
        private readonly TableRow _all = new()
        {
            Uid = "", Namespace = "", Name = "all", ResourceVersion = "", Created = null, Deleting = null, Labels = [], Controller = null, Cells = ["all", "", ""],
        };

        public LiveStatus Status => namespaces.Status;
        public IReadOnlyList<TableColumn> Columns => namespaces.Columns;
        public int Count => namespaces.Count;
        public long Generation => namespaces.Generation;

        public event Action? Changed
        {
            add => namespaces.Changed += value;
            remove => namespaces.Changed -= value;
        }

        public void CopyTo(List<TableRow> into)
        {
            namespaces.CopyTo(into);
            if (into.Count > 0)
            {
                into.Add(_all);
            }
        }

        public void Refresh() => namespaces.Refresh();

        public ValueTask DisposeAsync() => namespaces.DisposeAsync();
    }
}
