using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Terminal;

namespace KubeNetTui.Reading;

/// <summary>What a network person needs of an object, with related objects as links: Tab selects one, Enter opens it.</summary>
internal sealed class DescribeScreen(IWorkspace workspace, Selection selection, IEvidenceSource source)
    : ObjectScreen(workspace, selection, new TextView())
{
    public override string Title => $"describe {Selection.Resource.Singular} {FullName}";

    protected override string TextName => "the description";

    public override bool HandleMouse(MouseEvent mouse, Rect area)
    {
        var before = View.LinkLine;
        var taken = base.HandleMouse(mouse, area);
        if (taken && mouse.Action == MouseAction.Press && View.LinkLine >= 0 && View.LinkLine == before)
        {
            Follow(); // a second click on the same link
        }

        return taken;
    }

    protected override IEnumerable<Binding> OwnBindings() =>
    [
        new("describe.next", ["tab"], "links", "To the next related object.", () => SelectLink(1)) { Group = "Text", HintPriority = 85 },
        new("describe.previous", ["shift-tab"], "links", "To the related object before.", () => SelectLink(-1)) { Group = "Text" },
        new("describe.open", ["enter"], "open", "Describes the related object that is selected (tab selects one).", Follow)
        {
            Group = "Text", HintPriority = 80, WhyDisabled = () => View.Link is null ? "no related object is selected: press tab" : null,
        },
        new("describe.yaml", ["y"], "YAML", "Shows the object as YAML.", () => Workspace.Open(ReadingScreens.Yaml(Workspace, Selection)))
        {
            Group = "Text", HintPriority = 55,
        },
        new("describe.events", ["E"], "events", "What happened: its events and those of its relatives, live.", () => Workspace.Open(ReadingScreens.Events(Workspace, Selection)))
        {
            Group = "Text", HintPriority = 54,
        },
        .. base.OwnBindings(),
    ];

    protected override async Task<Action> ReadAsync(CancellationToken cancellation)
    {
        var json = await ObjectReader.ReadAsync(Workspace.Session, Selection, cancellation).ConfigureAwait(false);
        var describer = Describers.For(Selection.Resource);
        var store = new EvidenceStore(Workspace.Time.GetUtcNow());
        Need[] needs = [.. describer.Needs(Selection, json).Distinct()];
        await foreach (var section in source.CollectAsync(needs, cancellation).ConfigureAwait(false))
        {
            store.Add(section);
        }

        var page = new PageBuilder();
        describer.Write(page, new Described(Selection, json, store, Workspace.Session.Catalog ?? WellKnownKinds.Catalog));
        return () => View.Show(page.Lines);
    }

    private void SelectLink(int direction)
    {
        if (!View.SelectLink(direction))
        {
            Workspace.Say("Nothing here leads to another object.");
        }

        Workspace.Invalidate();
    }

    private void Follow()
    {
        if (View.Link is { } link)
        {
            Workspace.Open(ReadingScreens.Describe(Workspace, link));
        }
    }
}
