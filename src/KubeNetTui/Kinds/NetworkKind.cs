using System.Text.Json;
using KubeNetTui.App;
using KubeNetTui.Checks;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Kinds;

/// <summary>
/// A kind of the network with columns of its own: its list is made here, from whole objects, where other kinds show the server's table.
/// Whole objects are many times as large as rows of a table (a policy 1 kB, an EndpointSlice of 100 endpoints 30 kB), so that only the
/// kinds of <see cref="NetworkKinds"/> do it; they come in pages and are kept as a row and no more than their verdict needs: 10,000 slices
/// are 300 MB once over the wire, and 10 MB here.
/// </summary>
internal abstract class NetworkKind(string group, string plural)
{
    public string Group => group;

    /// <summary>As in the URL.</summary>
    public string Plural => plural;

    /// <summary>The name first; the last is the age as a rule.</summary>
    public abstract IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>What Enter leads to, for the hint bar.</summary>
    public virtual string OpenLabel => "describe";

    /// <summary>What can be said of an object from the API alone, in the column VERDICT; false: there is no such column.</summary>
    public virtual bool HasVerdict => true;

    /// <summary>Null where the JSON is no such object.</summary>
    public abstract KindItem? Read(ReadOnlySpan<byte> json, StringPool strings);

    /// <summary>The lists beside that rows are told from; null: rows tell all from their own object. Owned by the table.</summary>
    public virtual RowsBeside? Beside(IClusterFeeds feeds, ListQuery query) => null;

    /// <param name="source">What <see cref="Read"/> kept of the object, as the lists beside completed it.</param>
    public virtual LiveJudgement Judge(object source, ISurroundings around, DateTimeOffset now) => new(Verdict.NotApplicable, "");

    /// <summary>What an object leads to, for the list that Enter opens.</summary>
    public virtual IReadOnlyList<Backend> BackendsOf(object source) => [];

    /// <summary>Enter on a row; false: it is described.</summary>
    public virtual bool TryOpen(IWorkspace workspace, Selection selection) => false;

    public ITableFeed Feed(IClusterFeeds feeds, ApiResource resource, ListQuery query)
    {
        StringPool strings = new();
        Lock parsing = new();
        return new ObjectTable(
            [.. Columns, .. query.Cells.Select(static c => c.Column)],
            feeds.List(resource.Path(query.Namespace), query, json =>
            {
                // A pool is for one thread; pages of a list may be parsed on several.
                lock (parsing)
                {
                    return Read(json, strings) is { } item ? query.Cells.Count == 0 ? item : item with { Cells = [.. item.Cells, .. ObjectCell.Read(query.Cells, json)] } : null;
                }
            }),
            Beside(feeds, query));
    }

    protected static TableColumn Name { get; } = new("Name", "string", "name", "", 0);

    protected static TableColumn Age { get; } = new("Age", "date", "", "", 0);

    protected static TableColumn Text(string name) => new(name, "string", "", "", 0);

    protected static TableColumn Number(string name) => new(name, "integer", "", "", 0);

    /// <summary>Gives way where there is little room, cut at its end.</summary>
    protected static TableColumn Long(string name) => new(name, "string", Screens.ListColumn.Trimming, "", 0);

    /// <summary>Only with <c>ctrl-w</c>, or where there is room.</summary>
    protected static TableColumn Wide(string name) => new(name, "string", "", "", 1);

    protected static string OrNone(string text) => text.Length > 0 ? text : "<none>";

    /// <summary>The first few, and how many more.</summary>
    protected static string Some(IEnumerable<string> texts, int show = 3)
    {
        var all = texts.Where(static t => t.Length > 0).Distinct().ToList();
        return all.Count == 0 ? "<none>" : string.Join(", ", all.Take(show)) + (all.Count > show ? $" +{all.Count - show}" : "");
    }
}
