using KubeNetTui.App;
using KubeNetTui.Configuration;
using KubeNetTui.Kubernetes;
using KubeNetTui.Terminal;

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

    /// <summary>It lists one namespace or all, and another can be put in its place: the digits do that.</summary>
    public virtual bool BrowsesNamespace => false;

    /// <summary>The columns and the order that the person wants; null: the server's.</summary>
    public virtual View? View => null;

    /// <summary>The person's settings are others than before.</summary>
    public virtual void ConfigChanged()
    {
    }

    /// <summary>Heading of the column that it is sorted by at first, newest or least first; null: the name.</summary>
    public virtual string? DefaultSort => null;

    /// <summary>With <see cref="DefaultSort"/>: the greatest first.</summary>
    public virtual bool SortsDescending => false;

    /// <summary>The last row is selected at first, and while it is, what comes after it.</summary>
    public virtual bool FollowsEnd => false;

    /// <summary>The screen's rows and selection, once there is a screen.</summary>
    public ListModel? Model { get; set; }

    /// <summary>Lines above the rows.</summary>
    public virtual IReadOnlyList<ListNote> Notes => [];

    /// <summary>How long the picture stays true, where the rows do not say that themselves.</summary>
    public virtual TimeSpan? RedrawAfter => null;

    /// <summary>Somebody looks at it, or no more: what is only for the eye need not be read.</summary>
    public virtual void InSight(bool yes)
    {
    }

    /// <summary>Why there is no column of that heading, where it might be; null: it never is.</summary>
    public virtual string? WhyNoColumn(string heading) => null;

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

    /// <summary>Counts up when <see cref="Bindings"/> or <see cref="OpenLabel"/> changed.</summary>
    public virtual int KeysVersion => 0;

    /// <summary>Keys that only this list has.</summary>
    public virtual IReadOnlyList<Binding> Bindings => [];

    /// <summary>What to say where the server answered and there is nothing.</summary>
    public virtual Page Empty => new($"No {Noun} here", [], []);

    /// <summary>What to say while it is read for the first time; null: that it is.</summary>
    public virtual Page? Waiting => null;

    /// <summary>The style of a cell; null: as its words say.</summary>
    /// <param name="cell">Index into the row's cells.</param>
    public virtual Style? StyleOf(Theme theme, int cell, TableRow row) => null;

    /// <summary>Whether the row says that all is well with what it stands for; null: as its verdict and its words say.</summary>
    public virtual bool? IsWell(TableRow row) => null;

    /// <summary>The status line, where the list's own state does not say it all; null: that state.</summary>
    /// <param name="count">Of its rows, as text.</param>
    public virtual ScreenStatus? StatusOf(string count, DateTimeOffset now) => null;

    /// <summary>Why <c>v</c> has nothing to verify here; null: as the selection says.</summary>
    public virtual string? WhyNoVerify => null;

    /// <summary><c>v</c> verifies what is selected, although it may be no object of the cluster.</summary>
    public virtual bool CanVerify => HasObjects;

    /// <summary>The server refuses the list, for the first time: <see cref="Failed"/> is in sight.</summary>
    public virtual void Refused(ApiFailure failure)
    {
    }

    /// <summary>What to say where the list can't be had.</summary>
    public virtual Page Failed(ApiFailure failure) => Page.Of(failure, $"The list of {Noun} can't be read");

    public virtual async ValueTask DisposeAsync() => await Feed.DisposeAsync().ConfigureAwait(false);
}
