using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>service.stale-conntrack</c>: the nodes' connection tables send nobody to an endpoint that is gone.</summary>
public sealed class ServiceStaleConntrackCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "service.stale-conntrack", SubjectKind.Service, "Connections to endpoints that are gone",
        "No tracked UDP connection to the service leads to an address that is no endpoint (any more), or to none at all: such an entry outlives the rules for as long as the client goes on sending.",
        "The connection tables counted on the nodes, EndpointSlices, the service's addresses and ports.",
        [
            "TCP connections to a pod that is gone end by themselves: they are told, and no fault.",
            "Terminating endpoints are still endpoints.",
            "Where an eBPF data plane replaces kube-proxy, services are not in the kernel's table.",
            "Headless services are not rewritten.",
            "Entries to another port of the same address, or of another service, do not count.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[.. ServiceScope.Needs(subject), Evidence.Needs.Nodes()])
        {
            yield return need;
        }

        if (!ServiceScope.TryOpen(subject, soFar, Info, out var scope, out _) || scope.Service.IsHeadless)
        {
            yield break;
        }

        foreach (var node in Asked(scope, soFar).Names)
        {
            foreach (var need in NetworkNeeds.ConntrackSummary(node, soFar))
            {
                yield return need;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!ServiceScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        if (scope.Service.IsHeadless)
        {
            return [Info.NotApplicable(subject, "headless: nothing is rewritten")];
        }

        if (scope.Service.Ports.Count == 0 || Addresses(scope.Service).Count == 0)
        {
            return [Info.NotApplicable(subject, "the service has no address or no port")];
        }

        return [Judge(subject, evidence, scope)];
    }

    private sealed record Stale(string Node, string Text, long Count, bool IsUdp, Func<string, bool> IsLine);

    private Finding Judge(Subject subject, IEvidence evidence, ServiceScope scope)
    {
        var asked = Asked(scope, evidence);
        var vips = Addresses(scope.Service);
        var endpoints = scope.Tally.Slices.SelectMany(s => s.Endpoints).SelectMany(e => e.Addresses).Select(IpText.Canonical).ToHashSet();
        List<Stale> stale = [];
        List<string> unread = [], cut = [];
        var howToGet = "";
        foreach (var node in asked.Names)
        {
            var summary = evidence.ConntrackSummary(node);
            if (!summary.IsRead)
            {
                unread.Add($"{node}: {summary.Problem}");
                howToGet = summary.HowToGet;
                continue;
            }

            if (scope.Service.Ports.Any(p => !summary.Value.HasAllDnats(p.Protocol.ToLowerInvariant())) || summary.IsCut)
            {
                cut.Add(node);
            }

            stale.AddRange(On(node, summary.Value, scope.Service, vips, endpoints));
        }

        var udp = stale.FindAll(s => s.IsUdp);
        var tcp = stale.FindAll(s => !s.IsUdp);
        List<string> details = [.. udp.Skip(3).Take(10).Select(s => s.Text), .. tcp.Take(3).Select(s => s.Text + "; TCP ends by itself")];
        if (udp.Count > 0)
        {
            var node = udp[0].Node;
            var reading = evidence.ConntrackSummary(node);
            var port = scope.Service.Ports.First(p => p.Protocol == "UDP");
            return Info.Fail(subject, $"{Words.Some(udp.Select(s => s.Text), 2)}: those clients get no answer until they are silent for a while") with
            {
                Details = details,
                Exhibits = [NodeScope.Show(reading, l => udp.Exists(s => s.Node == node && s.IsLine(l)))],
                Remedy = "Delete the entries; kube-proxy does when endpoints change, so look whether it runs and keeps up there.",
                RemedyCommand = $"conntrack -D -p udp --orig-dst {vips[0]} --orig-port-dst {port.Port}    # on {node}",
                ExplainedChecks = ["service.dns-name", "dns.answers", "pod.dns-lookup", "pod.connections"],
                Explains = scope.Service is { Namespace: ClusterDns.Namespace } ? [Subject.Cluster, subject] : [subject],
            };
        }

        if (unread.Count > 0 || cut.Count > 0)
        {
            return unread.Count == asked.Names.Count
                ? Info.Unknown(subject, $"no node's connection table could be read: {unread[0]}", howToGet)
                : Info.Unknown(subject, unread.Count > 0 ? $"not known of {Words.Count(unread.Count, "node")}: {unread[0]}" : $"the table of {Words.Some(cut)} was not counted to its end", howToGet) with { Details = details };
        }

        if (asked.Names.Count == 0)
        {
            return Info.Unknown(subject, $"no node can be asked: {(evidence.Nodes().IsRead ? "there is none" : evidence.Nodes().Problem)}", evidence.Nodes().HowToGet);
        }

        return Info.Pass(subject, $"no connection leads to an endpoint that is gone, on {asked.Text}", [.. details]);
    }

    private static IEnumerable<Stale> On(string node, ConntrackSummary summary, Service service, List<string> vips, HashSet<string> endpoints)
    {
        foreach (var port in service.Ports)
        {
            var protocol = port.Protocol.ToLowerInvariant();
            foreach (var d in summary.Dnats.Where(d => d.Protocol == protocol && d.Port == port.Port && vips.Contains(d.Destination) && !endpoints.Contains(d.ReplySource)))
            {
                yield return new(node, $"on {node} {Entries(d.Count)} to {d.Destination}:{d.Port}/{port.Protocol} {(d.Count == 1 ? "goes" : "go")} to {d.ReplySource}, which is no endpoint", d.Count, protocol == "udp",
                    l => l.Contains(d.ReplySource, StringComparison.Ordinal) && l.Contains(d.Destination, StringComparison.Ordinal));
            }

            foreach (var s in protocol == "udp" && endpoints.Count > 0 ? summary.SilentUdp.Where(s => s.Port == port.Port && vips.Contains(s.Destination)) : [])
            {
                yield return new(node, $"on {node} {Entries(s.Count)} to {s.Destination}:{s.Port}/UDP {(s.Count == 1 ? "was" : "were")} made before there was a rule, and {(s.Count == 1 ? "goes" : "go")} to no endpoint", s.Count, true,
                    l => l.Contains(s.Destination, StringComparison.Ordinal));
            }
        }
    }

    private static string Entries(long count) => count == 1 ? "a tracked connection" : $"{count} tracked connections";

    /// <summary>Where clients send to. NodePorts are left out: their entries name the node's address, which others use too.</summary>
    private static List<string> Addresses(Service service) =>
        [.. service.ClusterIps.Concat(service.ExternalIps).Concat(service.LoadBalancer.Select(l => l.Ip)).Where(ip => IpPrefix.TryParse(ip, out _)).Select(IpText.Canonical).Distinct()];

    private static AskedNodes Asked(ServiceScope scope, IEvidence evidence) =>
        AskedNodes.Of(evidence, scope.Tally.Slices.SelectMany(s => s.Endpoints).Select(e => e.NodeName).Where(n => n.Length > 0));
}
