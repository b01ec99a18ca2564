using KubeNetTui.App;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>Which pod hangs on which veth, and that on which bridge; veths of no pod, and pods without one.</summary>
internal sealed record VethsPane : Pane
{
    private static readonly TableColumn[] Columns =
    [
        Shrinking("Pod"), Text("Address"), Text("In pod", 1), Text("Veth"), Text("Bridge"), Text("State"), Text("Mtu"), Text("Hairpin"), Text("Note"),
    ];

    public override string Word => "veths";

    public override string Noun => "veths";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar)
    {
        var node = Place.Node(place.Node);
        List<Need> needs =
        [
            PodsOf(place), .. NetworkNeeds.Links(node, soFar), .. NetworkNeeds.HairpinModes(place.Node, soFar), .. NetworkNeeds.Routes(node, soFar),
        ];
        needs.AddRange(Pods(place, soFar).SelectMany(p => NetworkNeeds.Links(Place.Pod(p.Namespace, p.Name), soFar)));
        return needs;
    }

    public override PaneContent Build(PaneInput input)
    {
        var (node, evidence) = (input.Place.Node, input.Evidence);
        var links = evidence.Links(Place.Node(node));
        if (links.Value is not { } table)
        {
            return PanePages.Missing(input, links, Place.Node(node), "interfaces");
        }

        var hairpin = evidence.HairpinModes(node).Value;
        HashSet<string> taken = [];
        List<PaneRow> rows = [];
        var pods = Pods(input.Place, evidence);
        foreach (var pod in pods)
        {
            rows.Add(PodRow(input, pod, table, hairpin, taken));
        }

        if (!input.Place.IsNarrowed)
        {
            rows.AddRange(table.Items.Where(l => IsPodLink(l) && !taken.Contains(l.Name)).Select(l => StrayRow(l, hairpin, evidence.Read<Pod>(PodsOf(input.Place)).IsRead)));
        }

        var strays = rows.Count(r => r.Cells[0].Length == 0);
        return new PaneContent(Columns, rows)
        {
            Notes = [new($"{Count.Of(pods.Count, "pod")} with a network of their own on {node}{(strays > 0 ? $" · {Count.Of(strays, "veth")} with no pod at the other end" : "")}", Tone.Dim)],
            Sections = [links.Section!, .. new[] { evidence.HairpinModes(node).Section, evidence.Routes(Place.Node(node)).Section }.OfType<Section>()
                .Where(s => s != links.Section)],
            Page = rows.Count > 0 ? null : PanePages.Nothing($"{node} has no veth and no pod with a network of its own"),
        };
    }

    private static ListNeed PodsOf(PanePlace place) => Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={place.Node}" };

    private static List<Pod> Pods(PanePlace place, IEvidence evidence) =>
        place.Pod is { } pod ? [pod]
        : [.. evidence.Read<Pod>(PodsOf(place)).Items.Where(p => p.NodeName == place.Node && !p.HostNetwork && !p.IsFinished && p.Ips.Count > 0)];

    // Calico's and Cilium's end in the node's namespace is a veth too, under a name of theirs; plain text does not say the kind.
    private static bool IsPodLink(NetworkLink link) =>
        link.Kind == "veth" || (link.Kind.Length == 0 && (link.Name.StartsWith("veth", StringComparison.Ordinal) || link.Name.StartsWith("cali", StringComparison.Ordinal) || link.Name.StartsWith("lxc", StringComparison.Ordinal)));

    private static PaneRow PodRow(PaneInput input, Pod pod, LinkTable table, HairpinModes? hairpin, HashSet<string> taken)
    {
        var inside = input.Evidence.Links(Place.Pod(pod.Namespace, pod.Name));
        var own = inside.Value?.Items.FirstOrDefault(l => pod.Ips.Any(ip => l.Addresses.Any(a => a.Address == IpText.Canonical(ip))))
            ?? inside.Value?.Items.FirstOrDefault(l => l.LinkType != "loopback" && l.Name != "lo");
        var veth = own is { PeerIndex: > 0 } ? table.Find(own.PeerIndex) : ByRoute(input, pod, table);
        if (veth is not null)
        {
            taken.Add(veth.Name);
        }

        List<string> notes = [];
        if (own is null)
        {
            notes.Add(inside.Value is null ? "inside not read" : "✗ no interface in the pod");
        }
        else if (!pod.Ips.Any(ip => own.Addresses.Any(a => a.Address == IpText.Canonical(ip))))
        {
            notes.Add("✗ the pod's address is not on it");
        }

        if (veth is null)
        {
            notes.Add(own is { PeerIndex: > 0 } ? $"✗ interface {own.PeerIndex} is not there on the node" : "veth not known");
        }
        else if (!veth.HasCarrier)
        {
            notes.Add("✗ down");
        }

        if (own is { HasCarrier: false })
        {
            notes.Add("✗ down in the pod");
        }

        var differs = own is { Mtu: > 0 } && veth is { Mtu: > 0 } && own.Mtu != veth.Mtu;
        if (differs)
        {
            notes.Add("✗ the two ends' MTU differ");
        }

        var note = string.Join("; ", notes);
        return new PaneRow(
            pod.FullName, pod.FullName, pod.Ips[0], own?.Name ?? "", veth?.Name ?? "", BridgeOf(veth), StateOf(veth), differs ? $"{own!.Mtu} ≠ {veth!.Mtu}" : $"{veth?.Mtu ?? own?.Mtu}",
            HairpinOf(veth, hairpin), note)
        {
            Tones = [Tone.Text, Tone.Text, Tone.Dim, Tone.Text, Tone.Accent, veth is { HasCarrier: false } ? Tone.Fail : Tone.Text, differs ? Tone.Fail : Tone.Text, Tone.Text,
                note.Contains('✗', StringComparison.Ordinal) ? Tone.Fail : Tone.Dim],
            Object = new Selection(WellKnownKinds.Pods, pod.Namespace, pod.Name, pod.Meta.Uid), Section = 0,
            Details =
            [
                .. own is null ? [] : (string[])[$"In the pod: {own.Name} (index {own.Index}), other end index {own.PeerIndex}, {string.Join(" ", own.Addresses.Select(a => $"{a.Address}/{a.PrefixLength}"))}, {own.Mac}."],
                .. veth is null ? [] : (string[])[$"On the node: {veth.Name} (index {veth.Index}), {string.Join(",", veth.Flags)}{(veth.Master.Length > 0 ? $", a port of {veth.Master}" : "")}."],
                .. inside.Problem.Length > 0 ? (string[])[$"The pod's own interfaces were not read: {inside.Problem}."] : [],
            ],
        };
    }

    // Where CNIs route to each pod, the route names its interface.
    private static NetworkLink? ByRoute(PaneInput input, Pod pod, LinkTable table) =>
        IpPrefix.TryParse(pod.Ips[0], out var address) && input.Evidence.Routes(Place.Node(input.Place.Node)).Value?.Best(address, "main") is { } route && route.Destination == address
            ? table.Find(route.Device)
            : null;

    private static PaneRow StrayRow(NetworkLink link, HairpinModes? hairpin, bool podsAreKnown) => new(
        link.Name, "", "", link.PeerName, link.Name, BridgeOf(link), StateOf(link), $"{link.Mtu}", HairpinOf(link, hairpin),
        link.PeerName.Length > 0 && !link.PeerIsElsewhere ? "both ends are on the node" : podsAreKnown ? "no pod at its other end" : "the node's pods are not known")
    {
        Tone = Tone.Dim, Section = 0,
        Details = ["Left over by a sandbox that is gone, or of something that is no pod: a container beside Kubernetes, a VPN, a virtual machine."],
    };

    private static string BridgeOf(NetworkLink? link) => link is null ? "" : link.Master.Length > 0 ? link.Master : "routed";

    private static string StateOf(NetworkLink? link) => link is null ? "" : link.State.Length > 0 ? link.State.ToLowerInvariant() : link.IsUp ? "up" : "down";

    private static string HairpinOf(NetworkLink? link, HairpinModes? hairpin) =>
        link is not { Master.Length: > 0 } ? "" : (link.Port?.Hairpin ?? hairpin?.Of(link.Name)) switch { true => "on", false => "off", _ => "?" };
}
