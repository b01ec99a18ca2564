using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;

namespace KubeNetTui.Panes;

/// <summary>Connections counted: from the table where it was read whole, else from what the node counted itself.</summary>
internal sealed class ConntrackGroups(ConntrackPane pane, PaneInput input, ConntrackTable? table, ConntrackSummary? summary)
{
    private static readonly TableColumn[] StateColumns = [Text("State"), Number("Connections"), Number("Unreplied"), Number("Per s"), Text("Share")];
    private static readonly TableColumn[] AddressColumns =
        [Text("Address"), Text("Name"), Number("Connections"), Number("Unreplied"), Number("Per s"), Number("Masqueraded", 1), Text("Note")];

    public PaneContent Make()
    {
        List<Group> groups = table is not null ? Count() : OfSummary();
        var before = Before();
        var growth = Growth.Between(BeforeAt(), NowAt());
        var total = Math.Max(1, groups.Sum(g => g.Count));
        var rows = groups.Select(g => pane.View == ConntrackView.States ? StateRow(g, total, before, growth) : AddressRow(g, before, growth)).ToList();
        return new PaneContent(pane.View == ConntrackView.States ? StateColumns : AddressColumns, rows)
        {
            Page = rows.Count > 0 ? null : PanePages.Nothing($"{input.Place.Node} tracks no connection{(input.Place.IsNarrowed ? $" of {input.Place.Subject}" : "")}"),
        };
    }

    private static TableColumn Text(string name) => new(name, "string", name is "Address" or "State" ? "name" : "", "", 0);

    private static TableColumn Number(string name, int priority = 0) => new(name, "integer", "", "", priority);

    private PaneRow StateRow(Group group, long total, Dictionary<string, long> before, Growth growth) => new(
        group.Name, group.Name, $"{group.Count}", $"{group.Unreplied}", Rate(group, before, growth), $"{100.0 * group.Count / total:0}%")
    {
        Tones = [Tone.Text, Tone.Text, group.Unreplied > 0 ? Tone.Warn : Tone.Dim, Tone.Accent, Tone.Dim],
        Link = Link(group),
    };

    private PaneRow AddressRow(Group group, Dictionary<string, long> before, Growth growth)
    {
        var address = pane.View == ConntrackView.Destinations && group.Name.LastIndexOf(':') is > 0 and var colon ? group.Name[..colon] : group.Name;
        var owner = input.Names.Find(address);
        var note = group.Stale > 0 ? $"✗ {group.Stale} answered by no endpoint"
            : group.Unreplied > 0 && group.Unreplied == group.Count ? "! nothing comes back"
            : "";
        return new PaneRow(
            group.Name, group.Name, owner?.Name ?? "", $"{group.Count}", $"{group.Unreplied}", Rate(group, before, growth), $"{group.Masqueraded}", note)
        {
            Tones = [Tone.Text, Tone.Accent, Tone.Text, group.Unreplied > 0 ? Tone.Warn : Tone.Dim, Tone.Accent, Tone.Dim, group.Stale > 0 ? Tone.Fail : Tone.Warn],
            Object = owner?.Object, Link = Link(group),
        };
    }

    // What was only counted has no connections to list.
    private PaneLink? Link(Group group) =>
        table is null ? null : new PaneLink("connections", pane with { View = ConntrackView.Entries, Group = group.Name, IsOnlyStale = false });

    private static string Rate(Group group, Dictionary<string, long> before, Growth growth)
    {
        if (growth.Seconds <= 0)
        {
            return "";
        }

        var change = (group.Count - before.GetValueOrDefault(group.Name)) / growth.Seconds;
        return change == 0 ? "0" : change.ToString("+0.0;-0.0", System.Globalization.CultureInfo.InvariantCulture);
    }

    private List<Group> Count()
    {
        Dictionary<string, Group> groups = [];
        foreach (var entry in table!.Items)
        {
            if (!ConntrackPane.Concerns(input.Place, entry))
            {
                continue;
            }

            var name = NameOf(entry);
            var group = groups.GetValueOrDefault(name, new Group(name, 0, 0, 0, 0));
            groups[name] = group with
            {
                Count = group.Count + 1,
                Unreplied = group.Unreplied + (entry.IsUnreplied ? 1 : 0),
                Masqueraded = group.Masqueraded + (entry.IsSnat ? 1 : 0),
                Stale = group.Stale + (pane.View == ConntrackView.Destinations && ConntrackPane.IsStale(input, entry) ? 1 : 0),
            };
        }

        return [.. groups.Values.OrderByDescending(g => g.Count)];
    }

    private string NameOf(in ConntrackEntry entry) => pane.View switch
    {
        ConntrackView.States => ConntrackPane.StateOf(entry),
        ConntrackView.Sources => entry.Source,
        _ => $"{entry.Destination}:{entry.DestinationPort}",
    };

    private List<Group> OfSummary()
    {
        var masqueraded = summary!.Masqueraded.ToDictionary(m => m.Name, m => m.Count);
        var counts = pane.View switch
        {
            ConntrackView.States => summary.States,
            ConntrackView.Sources => summary.Sources,
            _ => summary.Destinations,
        };
        return [.. counts.Where(c => !input.Place.IsNarrowed || input.Place.Addresses.Contains(c.Name.Split(' ')[0]))
            .Select(c => new Group(c.Name, c.Count, c.Unreplied, masqueraded.GetValueOrDefault(c.Name), 0))];
    }

    private Dictionary<string, long> Before()
    {
        if (input.Before?.Conntrack(input.Place.Node).Value is not { } earlier || table is null)
        {
            return [];
        }

        Dictionary<string, long> counts = [];
        foreach (var entry in earlier.Items)
        {
            if (ConntrackPane.Concerns(input.Place, entry))
            {
                var name = NameOf(entry);
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
        }

        return counts;
    }

    private DateTimeOffset? BeforeAt() => table is null ? null : input.Before?.Conntrack(input.Place.Node).Section?.At;

    private DateTimeOffset? NowAt() => input.Evidence.Conntrack(input.Place.Node).Section?.At;

    private readonly record struct Group(string Name, long Count, long Unreplied, long Masqueraded, long Stale);
}
