using System.Globalization;
using KubeNetTui.Evidence;
using KubeNetTui.Kubernetes;
using KubeNetTui.Reading;
using KubeNetTui.Screens;

namespace KubeNetTui.Panes;

/// <summary>IPVS: each virtual server with its real servers, beside the endpoints that there are.</summary>
internal sealed record IpvsPane : Pane
{
    private static readonly TableColumn[] Columns =
    [
        Number("#"), Text("Proto"), Text("Virtual"), Text("Service"), Text("Scheduler", 1), Text("Real"), Text("Pod"), Number("Weight"), Number("Active"), Number("Inactive"),
        Number("Conns"), Number("Per s"), Text("Note"),
    ];

    public override string Word => "ipvs";

    public override string Noun => "real servers";

    public override string? DefaultSort => "#";

    public override bool IsLive => true;

    public override IEnumerable<Need> Needs(PanePlace place, IEvidence soFar) =>
    [
        CommandReadings.NodeNeed(place.Node, "ipvsadm"), CommandReadings.NodeNeed(place.Node, "ipvsadm-stats"),
        Evidence.Needs.EndpointSlices(null), Evidence.Needs.Services(null),
    ];

    public override PaneContent Build(PaneInput input)
    {
        var need = CommandReadings.NodeNeed(input.Place.Node, "ipvsadm");
        if (input.Evidence.Output(need.Place, need.Section) is not { } output)
        {
            return PaneContent.Of(PanePages.Missing(input.Evidence, need, "IPVS services"), [.. new[] { input.SectionOf(need) }.OfType<Section>()]);
        }

        var section = input.SectionOf(need)!;
        var table = output.As(IpvsTable.Parse);
        if (output.Exit != 0 || (!table.HasHeader && table.Services.Count == 0))
        {
            return PaneContent.Of(PanePages.Failed(need, output, $"{input.Place.Node} has no IPVS", "kube-proxy in iptables or nftables mode does not use it: see :iptables and :nft."), section);
        }

        var stats = Stats(input.Evidence, input.Place.Node);
        var before = input.Before is { } earlier ? Stats(earlier, input.Place.Node) : null;
        var statsNeed = CommandReadings.NodeNeed(input.Place.Node, "ipvsadm-stats");
        var growth = Growth.Between(input.Before?.Find(statsNeed)?.At, input.SectionOf(statsNeed)?.At);
        List<PaneRow> rows = [];
        foreach (var service in table.Services.Where(s => Concerns(input.Place, s)))
        {
            var name = service.Address is { } address ? input.Names.NameOf(address.ToString()) : "";
            if (service.Destinations.Count == 0)
            {
                rows.Add(RowOf(rows.Count + 1, service, name, null, null, "", "✗ no real server: refused"));
            }

            foreach (var real in service.Destinations)
            {
                var now = Find(stats, service, real);
                rows.Add(RowOf(rows.Count + 1, service, name, real, now, growth.PerSecond(Find(before, service, real)?.Connections, now?.Connections), Note(input, real))
                    with { Details = input.Names.NameOf(real.Address.ToString()) is { Length: > 0 } pod ? [$"The real server is {pod}."] : [] });
            }
        }

        return new PaneContent(Columns, [.. rows.Select(r => r.Cells[6].Length > 0 ? r : r with { Cells = [.. r.Cells[..6], input.Names.NameOf(r.Cells[5].Split(':')[0]), .. r.Cells[7..]] })])
        {
            Sections = [section, .. new[] { input.SectionOf(statsNeed) }.OfType<Section>().Where(s => s.Status == SectionStatus.Read)],
            Notes = [new($"{table.Services.Count} virtual servers, {table.Services.Sum(s => s.Destinations.Count)} real servers{(input.Place.IsNarrowed ? $"; shown: those of {input.Place.Subject}" : "")}")],
            Page = rows.Count > 0 ? null : PanePages.Nothing(
                input.Place.IsNarrowed ? $"IPVS on {input.Place.Node} has nothing for {input.Place.Subject}" : $"IPVS on {input.Place.Node} has no services",
                "kube-proxy has not programmed it here, or works in another mode: see :iptables and :nft."),
        };
    }

    private static bool Concerns(PanePlace place, IpvsService service) =>
        !place.IsNarrowed || (service.Address is { } address && place.Addresses.Contains(address.ToString()))
        || (place.Pod is not null && service.Destinations.Any(d => place.Addresses.Contains(d.Address.ToString())));

    private static string Note(PaneInput input, IpvsDestination real)
    {
        var isEndpoint = input.Names.Endpoints?.Contains(real.Address.ToString());
        return isEndpoint == false && real.Weight is not 0 ? "✗ no endpoint has this address"
            : real.Weight == 0 ? "weight 0: takes no new connection (graceful)"
            : "";
    }

    private static Dictionary<(string, Ip?, int, Ip, int), IpvsStats>? Stats(IEvidence evidence, string node)
    {
        if (evidence.Output(Place.Node(node), "ipvsadm-stats") is not { Exit: 0 } output)
        {
            return null;
        }

        Dictionary<(string, Ip?, int, Ip, int), IpvsStats> stats = [];
        foreach (var service in output.As(IpvsTable.Parse).Services)
        {
            foreach (var real in service.Destinations)
            {
                if (real.Stats is { } counted)
                {
                    stats[(service.Protocol, service.Address, service.Port, real.Address, real.Port)] = counted;
                }
            }
        }

        return stats;
    }

    private static IpvsStats? Find(Dictionary<(string, Ip?, int, Ip, int), IpvsStats>? stats, IpvsService service, IpvsDestination real) =>
        stats is not null && stats.TryGetValue((service.Protocol, service.Address, service.Port, real.Address, real.Port), out var found) ? found : null;

    private static PaneRow RowOf(int number, IpvsService service, string name, IpvsDestination? real, IpvsStats? stats, string rate, string note)
    {
        static string Count(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
        var virtualServer = service.Address is { } address ? $"{address}:{service.Port}" : $"mark {service.Port}";
        return new PaneRow(
            $"{service.Protocol}|{virtualServer}|{real?.Address}:{real?.Port}", $"{number}", service.Protocol, virtualServer, name, $"{service.Scheduler} {service.Flags}".Trim(),
            real is null ? "" : $"{real.Address}:{real.Port}", "", Count(real?.Weight), Count(real?.ActiveConnections), Count(real?.InactiveConnections), Count(stats?.Connections), rate, note)
        {
            Tones = [Tone.Dim, Tone.Dim, Tone.Text, Tone.Accent, Tone.Dim, Tone.Text, Tone.Accent, real?.Weight == 0 ? Tone.Warn : Tone.Text, Tone.Text, Tone.Dim, Tone.Text, Tone.Accent,
                note.StartsWith('✗') ? Tone.Fail : Tone.Dim],
            Section = 0, Lines = [real?.Line ?? service.Line],
        };
    }
}
