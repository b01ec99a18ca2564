using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>Routes of a node or of a pod's network namespace, with whose range each leads to; the rules that choose among tables; neighbours.</summary>
internal sealed record RoutesPane(RoutesView View) : Pane
{
    private static readonly TableColumn[] RouteColumns =
    [
        Number("#"), Text("Table"), Text("Destination"), Shrinking("What"), Text("Via"), Text("Device"), Text("Source", 1), Text("Made by", 1), Number("Metric", 1), Text("Note"),
    ];

    private static readonly TableColumn[] RuleColumns = [Number("#"), Text("From"), Text("To"), Text("Conditions"), Text("Table")];
    private static readonly TableColumn[] NeighbourColumns = [NameColumn("Address"), Text("Whose"), Text("Device"), Text("Mac"), Text("State"), Text("Note")];

    public override string Word => "routes";

    public override string Noun => View switch { RoutesView.Rules => "rules", RoutesView.Neighbours => "neighbours", _ => "routes" };

    public override string? DefaultSort => View == RoutesView.Neighbours ? null : "#";

    public override IReadOnlyList<PaneSwitch> Switches =>
    [
        new("routes.rules", "u", View == RoutesView.Rules ? "routes" : "rules", "The rules that choose among routing tables; again: the routes.",
            new RoutesPane(View == RoutesView.Rules ? RoutesView.Routes : RoutesView.Rules)),
        new("routes.neighbours", "a", View == RoutesView.Neighbours ? "routes" : "neighbours", "The neighbours (ARP, NDP); again: the routes.",
            new RoutesPane(View == RoutesView.Neighbours ? RoutesView.Routes : RoutesView.Neighbours)),
    ];

    public override string TitleOf(string place) => $"{Noun}({place})";

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar)
    {
        var at = At(place);
        List<Need> needs =
        [
            .. NetworkNeeds.Routes(at, soFar), .. NetworkNeeds.RoutingRules(at, soFar), .. NetworkNeeds.Neighbours(at, soFar), .. NetworkNeeds.Links(Place.Node(place.Node), soFar),
            Evidence.Needs.EndpointSlices(null), Evidence.Needs.Pods(null) with { FieldSelector = $"spec.nodeName={place.Node}" },
        ];
        if (place.Pod is not null)
        {
            needs.AddRange(NetworkNeeds.Routes(Place.Node(place.Node), soFar));
        }

        return needs;
    }

    public override PaneContent Build(PaneInput input)
    {
        var at = At(input.Place);
        switch (View)
        {
            case RoutesView.Rules:
                var rules = input.Evidence.RoutingRules(at);
                return rules.Value is { } known ? OfRules(known) with { Sections = [rules.Section!] } : PanePages.Missing(input, rules, at, "routing rules");
            case RoutesView.Neighbours:
                var neighbours = input.Evidence.Neighbours(at);
                return neighbours.Value is { } table
                    ? OfNeighbours(input, table) with { Sections = [neighbours.Section!] }
                    : PanePages.Missing(input, neighbours, at, "neighbours");
            default:
                var routes = input.Evidence.Routes(at);
                return routes.Value is { } found ? OfRoutes(input, found) with { Sections = [routes.Section!] } : PanePages.Missing(input, routes, at, "routes");
        }
    }

    private static Place At(PanePlace place) => place.PodPlace ?? Place.Node(place.Node);

    private static PaneContent OfRoutes(PaneInput input, RouteTable table)
    {
        // Main first, then tables that somebody made; the kernel's own of addresses on this machine last.
        var ordered = table.Items.Select((route, i) => (route, i))
            .OrderBy(r => r.route.Table switch { "main" => 0, "local" => 2, _ => 1 }).ThenBy(r => r.route.Table, StringComparer.Ordinal)
            .ThenBy(r => r.route.IsV6).ThenBy(r => r.route.Destination.ToString().StartsWith("fe80:", StringComparison.Ordinal)).ThenByDescending(r => r.route.Destination.IsDefault).ThenBy(r => r.i).Select(r => r.route);
        var rows = ordered.Select((route, i) => RouteRow(input, route, i + 1)).ToList();
        List<ListNote> notes = [];
        if (input.Place.Pod is { Ips: [var ip, ..] } pod && IpPrefix.TryParse(ip, out var prefix))
        {
            var back = input.Evidence.Routes(Place.Node(input.Place.Node)).Value?.Best(prefix, "main");
            notes.Add(back is null
                ? new($"! {input.Place.Node} has no route back to {ip}", Tone.Warn)
                : new($"the way back to {pod.Name} ({ip}) on {input.Place.Node}: {back}", back.Refuses ? Tone.Fail : Tone.Dim));
        }

        var isDefault = table.Items.Any(r => r.Destination.IsDefault && !r.Refuses && r.Table is not "local");
        if (!isDefault)
        {
            notes.Add(new("! there is no default route: nothing outside of these ranges can be reached", Tone.Warn));
        }

        return new PaneContent(RouteColumns, rows)
        {
            Notes = notes,
            Page = rows.Count > 0 ? null : PanePages.Nothing($"{At(input.Place)} has no route at all", "Not even to itself: its interfaces are down, or were never set up."),
        };
    }

    private static PaneRow RouteRow(PaneInput input, NetworkRoute route, int number)
    {
        var what = What(input, route);
        var note = route.IsDead ? "✗ its interface is down" : route.Refuses ? $"✗ {route.Kind.ToString().ToLowerInvariant()}" : route.Flags.Contains("linkdown") ? "! link down" : "";

        // An unreachable route for a whole range under longer ones is how CNIs keep strays from the default route.
        var isNet = route.Refuses && !route.Destination.IsDefault && route.Table == "main"
            && input.Evidence.Routes(At(input.Place)).Value!.Items.Any(r => r != route && r.Table == "main" && !r.Refuses && !r.Destination.IsDefault && route.Destination.Contains(r.Destination));
        var own = route.Kind is RouteKind.Local or RouteKind.Broadcast or RouteKind.Multicast or RouteKind.Anycast;
        return new PaneRow(
            $"{route.Table}|{route}|{route.Metric}", $"{number}", route.Table, route.Destination.IsDefault ? route.IsV6 ? "default (v6)" : "default" : route.Destination.ToString(), what,
            route.NextHops.Count > 1 ? string.Join(" ", route.NextHops.Select(h => h.Gateway)) : route.Gateway, route.Device, route.Source, route.Protocol,
            route.Metric > 0 ? $"{route.Metric}" : "", isNet ? $"{route.Kind.ToString().ToLowerInvariant()}, for the rest of the range" : note)
        {
            Tone = own ? Tone.Dim : Tone.Text,
            Tones = [Tone.Dim, Tone.Dim, Tone.Text, Tone.Accent, Tone.Text, Tone.Text, Tone.Dim, Tone.Dim, Tone.Dim, isNet ? Tone.Dim : note.StartsWith('!') ? Tone.Warn : Tone.Fail],
        };
    }

    private static string What(PaneInput input, NetworkRoute route)
    {
        if (route.Kind is RouteKind.Local or RouteKind.Broadcast or RouteKind.Multicast)
        {
            return route.Kind.ToString().ToLowerInvariant();
        }

        var owner = input.Evidence.Nodes().Items.FirstOrDefault(n => n.PodCidrs.Any(c => IpPrefix.TryParse(c, out var range) && range == route.Destination));
        if (owner is not null)
        {
            return owner.Name == input.Place.Node ? "pods of this node" : $"pods of {owner.Name}";
        }

        if (input.Names.NameOf(route.Destination.ToString()) is { Length: > 0 } name)
        {
            return name;
        }

        var inside = input.Evidence.Nodes().Items.Where(n => n.InternalIps.Any(ip => route.Destination.Contains(ip))).Select(n => n.Name).ToList();
        return route.Destination.IsDefault ? "" : inside.Count > 0 ? inside.Count == 1 ? inside[0] : $"{inside.Count} nodes" : "";
    }

    private static PaneContent OfRules(RoutingRules rules) => new(RuleColumns,
    [
        .. rules.Items.Select(r => new PaneRow(
            r.ToString(), $"{r.Priority}", r.Source?.ToString() ?? "all", r.Destination?.ToString() ?? "all", string.Join(" ", r.Conditions), r.Table.Length > 0 ? r.Table : r.Action)
        {
            Tone = r.Table is "local" or "main" or "default" && r.Conditions.Count == 0 ? Tone.Dim : Tone.Text,
        }),
    ]);

    private static PaneContent OfNeighbours(PaneInput input, NeighbourTable table)
    {
        var rows = table.Items.Select(n =>
        {
            var note = n.IsUnanswered ? "✗ nobody answers" : n.IsPermanent ? "written by somebody, never asked for" : "";
            var owner = input.Names.Find(n.Address);
            return new PaneRow($"{n.Device}|{n.Address}", n.Address, owner?.Name ?? "", n.Device, n.Mac, string.Join(" ", n.States), note)
            {
                Tones = [Tone.Text, Tone.Accent, Tone.Text, Tone.Text, n.IsUnanswered ? Tone.Fail : Tone.Dim, n.IsUnanswered ? Tone.Fail : Tone.Dim], Object = owner?.Object,
            };
        }).ToList();
        return new PaneContent(NeighbourColumns, rows) { Page = rows.Count > 0 ? null : PanePages.Nothing($"{At(input.Place)} knows no neighbour", "It has not sent a packet to any lately.") };
    }
}

internal enum RoutesView
{
    Routes,
    Rules,
    Neighbours,
}
