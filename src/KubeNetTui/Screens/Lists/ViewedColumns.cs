using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>The columns of a list as a person wants them (views.yaml), made of those that it has.</summary>
/// <param name="Columns">In their order.</param>
/// <param name="Unknown">Headings that the list has no column for.</param>
internal sealed record ViewedColumns(IReadOnlyList<ListColumn> Columns, IReadOnlyList<string> Unknown)
{
    // What k9s prints of these kinds and servers do not; other headings of k9s's own come from elsewhere than the object.
    private static readonly (string Kind, string Heading, string Path)[] FromK9s =
    [
        ("pods", "QOS", ".status.qosClass"), ("pods", "SERVICE-ACCOUNT", ".spec.serviceAccountName"), ("pods", "IP", ".status.podIP"),
        ("nodes", "TAINTS", ".spec.taints[*].key"), ("nodes", "ARCH", ".status.nodeInfo.architecture"), ("", "LABELS", ".metadata.labels"),
    ];

    /// <summary>The cells that the server does not print: they are asked for with the list.</summary>
    public static IReadOnlyList<ObjectCell> CellsOf(View? view, ApiResource resource) =>
        [.. Wanted(view, resource).Where(c => c.Path is not null).Select(c => new ObjectCell(c.Heading, c.Path!))];

    /// <summary>The query with the cells that the person's view of the kind needs.</summary>
    public static ListQuery QueryOf(IWorkspace workspace, ApiResource resource, ListQuery query) => QueryOf(View.Best(workspace.Config.Views, resource, query.Namespace), resource, query);

    /// <inheritdoc cref="QueryOf(IWorkspace, ApiResource, ListQuery)"/>
    public static ListQuery QueryOf(View? view, ApiResource resource, ListQuery query) => CellsOf(view, resource) is { Count: > 0 } cells ? query with { Cells = cells } : query;

    /// <summary>
    /// As k9s does: those named, in their order; what the list has besides them is shown in wide lists. Namespace and verdict, of which
    /// k9s's files know nothing, stay where they are unless they are named.
    /// </summary>
    /// <param name="list">The list's own columns, those of <see cref="CellsOf"/> among them.</param>
    public static ViewedColumns Of(View? view, ApiResource? resource, IReadOnlyList<ListColumn> list)
    {
        if (view is null || view.Columns.Count == 0 || resource is null || list.Count == 0)
        {
            return new ViewedColumns(list, []);
        }

        var made = new Queue<ListColumn>(list.Where(c => c.IsOfObject));
        List<ListColumn> rest = [.. list.Where(c => !c.IsOfObject)], shown = [];
        List<string> unknown = [];
        foreach (var wanted in Wanted(view, resource))
        {
            // A column of one's own takes the place of one that has its name.
            var own = rest.Find(c => c.Header.Equals(wanted.Heading, StringComparison.OrdinalIgnoreCase));
            if (own is not null)
            {
                rest.Remove(own);
            }

            var column = wanted.Path is not null && made.Count > 0 ? made.Dequeue() : own;
            if (column is null)
            {
                unknown.Add(wanted.Heading);
            }
            else if (!wanted.IsHidden)
            {
                shown.Add(As(column, wanted));
            }
        }

        if (Take(ColumnRole.Namespace) is { } ns)
        {
            shown.Insert(0, ns);
        }

        if (Take(ColumnRole.Verdict) is { } verdict)
        {
            shown.Insert(shown.FindIndex(c => c.Role == ColumnRole.Name) + 1, verdict);
        }

        return new ViewedColumns([.. shown, .. rest.Select(c => c with { IsWide = true, IsOnlyWide = true })], unknown);

        ListColumn? Take(ColumnRole role)
        {
            var column = rest.Find(c => c.Role == role);
            rest.RemoveAll(c => c == column);
            return column;
        }
    }

    private static IEnumerable<ViewColumn> Wanted(View? view, ApiResource resource)
    {
        foreach (var column in view?.Columns ?? [])
        {
            var known = column.Path is null && resource.Group.Length == 0 || column.Heading == "LABELS"
                ? FromK9s.FirstOrDefault(k => (k.Kind == resource.Plural || k.Kind.Length == 0) && k.Heading == column.Heading && column.Path is null)
                : default;
            yield return known.Path is { } path && JsonPath.TryParse(path, out var parsed, out _) ? column with { Path = parsed } : column;
        }
    }

    private static ListColumn As(ListColumn column, ViewColumn wanted) => column with
    {
        Header = wanted.Path is null ? column.Header : wanted.Heading,
        Role = wanted.IsTime ? ColumnRole.Since : column.Role,
        IsNumeric = wanted.AlignsRight || wanted.IsNumber || (column.IsNumeric && !wanted.AlignsLeft),
        IsWide = wanted.IsWide,
        IsOnlyWide = wanted.IsWide,
    };
}
