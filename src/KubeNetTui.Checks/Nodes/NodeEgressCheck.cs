using System.Globalization;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.egress</c>: the node itself gets out, and has ports left for its connections; who uses them up.</summary>
public sealed class NodeEgressCheck : ICheck
{
    /// <summary>What masquerading may choose from (net/netfilter/nf_nat_core.c): ports from 1024 on.</summary>
    private const int NatPorts = 64512;

    private const double Close = 0.8;

    private const int Servers = 3;

    public CheckInfo Info { get; } = new(
        "node.egress", SubjectKind.Node, "Way out of the node",
        "The node reaches the API server and its DNS servers, and has ports left towards each destination; or what it does not reach, and which pods use up the ports.",
        "TCP connects to the endpoints of default/kubernetes and DNS questions to the nameservers of its resolv.conf, from the node; its connection table, counted; its port range.",
        [
            "Probes that are not wanted leave that part Unknown.",
            "A DNS answer of any kind, NXDOMAIN and REFUSED too, proves the way to that server.",
            "A connection that is cut after it was made proves the way to that server.",
            "Ports are counted for each destination: connections to different ones share them.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        var place = Place.Node(subject.Name);
        IEnumerable<Need> first =
        [
            Evidence.Needs.Nodes(), Evidence.Needs.EndpointSlices("default"), NodeNeeds.ResolvConf(place), NodeNeeds.SystemdResolvConf(subject.Name),
            .. NetworkNeeds.ConntrackSummary(subject.Name, soFar), .. NetworkNeeds.Sysctls(place, soFar),
        ];
        foreach (var need in (IEnumerable<Need>)[.. first, .. Probes(subject.Name, soFar).Select(p => p.Need)])
        {
            yield return need;
        }

        // Whose the talkers are: asked for only where ports run short.
        if (Pressed(subject.Name, soFar) is not null)
        {
            yield return Evidence.Needs.Pods(null);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (evidence.Nodes().Find("", subject.Name) is { OperatingSystem: "windows" })
        {
            return [Info.NotApplicable(subject, "a Windows node: asked in another way")];
        }

        return [Reach(subject, evidence), Ports(subject, evidence)];
    }

    private Finding Reach(Subject subject, IEvidence evidence)
    {
        List<(string What, ProbeNeed Need, ProbeResult? Result)> tried = [.. Probes(subject.Name, evidence).Select(p => (p.What, p.Need, evidence.Probe(p.Need)))];
        var answered = tried.FindAll(t => t.Result is not null);
        if (answered.Count == 0)
        {
            var why = tried.Count > 0 ? evidence.WhyMissing(tried[0].Need) : $"neither endpoints of default/kubernetes nor nameservers of the node are known: {evidence.WhyMissing(NodeNeeds.ResolvConf(Place.Node(subject.Name)))}";
            return Info.Unknown(subject, $"the way out of {subject.Name} was not tried: {why}", tried.Count > 0 ? evidence.Find(tried[0].Need)?.HowToGet ?? "" : "");
        }

        var lost = answered.FindAll(t => !IsReached(t.Need, t.Result!));
        List<string> details = [.. answered.Select(t => $"{t.What}: {Text(t.Need, t.Result!)}"), .. tried.Where(t => t.Result is null).Select(t => $"{t.What}: not tried: {evidence.WhyMissing(t.Need)}")];
        Exhibit[] exhibits = [.. (lost.Count > 0 ? lost : answered).Take(4).Select(t => Show(evidence.Find(t.Need)!, t.Need, t.Result!))];
        if (lost.Count == 0)
        {
            return tried.Count > answered.Count
                ? Info.Unknown(subject, $"{subject.Name} reaches {Words.Some(answered.Select(t => t.What))}; the rest was not tried") with { Details = details, Exhibits = exhibits }
                : Info.Pass(subject, $"{subject.Name} reaches {Words.Some(answered.Select(t => t.What))}", details) with { Exhibits = exhibits };
        }

        // Servers are asked in turn: one of several that is silent costs time, and no name.
        var dns = lost.FindAll(t => t.Need.Method == ProbeMethod.Dns);
        var onlySlow = dns.Count == lost.Count && answered.Exists(t => t.Need.Method == ProbeMethod.Dns && IsReached(t.Need, t.Result!));
        var title = $"{subject.Name} does not reach {Words.Some(lost.Select(t => $"{t.What} ({Text(t.Need, t.Result!)})"))}{(lost.Count < answered.Count ? $", but {Words.Some(answered.Except(lost).Select(t => t.What), 1)}" : "")}";
        return (onlySlow ? Info.Warn(subject, title) : Info.Fail(subject, title)) with
        {
            Details = details, Exhibits = exhibits,
            Remedy = lost.Count == answered.Count && lost.TrueForAll(t => t.Result!.Outcome == ProbeOutcome.TimedOut)
                ? "Nothing gets out: look at the node's default route and OUTPUT chain, then at the route table, security group and firewall of its subnet."
                : "What is dropped is on the way to that destination alone: a security group, firewall or route to it. A refusal comes from the far end or a rule that rejects.",
            RemedyCommand = lost[0].Need.Command,
            Explains = onlySlow ? [] : [.. Affected.OfNode(evidence, subject.Name), Subject.Cluster], ExplainedChecks = ["pod.egress", "pod.dns-lookup", "pod.api-server", "dns.pods", "dns.answers"],
        };
    }

    private Finding Ports(Subject subject, IEvidence evidence)
    {
        var summary = evidence.ConntrackSummary(subject.Name);
        if (!summary.IsRead)
        {
            return Info.Unknown(subject, $"the connections of {subject.Name} are not counted: {summary.Problem}", summary.HowToGet);
        }

        var top = summary.Value.Snats.OrderByDescending(s => s.Count).Take(5).ToList();
        List<string> details = [.. top.Select(s => $"{s.Count} connections leave as {s.Source} to {Target(s)}{(s.Unreplied > 0 ? $", {s.Unreplied} of them unanswered" : "")}."), .. Talkers(evidence, summary.Value)];
        Exhibit[] exhibits = [Exhibits.Of(summary.Section, summary.Output, l => top.Exists(s => l.StartsWith("snat ", StringComparison.Ordinal) && l.Contains(s.Destination, StringComparison.Ordinal)))];
        if (Pressed(subject.Name, evidence) is { } pressed)
        {
            var full = pressed.Count >= NatPorts;
            var title = $"{pressed.Count} of at most {NatPorts} ports towards {Target(pressed)} are taken by masqueraded connections of {subject.Name}";
            return (full ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
            {
                Details = details, Exhibits = exhibits,
                Remedy = "Let the clients keep their connections (pools, keep-alive); spread the destination over more addresses; see which pods open them.",
                RemedyCommand = "conntrack -L -d " + pressed.Destination + " | awk '{print $5}' | sort | uniq -c | sort -rn | head",
                Explains = Affected.OfNode(evidence, subject.Name), ExplainedChecks = ["pod.egress", "pod.connections"],
            };
        }

        var range = evidence.Sysctls(Place.Node(subject.Name)).Value?.Range("net.ipv4.ip_local_port_range");
        var most = top.Count > 0 ? $"; most towards one destination: {top[0].Count} to {Target(top[0])}" : "; none leaves under another address";
        return summary.Value.IsWhole
            ? Info.Pass(subject, $"ports are left towards every destination{most}", details) with { Exhibits = exhibits, Details = [.. details, .. range is { } r ? [$"The node's own connections choose among {r.High - r.Low + 1} ports ({r.Low} to {r.High})."] : (string[])[]] }
            : Info.Unknown(subject, "the counting of the connections broke off: what is missing may be many") with { Details = details, Exhibits = exhibits };
    }

    private static ConntrackSnat? Pressed(string node, IEvidence evidence) =>
        evidence.ConntrackSummary(node).Value?.Snats.Where(s => s.Count >= NatPorts * Close).Select(s => (ConntrackSnat?)s).MaxBy(s => s!.Value.Count);

    private static IEnumerable<string> Talkers(IEvidence evidence, ConntrackSummary summary)
    {
        var pods = evidence.Pods(null);
        var owners = pods.Items.Where(p => !p.HostNetwork && !p.IsFinished).SelectMany(p => p.Ips, (p, ip) => (ip, p.FullName)).DistinctBy(x => x.ip).ToDictionary(x => x.ip, x => x.FullName);
        List<string> top = [.. summary.Masqueraded.OrderByDescending(m => m.Count).Take(5).Select(m => $"{(owners.TryGetValue(m.Name, out var pod) ? $"{pod} ({m.Name})" : m.Name)} {m.Count}")];
        return top.Count > 0 ? [$"Most connections that leave under the node's address come from {string.Join(", ", top)}."] : [];
    }

    private static string Target(ConntrackSnat s) => string.Create(CultureInfo.InvariantCulture, $"{s.Destination}{(s.Port > 0 ? $":{s.Port}" : "")}/{s.Protocol}");

    private static IEnumerable<(string What, ProbeNeed Need)> Probes(string node, IEvidence evidence)
    {
        var from = Place.Node(node);
        foreach (var slice in SlicesByService.Of(evidence.EndpointSlices("default"), "default", "kubernetes"))
        {
            foreach (var port in slice.Ports.Where(p => p.Port > 0).Take(1))
            {
                foreach (var address in slice.Endpoints.SelectMany(e => e.Addresses.Take(1)).Take(Servers))
                {
                    yield return ($"the API server at {address}:{port.Port}", new(from, ProbeMethod.Tcp, address, port.Port));
                }
            }
        }

        // Behind systemd's stub are the servers that matter; the stub itself is asked like any other where they are not known.
        var own = evidence.ResolvConf(from).Value?.Nameservers ?? [];
        var behind = evidence.SystemdResolvConf(node).Value?.Nameservers ?? [];
        foreach (var server in (own.Count > 0 && own.All(IsStub) && behind.Count > 0 ? behind : own).Take(Servers))
        {
            yield return ($"its nameserver {server}", new(from, ProbeMethod.Dns, server, 53, "kubernetes.io A"));
        }
    }

    private static bool IsStub(string server) => server.StartsWith("127.", StringComparison.Ordinal) || server == "::1";

    private static bool IsReached(ProbeNeed need, ProbeResult result) => result.Outcome is ProbeOutcome.Reached or ProbeOutcome.BadAnswer or ProbeOutcome.NameFailed
        || (result.Outcome == ProbeOutcome.Reset && need.Method == ProbeMethod.Tcp);

    private static string Text(ProbeNeed need, ProbeResult result) => result.Outcome switch
    {
        ProbeOutcome.Reached when need.Method == ProbeMethod.Dns => result.DnsCode is { Length: > 0 } code ? $"answers {code}" : "answers",
        ProbeOutcome.Reached => $"connected in {result.Took.TotalMilliseconds:0} ms",
        ProbeOutcome.Refused => "refused",
        ProbeOutcome.TimedOut => "no answer",
        ProbeOutcome.Unreachable => $"unreachable{(result.Detail.Length > 0 ? $": {Words.Cut(result.Detail, 80)}" : "")}",
        ProbeOutcome.Reset => "cut",
        _ => Words.Cut(result.Detail, 80),
    };

    private static Exhibit Show(Section section, ProbeNeed need, ProbeResult result) => Exhibits.Of(
        section, $"Probe from {need.From}", [$"{result.Outcome.ToString().ToLowerInvariant()} {result.Took.TotalMilliseconds:0} ms {result.Tool} {result.DnsCode} {result.Detail}".TrimEnd()], _ => true);
}
