using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.ipvs</c>: IPVS's virtual and real servers, kube-ipvs0 and ARP settings.</summary>
public sealed class NodeIpvsCheck : ICheck
{
    private const string Dummy = "kube-ipvs0";

    public CheckInfo Info { get; } = new(
        "node.ipvs", SubjectKind.Node, "IPVS",
        "Every service's cluster IP is a virtual server and an address of kube-ipvs0; real servers are the endpoints of the slices; ARP is strict where something announces service addresses.",
        "`ipvsadm -Ln` (or /proc/net/ip_vs), addresses of kube-ipvs0, sysctl arp_ignore and arp_announce, services, EndpointSlices, pods.",
        [
            "Without IPVS there is nothing to judge.",
            "A real server with weight 0 is an endpoint that terminates gracefully.",
            "Strict ARP is asked for only where MetalLB, kube-vip or the like announces addresses on layer 2.",
            "What changed seconds ago may not be written yet.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.NodeLeases(), Evidence.Needs.Services(null), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Pods(null), .. NetfilterNeeds.Ipvs(subject.Name, soFar),
        .. NetworkNeeds.Links(Place.Node(subject.Name), soFar), .. NetworkNeeds.Sysctls(Place.Node(subject.Name), soFar),
        CommandReadings.NodeNeed(subject.Name, "kube-proxy-mode"), CommandReadings.NodeNeed(subject.Name, "kube-proxy-healthz"),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var mode = evidence.Output(scope.Place, "kube-proxy-mode") is { Exit: 0 } said ? said.Text.Trim() : "";
        var table = evidence.Ipvs(subject.Name);
        var links = evidence.Links(scope.Place);
        if (!table.IsRead || table.Value.Services.Count == 0)
        {
            var isUsed = mode == "ipvs" || links.Value?.Find(Dummy) is { Addresses.Count: > 0 };
            return [!isUsed ? Info.NotApplicable(subject, $"IPVS is not in use here{(mode.Length > 0 ? $": kube-proxy uses {mode}" : "")}")
                : table.IsRead && !table.IsCut ? Info.Fail(subject, $"kube-proxy is in IPVS mode, and there is not one virtual server") with
                {
                    Exhibits = [Exhibits.Of(table.Section, table.Output, [0])], Remedy = "Look at kube-proxy's log: it may lack kernel modules (ip_vs, ip_vs_rr) or the API server.",
                    RemedyCommand = "lsmod | grep ip_vs",
                }
                : Info.Unknown(subject, $"kube-proxy is in IPVS mode, and its virtual servers could not be read: {table.Problem}", table.HowToGet)];
        }

        var services = evidence.Services(null);
        var slices = evidence.EndpointSlices(null);
        return [!services.IsRead || !slices.IsRead
            ? Info.Unknown(subject, $"the services and their endpoints are not known: {(services.IsRead ? slices.Problem : services.Problem)}", services.IsRead ? slices.HowToGet : services.HowToGet)
            : Judge(subject, evidence, scope, table, links)];
    }

    private Finding Judge(Subject subject, IEvidence evidence, NodeScope scope, CommandReading<IpvsTable> table, CommandReading<LinkTable> links)
    {
        var plane = new IpvsPlane(table);
        var now = ClusterClock.Now(evidence, [subject.Name]);
        List<(Service Service, FrontendRules Rules)> wrong = [];
        var (checkedCount, fresh) = (0, 0);
        foreach (var service in evidence.Services(null).Items.Where(IsProxied))
        {
            var slices = SlicesByService.Of(evidence.EndpointSlices(null), service.Namespace, service.Name);
            var isFresh = ClusterClock.SinceChange(slices, now) is { } age && age < ServiceRulesCheck.Settling;
            foreach (var (frontend, port) in ServiceFrontends.Of(service))
            {
                checkedCount++;
                var rules = FrontendRules.Judge(frontend, plane.Find(frontend), ExpectedEndpoints.Of(service, port, slices, frontend, scope.Node), plane.IsWhole);
                fresh += rules.Fault > RuleFault.Unknown && isFresh ? 1 : 0;
                if (rules.Fault > RuleFault.Unknown && !isFresh)
                {
                    wrong.Add((service, rules));
                }
            }
        }

        var unbound = links.IsRead && !links.IsCut ? Unbound(evidence, links.Value) : [];
        var arp = Arp(evidence, scope.Place);
        if (wrong.Count > 0)
        {
            var worst = wrong.MaxBy(w => w.Rules.Fault);
            var fails = worst.Rules.Fault is not (RuleFault.NotRefused or RuleFault.LacksSome);
            return new Finding(Info.Id, subject, fails ? Verdict.Fail : Verdict.Warn,
                $"{Words.Count(wrong.Count, "virtual server")} of {checkedCount} {(wrong.Count == 1 ? "is" : "are")} not as the slices say: {Text(worst)}{(wrong.Count > 1 ? $" and {wrong.Count - 1} more" : "")}")
            {
                Details = [.. wrong.Take(6).Select(w => Text(w) + "."), .. unbound, .. arp.Title],
                Exhibits = [Exhibits.Of(table.Section!, table.Output!, wrong.SelectMany(w => w.Rules.Programmed.Lines))],
                Remedy = "See whether kube-proxy runs on this node and reaches the API server (node.kube-proxy).",
                RemedyCommand = "ipvsadm -Ln",
                Explains = fails ? [.. wrong.Select(w => Subject.Service(w.Service.Namespace, w.Service.Name)).Distinct()] : [],
                ExplainedChecks = ["service.vip-reach", "service.rules", "service.dns-name"],
            };
        }

        if (unbound.Count > 0)
        {
            return Info.Fail(subject, unbound[0]) with
            {
                Details = [.. unbound.Skip(1), .. arp.Title],
                Exhibits = [Exhibits.Of(links.Section!, links.Output!, l => l.Contains(Dummy, StringComparison.Ordinal))],
                Remedy = "Packets to an address that the node does not have never reach IPVS; kube-proxy sets them when it syncs.",
                RemedyCommand = $"ip addr show {Dummy}",
            };
        }

        return arp.Title is [var loose, ..]
            ? Info.Warn(subject, loose) with
            {
                Exhibits = arp.Exhibit, Remedy = "Set ipvs.strictARP: true in kube-proxy's configuration; else every node answers ARP for announced addresses.",
                RemedyCommand = "kubectl get configmap -n kube-system kube-proxy -o yaml",
            }
            : Info.Pass(subject, $"{Words.Count(table.Value!.Services.Count, "virtual server")}; all {checkedCount} that services ask for are as the slices say{(fresh > 0 ? $" ({fresh} changed just now)" : "")}") with
            {
                Exhibits = [Exhibits.Of(table.Section!, table.Output!, [])],
            };
    }

    private static string Text((Service Service, FrontendRules Rules) wrong)
    {
        var (service, rules) = wrong;
        var says = rules.Programmed.Kind == ProgrammedKind.Missing ? "no virtual server" : rules.Programmed.Endpoints.Count == 0 ? "no real server" : Words.Some(rules.Programmed.Endpoints.Select(e => e.ToString()));
        return $"{service.FullName} {rules.Frontend} has {says}, by the slices {(rules.Expected.May.Count == 0 ? "none" : Words.Some(rules.Expected.May.Select(e => e.ToString())))}";
    }

    /// <summary>Cluster IPs that kube-ipvs0 lacks.</summary>
    private static List<string> Unbound(IEvidence evidence, LinkTable links)
    {
        if (links.Find(Dummy) is not { } dummy)
        {
            return [$"there is no interface {Dummy}: packets to cluster IPs never reach IPVS"];
        }

        var bound = dummy.Addresses.Select(a => Ip.Parse(a.Address)).OfType<Ip>().ToHashSet();
        var lacking = evidence.Services(null).Items.Where(IsProxied)
            .Where(s => s.Meta.Created is not { } made || evidence.Now - made > TimeSpan.FromMinutes(1))
            .SelectMany(s => s.ClusterIps.Select(i => Ip.Parse(i)).OfType<Ip>().Where(i => !bound.Contains(i)).Select(i => $"{i} of {s.FullName}")).ToList();
        return lacking.Count == 0 ? [] : [$"{Dummy} lacks {Words.Some(lacking)}: packets to {(lacking.Count == 1 ? "it" : "them")} never reach IPVS"];
    }

    /// <summary>Answers to ARP for addresses of kube-ipvs0, where something announces them on layer 2.</summary>
    private static (IReadOnlyList<string> Title, IReadOnlyList<Exhibit> Exhibit) Arp(IEvidence evidence, Place place)
    {
        var announcer = evidence.Pods(null).Items.FirstOrDefault(p =>
            (p.Meta.Labels["component"] == "speaker" && (p.Meta.Labels["app"] == "metallb" || p.Meta.Labels["app.kubernetes.io/name"] == "metallb")) || p.Name.StartsWith("kube-vip", StringComparison.Ordinal));
        var sysctls = evidence.Sysctls(place);
        if (announcer is null || !sysctls.IsRead)
        {
            return ([], []);
        }

        var (ignore, announce) = (sysctls.Value.Number("net.ipv4.conf.all.arp_ignore"), sysctls.Value.Number("net.ipv4.conf.all.arp_announce"));
        return ignore is 0 || announce is 0 or 1
            ? ([$"{announcer.FullName} announces service addresses, and ARP is not strict here (arp_ignore {ignore}, arp_announce {announce}): this node answers for addresses that another announces"],
                [NodeScope.Show(sysctls, l => l.Contains("conf.all.arp_ignore", StringComparison.Ordinal) || l.Contains("conf.all.arp_announce", StringComparison.Ordinal))])
            : ([], []);
    }

    private static bool IsProxied(Service service) =>
        service is { IsHeadless: false, IsExternalName: false, ClusterIps.Count: > 0, Ports.Count: > 0 } && service.Meta.Labels["service.kubernetes.io/service-proxy-name"] is null;
}
