using System.Globalization;
using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// Connections of the node as they open and close. The node is watched for a few seconds at a time, again and again; what happens between
/// two looks is not seen, and the pane says how much that is.
/// </summary>
/// <param name="HasUpdates">Also changes of state between the two.</param>
internal sealed record ConntrackEventsPane(bool HasUpdates) : Pane
{
    private const int MostRows = 5_000;

    private static readonly TableColumn[] Columns =
    [
        NameColumn("Time"), Text("Event"), Text("Proto"), Text("State"), Text("Note"), Text("Source"), Shrinking("From"), Text("Destination"), Shrinking("To"),
        Text("Answered by"), Shrinking("Endpoint"),
    ];

    public override string Word => "conntrack";

    public override string Noun => "events";

    public override string? DefaultSort => "TIME";

    public override bool SortsDescending => true;

    public override bool IsLive => true;

    public override bool StartsLive => true;

    public override TimeSpan LivePause => TimeSpan.FromMilliseconds(500); // a reading watches for seconds itself

    public override IReadOnlyList<PaneSwitch> Switches =>
    [
        new("conntrack.updates", "u", HasUpdates ? "only open and close" : "all changes", "Changes of state too; again: only what opens and closes.", new ConntrackEventsPane(!HasUpdates)),
    ];

    public override string TitleOf(string place) => $"conntrack events({place})";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
    [
        NetworkNeeds.ConntrackEvents(place.Node), .. NetworkNeeds.Links(Place.Node(place.Node), soFar),
        Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null), Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={place.Node}" },
    ];

    public override PaneContent Build(PaneInput input)
    {
        var need = NetworkNeeds.ConntrackEvents(input.Place.Node);
        List<Section> watched = [.. input.Watched.Where(s => s.Need == need)];
        if (input.Evidence.Output(need.Place, need.Section) is not { } last)
        {
            return PaneContent.Of(PanePages.Missing(input.Evidence, need, "connections' events"), [.. new[] { input.SectionOf(need) }.OfType<Section>()]);
        }

        if (last is { Text.Length: 0, Exit: not 0 })
        {
            return PaneContent.Of(PanePages.Failed(need, last, $"{input.Place.Node} does not tell of connections"), input.SectionOf(need)!);
        }

        watched = watched.Count > 0 ? watched : [input.SectionOf(need)!];
        List<PaneRow> rows = [];
        int opened = 0, closed = 0, silent = 0;
        HashSet<string> seen = [];
        for (var s = watched.Count - 1; s >= 0; s--)
        {
            foreach (var e in ((CommandOutput)watched[s].Value!).As(ConntrackEvents.Parse).Items)
            {
                // What is served from a bundle is the same each time.
                if (!ConntrackPane.Concerns(input.Place, e.Entry) || !seen.Add(KeyOf(e)))
                {
                    continue;
                }

                opened += e.Kind == ConntrackEventKind.New ? 1 : 0;
                closed += e.Kind == ConntrackEventKind.Destroy ? 1 : 0;
                silent += IsSilent(e) ? 1 : 0;
                if (rows.Count < MostRows && (HasUpdates || e.Kind != ConntrackEventKind.Update))
                {
                    rows.Add(RowOf(input, e, s));
                }
            }
        }

        return new PaneContent(Columns, rows)
        {
            Notes = NotesOf(input, watched, opened, closed, silent), Sections = watched,
            Page = rows.Count > 0 ? null : PanePages.Nothing(
                $"No connection{(input.Place.IsNarrowed ? $" of {input.Place.Subject}" : "")} opened or closed on {input.Place.Node} while it was watched", "It goes on being watched: send something. l ends that."),
        };
    }

    /// <summary>It ended, and nothing had ever come back.</summary>
    private static bool IsSilent(in ConntrackEvent e) => e is { Kind: ConntrackEventKind.Destroy, Entry.IsUnreplied: true };

    private static string KeyOf(in ConntrackEvent e) =>
        $"{e.At?.UtcTicks}|{e.Kind}|{e.Entry.Protocol}|{e.Entry.State}|{e.Entry.Source}:{e.Entry.SourcePort}|{e.Entry.Destination}:{e.Entry.DestinationPort}|{e.Entry.Zone}";

    private static List<ListNote> NotesOf(PaneInput input, List<Section> watched, int opened, int closed, int silent)
    {
        var look = SectionCommands.Find("conntrack-events")!.Watches.TotalSeconds;
        var span = (watched[^1].At - watched[0].At).TotalSeconds + look;

        // A bundle answers at once, with what was watched before.
        var seconds = Math.Min(watched.Count * look, span);
        var rate = $", {(opened / seconds).ToString("0.0", CultureInfo.InvariantCulture)} and {(closed / seconds).ToString("0.0", CultureInfo.InvariantCulture)} a second";
        List<ListNote> notes =
        [
            new($"{(input.Place.IsNarrowed ? $"of {input.Place.Subject}: " : "")}{opened} opened, {closed} closed{rate}"
                + (span > seconds + 1 ? $" · watched for {seconds:0} of the last {span:0} s: what happens between two looks is not seen" : "")),
        ];
        if (silent > 0)
        {
            notes.Add(new($"! {silent} ended without anything having come back", Tone.Warn));
        }

        if (((CommandOutput)watched[^1].Value!).Text.AsSpan().Count('\n') >= 20_000)
        {
            notes.Add(new("! more happened than is told: of each look the first 20,000 events", Tone.Warn));
        }

        return notes;
    }

    private static PaneRow RowOf(PaneInput input, in ConntrackEvent e, int section)
    {
        var (names, entry) = (input.Names, e.Entry);
        var what = e.Kind switch { ConntrackEventKind.New => "+ opened", ConntrackEventKind.Destroy => "- closed", _ => "  changed" };
        var isStale = ConntrackPane.IsStale(input, entry);
        var note = IsSilent(e) ? "! nothing came back" : isStale && !ConntrackPane.IsClosing(entry.State) && e.Kind == ConntrackEventKind.New ? "✗ no endpoint has it" : "";
        var answered = entry.IsDnat ? $"{entry.ReplySource}:{entry.ReplySourcePort}" : "";
        var from = names.Find(entry.Source);
        return new PaneRow(
            KeyOf(e),
            e.At?.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture) ?? "", what, entry.Protocol, entry.State, note,
            $"{entry.Source}:{entry.SourcePort}", from?.Name ?? "", $"{entry.Destination}:{entry.DestinationPort}", names.NameOf(entry.Destination),
            answered, answered.Length > 0 ? names.NameOf(entry.ReplySource) : "")
        {
            Tones =
            [
                Tone.Dim, e.Kind == ConntrackEventKind.New ? Tone.Pass : Tone.Dim, Tone.Dim, Tone.Text, note.StartsWith('✗') ? Tone.Fail : Tone.Warn,
                Tone.Text, Tone.Accent, Tone.Text, Tone.Accent, Tone.Text, Tone.Accent,
            ],
            Object = from?.Kind == AddressKind.Pod ? from.Object : names.Find(entry.ReplySource)?.Object ?? names.Find(entry.Destination)?.Object,
            Section = section, Lines = [e.Line],
        };
    }
}
