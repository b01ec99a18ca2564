using KubeNetTui.App;
using KubeNetTui.Kubernetes;

namespace KubeNetTui.Screens;

/// <summary>What a list shows and what its rows lead to. The screen around it (<see cref="ListScreen"/>) is the same for all.</summary>
internal abstract class ListSource(ITableFeed feed) : IAsyncDisposable
{
    /// <summary>Owned by this.</summary>
    public ITableFeed Feed { get; } = feed;

    /// <summary>For frame and crumbs: <c>pods(shop)</c>.</summary>
    public abstract string Title { get; }

    /// <summary>What is counted: <c>pods</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>The kind, where the rows are its objects; null: no verdicts, no describe, no YAML.</summary>
    public virtual ApiResource? Resource => null;

    /// <summary>Rows lead to objects of the cluster although the list is none of a kind (the endpoints of a service).</summary>
    public virtual bool HasObjects => Resource is not null;

    /// <summary>Rows of several namespaces are in the list.</summary>
    public virtual bool ShowsNamespace => false;

    /// <summary>Heading of the column that it is sorted by at first, newest or least first; null: the name.</summary>
    public virtual string? DefaultSort => null;

    /// <summary>What Enter does, for the hint bar.</summary>
    public virtual string OpenLabel => "open";

    public virtual Selection? SelectionOf(TableRow row) =>
        Resource is { } resource ? new Selection(resource, row.Namespace, row.Name, row.Uid) : null;

    /// <summary>What is meant where no row is selected; null: nothing.</summary>
    public virtual Selection? Whole => null;

    /// <summary>Enter on a row.</summary>
    public abstract void Open(TableRow row);

    /// <summary>Enter where there is no row; false: nothing to open.</summary>
    public virtual bool OpenWithoutRow() => false;

    /// <summary>Keys that only this list has.</summary>
    public virtual IReadOnlyList<Binding> Bindings => [];

    /// <summary>What to say where the server answered and there is nothing.</summary>
    public virtual Page Empty => new($"No {Noun} here", [], []);

    /// <summary>What to say where the list can't be had.</summary>
    public virtual Page Failed(ApiFailure failure) => Page.Of(failure, $"The list of {Noun} can't be read");

    public virtual async ValueTask DisposeAsync() => await Feed.DisposeAsync().ConfigureAwait(false);
}
