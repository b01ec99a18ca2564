using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Trees;

/// <summary>One line of a tree, with what stands under it. Made anew when something changed; known again by its key.</summary>
internal sealed class TreeItem
{
    private static readonly IReadOnlyList<TreeItem> None = [];
    private static readonly VerdictCell Unjudged = new(Checks.Verdict.NotApplicable, "");
    private Func<IReadOnlyList<TreeItem>>? _expand;
    private IReadOnlyList<TreeItem>? _children;
    private TableRow? _row;

    /// <summary>The way to it from the root, unlike all others of the tree: <c>svc shop/web|slice web-x1|pod shop/web-1</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What it is, in a word: <c>svc</c>, <c>pod</c>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The object behind it; null: none of its own (a load balancer, an address).</summary>
    public Selection? Object { get; init; }

    /// <summary>Of the pod that <see cref="Object"/> is: this one of its containers; "": the whole.</summary>
    public string Container { get; init; } = "";

    public VerdictCell Verdict
    {
        get;
        init => field = value.Reason is null ? Unjudged : value; // the default of a struct
    } = Unjudged;

    /// <summary>What is worth knowing of it at a glance: addresses, ports, counts.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Something refers to it, and it is not there.</summary>
    public bool IsMissing { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>Open until the person closes it.</summary>
    public bool IsOpenAtFirst { get; init; }

    /// <summary>There is something under it; known before that is made.</summary>
    public bool HasChildren => _children is { Count: > 0 } || _expand is not null;

    public IReadOnlyList<TreeItem> Children
    {
        get
        {
            if (_expand is { } expand)
            {
                _expand = null;
                _children = expand();
            }

            return _children ?? None;
        }

        init => _children = value;
    }

    /// <summary>Makes the children when they are first looked at; only where there are some.</summary>
    public Func<IReadOnlyList<TreeItem>> Expand
    {
        init => _expand = value;
    }

    /// <summary>As the filter of lists takes it.</summary>
    public TableRow AsRow() => _row ??= new TableRow
    {
        Uid = Key,
        Namespace = Object?.Namespace ?? "",
        Name = Name,
        ResourceVersion = "",
        Created = null,
        Deleting = null,
        Labels = Labels,
        Controller = null,
        Cells = [Name, Kind, Detail],
    };

    /// <summary>The same with fewer children, all of it open.</summary>
    public TreeItem With(IReadOnlyList<TreeItem> children) => new()
    {
        Key = Key, Kind = Kind, Name = Name, Object = Object, Container = Container, Verdict = Verdict, Detail = Detail, IsMissing = IsMissing,
        Labels = Labels, IsOpenAtFirst = true, Children = children,
    };
}
