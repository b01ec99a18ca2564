using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// One kind of pane: what it reads and how that becomes a table. A value: another grouping, or another chain, is another pane over the
/// same evidence.
/// </summary>
internal abstract record Pane
{
    /// <summary>The command: <c>iptables</c>.</summary>
    public abstract string Word { get; }

    /// <summary>What is counted: <c>rules</c>.</summary>
    public abstract string Noun { get; }

    /// <summary>For frame and crumbs.</summary>
    public virtual string TitleOf(string place) => place.Length > 0 ? $"{Word}({place})" : Word;

    /// <summary>Heading that it is sorted by at first.</summary>
    public virtual string? DefaultSort => null;

    public virtual bool SortsDescending => false;

    /// <summary>What counters grow by is shown: it may be read again every few seconds.</summary>
    public virtual bool IsLive => false;

    /// <summary>It is live from the start: it has nothing to show but what happens.</summary>
    public virtual bool StartsLive => false;

    /// <summary>From one reading to the next while it is live.</summary>
    public virtual TimeSpan LivePause => TimeSpan.FromSeconds(2);

    /// <summary>What Enter does, for the hint bar.</summary>
    public virtual string OpenLabel => "row";

    /// <summary>It can be looked at on one node after the other.</summary>
    public virtual bool IsOfNode => true;

    /// <summary>A jump led here: backspace leads back.</summary>
    public virtual bool IsFollowed => false;

    /// <summary>What to show of another place: this, without what belongs to the place at hand.</summary>
    public virtual Pane Root => this;

    // A pane names those that its keys lead to, which name it: printing members would not end.
    public sealed override string ToString() => TitleOf("");

    /// <summary>What to read of the place, given what has been read.</summary>
    public abstract IEnumerable<Need> Needs(PanePlace place, IEvidence soFar);

    /// <summary>The table; on any evidence, without throwing. Runs in the background.</summary>
    public abstract PaneContent Build(PaneInput input);

    /// <summary>Views of the same evidence that a key switches to.</summary>
    public virtual IReadOnlyList<PaneSwitch> Switches => [];

    protected static TableColumn Text(string name, int priority = 0) => new(name, "string", "", "", priority);

    protected static TableColumn Number(string name, int priority = 0) => new(name, "integer", "", "", priority);

    /// <summary>Gives way where there is little room.</summary>
    protected static TableColumn Shrinking(string name, int priority = 0) => new(name, "string", ListColumn.Shrinking, "", priority);

    /// <summary>As <see cref="Shrinking"/>, cut at its end.</summary>
    protected static TableColumn Trimming(string name, int priority = 0) => new(name, "string", ListColumn.Trimming, "", priority);

    protected static TableColumn NameColumn(string name) => new(name, "string", "name", "", 0);
}

/// <summary>What a pane makes its table from.</summary>
/// <param name="Before">The reading before, for what grows; null at first.</param>
internal sealed record PaneInput(PanePlace Place, IEvidence Evidence, IEvidence? Before)
{
    /// <inheritdoc cref="PaneReading.Watched"/>
    public IReadOnlyList<Section> Watched { get; init; } = [];

    /// <summary>Names for addresses, from what was read.</summary>
    public AddressBook Names => field ??= AddressBook.Of(Evidence);

    public Section? SectionOf(Need need) => Evidence.Find(need);

    /// <summary>A command's output; null where it could not be had or is empty for a reason that the page tells.</summary>
    public CommandOutput? Output(Place place, string section) => Evidence.Output(place, section);
}

/// <summary>A key that shows the evidence another way.</summary>
/// <param name="Id">For remapping: <c>conntrack.group</c>.</param>
/// <param name="Help">A sentence for the help.</param>
/// <param name="Next">What it switches to.</param>
/// <param name="WhyNot">Why it can't be used now; null when it can.</param>
internal sealed record PaneSwitch(string Id, string Key, string Label, string Help, Pane Next, string? WhyNot = null)
{
    /// <summary>Opens on top, so that Esc comes back, rather than in place.</summary>
    public bool Opens { get; init; }

    /// <summary>As <see cref="Opens"/>, and reads something else.</summary>
    public bool ReadsAnew { get; init; }

    /// <summary>Shows what concerns the pod or service; a node has nothing of the kind.</summary>
    public bool IsNarrowing { get; init; }
}
