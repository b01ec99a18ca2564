using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.egress</c>: whether the pod gets out of the cluster, by the checklist: by address, from elsewhere, elsewhere to, policy, firewall or proxy.</summary>
public sealed class PodEgressCheck : ICheck
{
    /// <summary>A second destination, of somebody else: tells one server that is down from a way that is closed.</summary>
    private const string Second = "kubernetes.io";

    private const int Port = 443;

    public CheckInfo Info { get; } = new(
        "pod.egress", SubjectKind.Pod, "The pod gets out",
        "Connections out of the cluster get through, by name and by address; if not, whether the name, the destination, a policy, the pod's way, or the node's (firewall, proxy, NAT) is at fault.",
        "Connects from the pod and from its node to two destinations outside, the status line of HTTPS, the address that DNS gives; NetworkPolicies.",
        [
            "Egress that a NetworkPolicy closes is closed on purpose.",
            "A cluster without a way out is legitimate: where the node does not get out either, it is a warning.",
            "Any HTTP status proves the network; 403 and 407 from a proxy or firewall are told.",
            "One destination that does not answer while another does is that destination's affair.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[Evidence.Needs.Pods(subject.Namespace), .. DnsAsked.Needs(soFar),
            .. PolicyScope.Needs(subject.Namespace)])
        {
            yield return need;
        }

        if (PodScope.Asked(subject, soFar) is not { } pod)
        {
            yield break;
        }

        foreach (var need in Table(pod, soFar).Needs)
        {
            yield return need;
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (!PodScope.TryOpen(subject, evidence, Info, hostNetworkToo: false, out var scope, out var instead))
        {
            return [instead];
        }

        var table = Table(scope.Pod, evidence);
        List<Tried> all = [.. table.Needs.Select(n => Tried.Of(evidence, n))];
        List<Tried> own = all.FindAll(t => t.Need.From == scope.Place && t.Need.Method != ProbeMethod.Dns);
        var finding = own.TrueForAll(t => t.IsMissing) ? Probes.NotTried(Info, subject, "a connection out of the cluster", own)
            : Judge(subject, scope, table, evidence);
        return [finding with { Exhibits = [.. Probes.Show(all), .. finding.Exhibits] }];
    }

    private static EgressTable Table(Pod pod, IEvidence evidence)
    {
        var place = Probes.From(pod);
        var asked = DnsAsked.Of(evidence);
        var names = asked.VirtualIp is { } vip ? Probes.Dns(place, vip, ClusterNames.External) : null;
        var upstream = asked.Upstreams is [var first, ..] ? Probes.Dns(Place.Node(pod.NodeName), first, ClusterNames.External) : null;

        // The address is only known when somebody has resolved the name: the pod, or else its node.
        var address = ((ProbeNeed?[])[names, upstream]).OfType<ProbeNeed>().Select(evidence.Probe)
            .SelectMany(r => r?.Addresses ?? []).FirstOrDefault(a => System.Net.IPAddress.TryParse(a, out var ip)
                && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork);
        return new EgressTable(place, Place.Node(pod.NodeName), names, upstream, address);
    }

    private Finding Judge(Subject subject, PodScope scope, EgressTable table, IEvidence evidence)
    {
        Tried byName = Tried.Of(evidence, table.ByName), second = Tried.Of(evidence,
            table.SecondByName), nodeByName = Tried.Of(evidence, table.NodeByName);
        var byAddress = table.ByAddress is { } need ? Tried.Of(evidence, need) : null;
        var nodeByAddress = table.NodeByAddress is { } nodeNeed ? Tried.Of(evidence, nodeNeed) : null;

        // 1. Reached at all, by name.
        if (byName.IsReached)
        {
            return byName.Result!.HttpStatus is 403 or 407 or 502 or 503
                ? Info.Warn(subject,
                    $"{ClusterNames.External} is reached, but something on the way answers in its place: {Words.OneLine(byName.Result.Detail)}") with
                {
                    Details = ["407 is a proxy that wants a login; 403, 502 and 503 are what firewalls and proxies answer for what they don't let through."],
                    Remedy = "Look at the proxy or firewall that egress passes, and at HTTP_PROXY in the pod.", RemedyCommand = byName.Need.Command,
                }
                : Info.Pass(subject,
                    $"{ClusterNames.External}:{Port} is reached by name: {Tried.Word(byName.Result)}, {byName.Result.Took.TotalMilliseconds:0} ms{Probes.Untried([second])}");
        }

        // 2. By address: then the name is at fault.
        if (byAddress is { IsReached: true } && byName.Result is { Outcome: ProbeOutcome.NameFailed })
        {
            return Info.Fail(subject,
                $"{table.Address}:{Port} is reached by its address, but {ClusterNames.External} is not resolved: the network is well, names are not") with
            {
                Remedy = "pod.dns-lookup says who does not answer.", RemedyCommand = byName.Need.Command,
            };
        }

        // 3. Another destination: then the first one is at fault.
        if (second.IsReached)
        {
            return Info.Pass(subject,
                $"{Second}:{Port} is reached; {ClusterNames.External} is not ({(byName.Result is { } r ? Tried.Word(r) : "not tried")}), which is that destination's affair");
        }

        // 4. A policy: closed on purpose.
        var policy = Policy(scope, table, evidence);
        if (policy is { Outcome: PolicyOutcome.Denied })
        {
            return Info.NotApplicable(subject, $"a NetworkPolicy closes its way out of the cluster: {policy.Why}");
        }

        var failed = byAddress is { IsFailed: true } ? byAddress : byName.IsFailed ? byName : second;
        var said = failed.Result is { } met ? Tried.Word(met) : "not tried";
        if (failed.Result is { Outcome: ProbeOutcome.NameFailed })
        {
            return (nodeByName.IsReached
                ? Info.Fail(subject,
                $"{ClusterNames.External} is not resolved in the pod; its node {scope.Pod.NodeName} reaches it")
                : Info.Warn(subject,
                $"{ClusterNames.External} is resolved neither in the pod nor reached by its node {scope.Pod.NodeName}")) with
            {
                Remedy = "pod.dns-lookup says who does not answer.", RemedyCommand = failed.Need.Command,
            };
        }

        // 5. From another source: the node.
        if (nodeByAddress is { IsReached: true } || nodeByName.IsReached)
        {
            return Info.Fail(subject,
                $"its node {scope.Pod.NodeName} gets out, the pod does not ({said} from {failed.Need.Host}): the pod's way is at fault") with
            {
                Details =
                [
                    "Between the pod and the node's way out are its veth and routes, the FORWARD chain, masquerading of the pod's address, and firewalls that know nodes' addresses only.",
                    .. policy is { Outcome: PolicyOutcome.Unknown }
                        ? [$"Whether a NetworkPolicy closes it can't be decided: {policy.Why}."] : Array.Empty<string>(),
                ],
                Remedy = $"Look at pod.interface, pod.routes, and node.forward of {scope.Pod.NodeName}.", RemedyCommand = failed.Need.Command,
            };
        }

        // 6. Nobody gets out: firewall, proxy, NAT, or no way out at all.
        var nodeSaid = (nodeByAddress ?? nodeByName).Result is { } n ? Tried.Word(n) : "not tried";
        return Info.Warn(subject, $"neither the pod ({said}) nor its node {scope.Pod.NodeName} ({nodeSaid}) gets out of the cluster") with
        {
            Details =
            [
                failed.Result?.Outcome is ProbeOutcome.Refused or ProbeOutcome.Reset
                    ? "Refused or cut off: a firewall or proxy says no."
                    : "No answer: a firewall that drops, no NAT, no route, or no way out on purpose.",
            ],
            Remedy = "Look at the device that egress passes: route table, NAT gateway, firewall, proxy; node.egress has the node's side.", RemedyCommand = failed.Need.Command,
        };
    }

    private static PolicyAnswer? Policy(PodScope scope, EgressTable table, IEvidence evidence) =>
        PolicyScope.Of(evidence, scope.Pod.Namespace) is { } policies
            ? policies.Book.Ask(scope.Pod, PolicyDirection.Egress, PolicyEnd.OfAddress(table.Address ?? "192.0.2.1"), "TCP",
                Port) is var answer && table.Address is null && answer.Outcome == PolicyOutcome.Denied
                // Without an address only a policy that has no ipBlock at all is known to close it.
                && policies.Book.Isolating(scope.Pod,
                    PolicyDirection.Egress).SelectMany(p => p.Egress).SelectMany(r => r.Peers).Any(p => p.Block is not null)
                    ? answer with { Outcome = PolicyOutcome.Unknown } : answer
            : null;

    /// <param name="Names">Asks the cluster's DNS for the address; null where none is known.</param>
    /// <param name="Upstream">Asks a server upstream from the node.</param>
    private sealed record EgressTable(Place Pod, Place Node, ProbeNeed? Names, ProbeNeed? Upstream, string? Address)
    {
        public ProbeNeed ByName => new(Pod, ProbeMethod.Https, ClusterNames.External, Port, "/");

        public ProbeNeed SecondByName => new(Pod, ProbeMethod.Https, Second, Port, "/");

        public ProbeNeed NodeByName => new(Node, ProbeMethod.Https, ClusterNames.External, Port, "/");

        public ProbeNeed? ByAddress => Address is null ? null : Probes.Tcp(Pod, Address, Port);

        public ProbeNeed? NodeByAddress => Address is null ? null : Probes.Tcp(Node, Address, Port);

        public IEnumerable<ProbeNeed> Needs => ((ProbeNeed?[])[Names, Upstream, ByName, SecondByName, NodeByName, ByAddress,
            NodeByAddress]).OfType<ProbeNeed>();
    }
}
