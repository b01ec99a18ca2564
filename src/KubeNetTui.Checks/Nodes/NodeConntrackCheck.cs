using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.conntrack</c>: the connection table has room, and if not, who fills it.</summary>
public sealed class NodeConntrackCheck : ICheck
{
    private const double Full = 0.95;
    private const double Close = 0.80;

    /// <summary>Lost races are part of life (two DNS questions from one socket); so many in a node's life are not.</summary>
    private const long ManyFailedInserts = 1000;

    public CheckInfo Info { get; } = new(
        "node.conntrack", SubjectKind.Node, "Connection table",
        "The kernel's connection table has room; or it is full or close to it, with the pods and destinations that fill it; or the kernel dropped packets for it.",
        "`nf_conntrack_count` and `nf_conntrack_max`, the tracker's counters, the kernel's log, the table counted on the node.",
        [
            "Counters count from boot: where the table has room now, they warn and do not fail.",
            "`insert_failed` in small numbers is two packets racing, not a full table.",
            "The table is counted on the node; a list that was cut is told as a share of what was read.",
            "`invalid` packets are no fault of the table.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
    [
        Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices(null), Evidence.Needs.Pods(null), .. NetworkNeeds.Sysctls(Place.Node(subject.Name), soFar),
        .. NetworkNeeds.ConntrackStats(subject.Name, soFar), .. NetworkNeeds.ConntrackSummary(subject.Name, soFar), NodeNeeds.KernelLog(subject.Name),
    ];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!NodeScope.TryOpen(subject, evidence, Info, out var scope, out var instead))
        {
            return [instead];
        }

        var sysctls = evidence.Sysctls(scope.Place);
        var stats = evidence.ConntrackStats(subject.Name);
        var max = sysctls.Value?.Number("net.netfilter.nf_conntrack_max");
        var count = sysctls.Value?.Number("net.netfilter.nf_conntrack_count") ?? stats.Value?.Entries;
        if (max is not > 0 || count is null)
        {
            return [!sysctls.IsRead ? NodeScope.Missing(Info, subject, "the table's size", sysctls)
                : Info.Unknown(subject, "nf_conntrack_count and nf_conntrack_max are not among the settings read: the module nf_conntrack may not be loaded", "sysctl net.netfilter")];
        }

        return [Judge(subject, evidence, sysctls, stats, count.Value, max.Value)];
    }

    private Finding Judge(
        Subject subject, IEvidence evidence, CommandReading<SysctlTable> sysctls, CommandReading<ConntrackStats> stats, long count, long max)
    {
        var share = (double)count / max;
        var log = evidence.KernelLog(subject.Name);
        var complaints = log.Value?.Of(KernelEvent.ConntrackFull).ToList() ?? [];
        var summary = evidence.ConntrackSummary(subject.Name);
        var text = $"{share * 100:0} % full ({Number(count)} of {Number(max)})";
        List<string> details = [.. Counters(stats.Value)];
        if (complaints.Count > 0)
        {
            details.Add($"The kernel's log says \"table full\" {Words.Count(complaints.Count, "time")}, the last: {(complaints[^1].Time.Length > 0 ? complaints[^1].Time + ": " : "")}{complaints[^1].Text}");
        }

        List<Exhibit> exhibits = [NodeScope.Show(sysctls, l => l.Contains("nf_conntrack_count", StringComparison.Ordinal) || l.Contains("nf_conntrack_max", StringComparison.Ordinal))];
        if (share >= Close)
        {
            var talkers = Talkers(evidence, summary.Value);
            details.AddRange(talkers.Details);
            if (!summary.IsRead)
            {
                details.Add($"Who fills it is not known: {summary.Problem}");
            }
            else if (summary.Section!.Need is CommandNeed { Section: "conntrack-summary" })
            {
                exhibits.Add(NodeScope.Show(summary, l => l.StartsWith("dst ", StringComparison.Ordinal) || l.StartsWith("src ", StringComparison.Ordinal)));
            }

            exhibits.AddRange(Proof(stats, log, complaints.Count > 0));
            return new Finding(Info.Id, subject, share >= Full ? Verdict.Fail : Verdict.Warn, $"the connection table is {text}{talkers.Title}")
            {
                Details = details,
                Exhibits = exhibits,
                Remedy = "Let clients keep connections open, or close fewer at once; a larger table buys time (each entry takes about 320 bytes).",
                RemedyCommand = $"sysctl -w net.netfilter.nf_conntrack_max={max * 2}    # on {subject.Name}",
                Explains = Affected.OfNode(evidence, subject.Name),
                ExplainedChecks = ["pod.egress", "pod.api-server", "pod.dns-lookup", "pod.connections", "service.pod-reach", "service.vip-reach", "node.egress"],
            };
        }

        exhibits.AddRange(Proof(stats, log, complaints.Count > 0));
        if (complaints.Count > 0 || stats.Value is { EarlyDrop: > 0 } or { Drop: > 0 })
        {
            return Info.Warn(subject, $"the connection table was full since the node's boot, now it is {text}: new connections were dropped then") with
            {
                Details = details, Exhibits = exhibits, Remedy = "Look at when it happens: conntrack -S counts, and the kernel's log has the times.", RemedyCommand = "conntrack -S",
            };
        }

        if (stats.Value is { InsertFailed: >= ManyFailedInserts } s)
        {
            return Info.Warn(subject, $"{Number(s.InsertFailed)} connections lost their first packet in a race for an entry (insert_failed); the table is {text}") with
            {
                Details = [.. details, "The classic are two DNS questions (A and AAAA) from one socket: each loss is a lookup of 5 s."],
                Exhibits = exhibits,
                Remedy = "NodeLocal DNSCache, or `single-request-reopen` in the pods' dnsConfig, avoids the race.",
            };
        }

        return Info.Pass(subject, $"the connection table is {text}", [.. details, .. stats.IsRead ? [] : (string[])[$"The tracker's counters could not be read: {stats.Problem}"]]) with { Exhibits = exhibits };
    }

    private static IEnumerable<Exhibit> Proof(CommandReading<ConntrackStats> stats, CommandReading<KernelLog> log, bool complains)
    {
        if (stats.IsRead)
        {
            yield return NodeScope.Show(stats, l => l.Contains("drop", StringComparison.Ordinal));
        }

        if (complains)
        {
            yield return NodeScope.Show(log, l => l.Contains("table full", StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Counters(ConntrackStats? stats)
    {
        if (stats is null)
        {
            yield break;
        }

        List<string> parts = [];
        foreach (var (name, value) in (ReadOnlySpan<(string, long)>)[("early_drop", stats.EarlyDrop), ("drop", stats.Drop), ("insert_failed", stats.InsertFailed)])
        {
            if (value > 0)
            {
                parts.Add($"{name} {Number(value)}");
            }
        }

        if (parts.Count > 0)
        {
            yield return $"Since boot: {string.Join(", ", parts)}.";
        }
    }

    /// <summary>Who opened most of the entries, and where they go.</summary>
    private static (string Title, IReadOnlyList<string> Details) Talkers(IEvidence evidence, ConntrackSummary? summary)
    {
        if (summary is not { Total: > 0, Sources: [var source, ..], Destinations.Count: > 0 })
        {
            return ("", []);
        }

        var names = Names(evidence);
        string Name(string address) => names.TryGetValue(address, out var name) ? $"{name} ({address})" : address;
        var share = (double)source.Count / summary.Total;
        var state = summary.States is [var top, ..] ? $"; {(double)top.Count / summary.Total * 100:0} % are {top.Name.TrimEnd('-', ' ')}" : "";
        IReadOnlyList<string> details =
        [
            $"By who opened them: {string.Join(", ", summary.Sources.Take(3).Select(s => $"{Name(s.Name)} {(double)s.Count / summary.Total * 100:0} %"))}.",
            $"By destination: {string.Join(", ", summary.Destinations.Take(4).Select(d => $"{Name(d.Name)} {(double)d.Count / summary.Total * 100:0} %"))}{state}.",
        ];
        return (share >= 0.25 ? $": {share * 100:0} % of the entries read are of {Name(source.Name)}, mostly to {Name(summary.Destinations[0].Name)}" : "", details);
    }

    private static Dictionary<string, string> Names(IEvidence evidence)
    {
        Dictionary<string, string> names = [];
        foreach (var pod in evidence.Pods(null).Items.Where(p => p is { HostNetwork: false, IsFinished: false }))
        {
            foreach (var ip in pod.Ips)
            {
                names.TryAdd(IpText.Canonical(ip), pod.FullName);
            }
        }

        foreach (var node in evidence.Nodes().Items)
        {
            foreach (var ip in node.InternalIps)
            {
                names.TryAdd(IpText.Canonical(ip), $"node {node.Name}");
            }
        }

        return names;
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
