using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>
/// The connections that the node tracks: one by one, or counted by state, destination or source. Those that are answered by an address
/// that no endpoint has are marked. A table that is too large to be read whole is counted on the node.
/// </summary>
internal sealed record ConntrackPane(ConntrackView View) : Pane
{
    /// <summary>Rows beyond so many tell a person nothing; groups count them all.</summary>
    private const int MostRows = 20_000;

    private static readonly TableColumn[] EntryColumns =
    [
        Text("Proto"), Text("State"), Text("Note"), Text("Source"), Shrinking("From"), Text("Destination"), Shrinking("To"), Text("Answered by"), Shrinking("Endpoint"),
        Number("Expires", 1), Text("Nat", 1),
    ];

    /// <summary>Only connections of this group: a state, a destination, a source; "": all.</summary>
    public string Group { get; init; } = "";

    /// <summary>Only those that no endpoint answers.</summary>
    public bool IsOnlyStale { get; init; }

    public override string Word => "conntrack";

    public override string Noun => View switch
    {
        ConntrackView.States => "states",
        ConntrackView.Destinations => "destinations",
        ConntrackView.Sources => "sources",
        _ => "connections",
    };

    public override string? DefaultSort => View == ConntrackView.Entries ? null : "CONNECTIONS";

    public override bool SortsDescending => View != ConntrackView.Entries;

    public override bool IsLive => true;

    public override bool IsFollowed => Group.Length > 0;

    public override Pane Root => this with { Group = "" };

    public override string OpenLabel => View == ConntrackView.Entries ? "row" : "connections";

    public override IReadOnlyList<PaneSwitch> Switches =>
    [
        new("conntrack.group", "b", "group by", "Count by state, by destination, by source, or list them one by one.", this with { View = Next(View), Group = "" }),
        new("conntrack.stale", "x", "stale", "Only those that are answered by an address that no endpoint has; again: all.",
            this with { View = ConntrackView.Entries, IsOnlyStale = !IsOnlyStale }),
        new("conntrack.events", "w", "watch", "Connections as they open and close, live.", new ConntrackEventsPane(HasUpdates: false)) { ReadsAnew = true },
    ];

    public override string TitleOf(string place) => Group.Length > 0 ? $"conntrack {Group}" : $"conntrack({place}){(View == ConntrackView.Entries ? "" : $" by {By(View)}")}";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
    [
        .. NetworkNeeds.Conntrack(place.Node, soFar), CommandReadings.NodeNeed(place.Node, "conntrack-summary"), .. NetworkNeeds.Sysctls(Place.Node(place.Node), soFar), .. NetworkNeeds.Links(Place.Node(place.Node), soFar),
        Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null), Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={place.Node}" },
    ];

    public override PaneContent Build(PaneInput input)
    {
        var node = input.Place.Node;
        var table = input.Evidence.Conntrack(node);
        var summary = input.Evidence.Output(Place.Node(node), "conntrack-summary")?.As(ConntrackSummary.Parse) is { IsWhole: true } counted ? counted : null;
        if (!table.IsRead && summary is null)
        {
            return PanePages.Missing(input, table, Place.Node(node), "connections");
        }

        List<ListNote> notes = [Fill(input, table, summary)];
        if (table is { IsCut: true })
        {
            notes.Add(new(summary is null
                ? "! the table is too large to be read whole: what is listed and counted is its beginning"
                : "! the table is too large to be read whole: what is listed is its beginning; b groups all of it, counted on the node", Tone.Warn));
        }

        var content = View == ConntrackView.Entries || Group.Length > 0
            ? Entries(input, table)
            : new ConntrackGroups(this, input, table.Value is { } read && (!table.IsCut || summary is null) ? read : null, summary).Make();
        return content with
        {
            Notes = [.. notes, .. content.Notes],
            Sections = [.. new[] { table.Section, input.SectionOf(CommandReadings.NodeNeed(node, "conntrack-summary")) }.OfType<Section>().Where(s => s.Status == SectionStatus.Read)],
        };
    }

    /// <summary>Whether an entry belongs to a group, by the group's name.</summary>
    internal static bool IsIn(in ConntrackEntry entry, string group) =>
        group.Length == 0 || entry.Source == group || $"{entry.Destination}:{entry.DestinationPort}" == group || StateOf(entry) == group;

    /// <summary><c>tcp ESTABLISHED</c>, <c>udp -</c>: as the summary names them.</summary>
    internal static string StateOf(in ConntrackEntry entry) => $"{entry.Protocol} {(entry.State.Length > 0 ? entry.State : "-")}";

    /// <summary>The pod takes part in it, or it was sent to the service (by its address, or by a node port of it).</summary>
    internal static bool Concerns(PanePlace place, in ConntrackEntry entry)
    {
        if (place.Service is { } service)
        {
            var port = entry.DestinationPort;
            return place.VirtualAddresses.Contains(entry.Destination) || (entry.IsDnat && service.Ports.Any(p => p.NodePort == port) && place.Addresses.Contains(entry.ReplySource));
        }

        return place.Pod is null || place.Addresses.Contains(entry.Source) || place.Addresses.Contains(entry.Destination)
            || place.Addresses.Contains(entry.ReplySource) || place.Addresses.Contains(entry.ReplyDestination);
    }

    /// <summary>Sent to a service, answered by an address that is no endpoint any more; only where the endpoints are known.</summary>
    internal static bool IsStale(PaneInput input, in ConntrackEntry entry) =>
        entry.IsDnat && input.Names.Endpoints is { } endpoints && input.Names.Find(entry.Destination) is { Kind: AddressKind.Service }
        && !endpoints.Contains(entry.ReplySource);

    private static ConntrackView Next(ConntrackView view) => view switch
    {
        ConntrackView.Entries => ConntrackView.States,
        ConntrackView.States => ConntrackView.Destinations,
        ConntrackView.Destinations => ConntrackView.Sources,
        _ => ConntrackView.Entries,
    };

    private static string By(ConntrackView view) => view.ToString().ToLowerInvariant().TrimEnd('s');

    internal static bool IsClosing(string state) => state is "TIME_WAIT" or "CLOSE" or "CLOSE_WAIT" or "LAST_ACK" or "FIN_WAIT";

    private static ListNote Fill(PaneInput input, CommandReading<ConntrackTable> table, ConntrackSummary? summary)
    {
        // The kernel refuses connections by its own counter; a listing may be of IPv4 alone, or cut.
        var sysctls = input.Evidence.Sysctls(Place.Node(input.Place.Node)).Value;
        var (count, most) = (sysctls?.Number("net.netfilter.nf_conntrack_count"), sysctls?.Number("net.netfilter.nf_conntrack_max"));
        var listed = summary?.Total ?? table.Value?.Items.Count ?? 0;
        var total = count ?? listed;
        var besides = listed == total || (summary is null && table.IsCut) ? "" : $", {listed} of them listed";
        return most is > 0
            ? new($"{total} of {most} entries ({100.0 * total / most.Value:0.#}%){besides}", total >= 0.9 * most ? Tone.Fail : total >= 0.75 * most ? Tone.Warn : Tone.Dim)
            : new($"{total} entries{besides}");
    }

    private PaneContent Entries(PaneInput input, CommandReading<ConntrackTable> table)
    {
        if (table.Value is not { } connections)
        {
            return PanePages.Missing(input, table, Place.Node(input.Place.Node), "connections one by one");
        }

        List<PaneRow> rows = [];
        int stale = 0, leftOut = 0;
        foreach (var entry in connections.Items)
        {
            if (!IsIn(entry, Group) || !Concerns(input.Place, entry))
            {
                continue;
            }

            var isStale = IsStale(input, entry);
            stale += isStale ? 1 : 0;
            if (IsOnlyStale && !isStale)
            {
                continue;
            }

            if (rows.Count >= MostRows)
            {
                leftOut++;
                continue;
            }

            rows.Add(RowOf(input, entry, isStale));
        }

        List<ListNote> notes = [];
        if (input.Place.IsNarrowed)
        {
            notes.Add(new($"of {input.Place.Subject}: {rows.Count + leftOut}"));
        }

        if (stale > 0)
        {
            notes.Add(new($"{stale} are answered by an address that no endpoint has (x shows them alone)", Tone.Warn));
        }

        if (leftOut > 0)
        {
            notes.Add(new($"the first {MostRows} are listed, {leftOut} more are not: b groups them", Tone.Warn));
        }

        return new PaneContent(EntryColumns, rows)
        {
            Notes = notes,
            Page = rows.Count > 0 ? null : IsOnlyStale
                ? PanePages.Nothing("No connection goes to an address that no endpoint has", "Every connection to a service is answered by one of its endpoints. x shows all connections again.")
                : PanePages.Nothing($"{input.Place.Node} tracks no connection{(input.Place.IsNarrowed ? $" of {input.Place.Subject}" : "")}", "Traffic that nobody sends now is not tracked: send some, then r."),
        };
    }

    private static PaneRow RowOf(PaneInput input, in ConntrackEntry e, bool isStale)
    {
        var names = input.Names;
        var answered = e.IsDnat ? $"{e.ReplySource}:{e.ReplySourcePort}" : "";
        var note = isStale ? IsClosing(e.State) ? "endpoint gone, closing" : "✗ no endpoint has it" : e.IsUnreplied ? "! nothing came back" : "";
        var nat = (e.IsDnat, e.IsSnat) switch { (true, true) => "dnat snat", (true, false) => "dnat", (false, true) => "snat", _ => "" };
        var noteTone = isStale && !IsClosing(e.State) ? Tone.Fail : note.Length > 0 ? Tone.Warn : Tone.Text;
        var from = names.Find(e.Source);
        return new PaneRow(
            $"{e.Protocol}|{e.Source}:{e.SourcePort}|{e.Destination}:{e.DestinationPort}|{e.Zone}",
            e.Protocol, e.State, note, $"{e.Source}:{e.SourcePort}", from?.Name ?? "", $"{e.Destination}:{e.DestinationPort}", names.NameOf(e.Destination),
            answered, answered.Length > 0 ? names.NameOf(e.ReplySource) : "", $"{e.Timeout}", nat)
        {
            Tones = [Tone.Dim, IsClosing(e.State) ? Tone.Dim : Tone.Text, noteTone, Tone.Text, Tone.Accent, Tone.Text, Tone.Accent, Tone.Text, Tone.Accent, Tone.Dim, Tone.Dim],
            Object = from?.Kind == AddressKind.Pod ? from.Object : names.Find(e.ReplySource)?.Object ?? names.Find(e.Destination)?.Object,
            Details =
            [
                $"{e.Source}:{e.SourcePort} sends to {e.Destination}:{e.DestinationPort}; {e.ReplySource}:{e.ReplySourcePort} answers to {e.ReplyDestination}:{e.ReplyDestinationPort}.",
                .. e.IsSnat ? (string[])[$"Its source is rewritten to {e.ReplyDestination}{(names.NameOf(e.ReplyDestination) is { Length: > 0 } node ? $" ({node})" : "")}."] : [],
            ],
        };
    }
}

internal enum ConntrackView
{
    Entries,
    States,
    Destinations,
    Sources,
}
