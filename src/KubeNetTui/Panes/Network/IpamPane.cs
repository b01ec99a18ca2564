using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>Addresses that the node's CNI has given out, beside the pods that have them: what leaked, and what is missing.</summary>
internal sealed record IpamPane : Pane
{
    private static readonly TableColumn[] Columns = [NameColumn("Address"), Text("Pod"), Text("Phase"), Text("Network"), Text("Container", 1), Text("Note")];

    public override string Word => "ipam";

    public override string Noun => "addresses";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
        [NodeNeeds.IpamStore(place.Node), NodeNeeds.CniConfigurations(place.Node), PodsOf(place)];

    public override PaneContent Build(PaneInput input)
    {
        var (node, evidence) = (input.Place.Node, input.Evidence);
        var store = evidence.IpamStore(node);
        var pods = evidence.Read<Pod>(PodsOf(input.Place));
        var active = evidence.CniConfigurations(node).Value?.Active;
        if (store.Value is not { } given)
        {
            var page = PanePages.Missing(input, store, Place.Node(node), "address store");
            return active?.Plugins is [{ IpamType: { Length: > 0 } type and not "host-local" }, ..] && page.Page is { } missing
                ? page with { Page = missing with { Lines = [.. missing.Lines, $"This node's addresses are given out by {type}, which keeps them elsewhere."] } }
                : page;
        }

        var byAddress = pods.Items.Where(p => p.NodeName == node && !p.HostNetwork)
            .SelectMany(p => p.Ips.Select(ip => (Ip: IpText.Canonical(ip), Pod: p))).GroupBy(p => p.Ip).ToDictionary(g => g.Key, g => g.Select(p => p.Pod).ToList());
        List<PaneRow> rows = [];
        foreach (var address in given.Items)
        {
            byAddress.Remove(address.Address, out var owners);
            rows.Add(RowOf(address.Address, owners ?? [], address.Network, address.Container, pods.IsRead));
        }

        // What has an address that the store does not know of got it from elsewhere, or the store was lost: another pod may get it too.
        var inRange = active?.Plugins.SelectMany(p => p.Ranges).ToList() ?? [];
        rows.AddRange(byAddress.Where(p => p.Value.Exists(o => !o.IsFinished) && (inRange.Count == 0 || inRange.Exists(r => r.Subnet.Contains(p.Key))))
            .Select(p => RowOf(p.Key, p.Value, "", "", true)));
        var size = inRange.Sum(r => r.Size);
        var leaked = rows.Count(r => r.Cells[^1].StartsWith('✗'));
        return new PaneContent(Columns, rows)
        {
            Sections = [store.Section!, .. new[] { evidence.CniConfigurations(node).Section }.OfType<Section>()],
            Notes =
            [
                new($"{given.Items.Count}{(size > 0 ? $" of {size:0}" : "")} addresses are given out"
                    + (active is null ? "" : $" by {string.Join(", ", active.Plugins.Select(p => p.IpamType).Where(t => t.Length > 0).Distinct())} from {string.Join(", ", inRange.Select(r => r.Subnet))}"),
                    size > 0 && given.Items.Count >= 0.9 * size ? Tone.Warn : Tone.Dim),
                .. leaked > 0 ? (ListNote[])[new($"{leaked} belong to no running pod", Tone.Warn)] : [],
            ],
            Page = rows.Count > 0 ? null : PanePages.Nothing($"No address is given out on {node}", "The store is there and empty: no pod with a network of its own runs here."),
        };
    }

    private static ListNeed PodsOf(PanePlace place) => Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={place.Node}" };

    private static PaneRow RowOf(string address, List<Pod> owners, string network, string container, bool podsAreKnown)
    {
        var live = owners.FirstOrDefault(p => !p.IsFinished) ?? owners.FirstOrDefault();
        var note = container.Length == 0 ? "! not in the store: it may be given out twice"
            : live is null ? podsAreKnown ? "✗ leaked: no pod of this node has it" : "the node's pods are not known"
            : live.IsFinished ? "! its pod has ended and keeps it"
            : owners.Count(p => !p.IsFinished) > 1 ? "✗ two pods have it"
            : "";
        return new PaneRow($"{network}|{address}", address, live?.FullName ?? "", live?.Phase ?? "", network, container.Length > 12 ? container[..12] : container, note)
        {
            Tones = [Tone.Text, Tone.Accent, live?.Phase == "Running" ? Tone.Pass : Tone.Dim, Tone.Dim, Tone.Dim, note.StartsWith('✗') ? Tone.Fail : Tone.Warn],
            Object = live is null ? null : new Selection(WellKnownKinds.Pods, live.Namespace, live.Name, live.Meta.Uid), Section = 0,
        };
    }
}
