using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>All nodes' rules for a service, put into one finding: which node differs, in what, and which are right.</summary>
internal sealed class ServiceRulesReport(
    CheckInfo info, Subject subject, ServiceScope scope, IEvidence evidence, IReadOnlyList<NodeRules> judged, AskedNodes asked)
{
    private static readonly string[] Explained = ["service.vip-reach", "service.dns-name", "service.stale-conntrack", "dns.answers", "pod.dns-lookup", "pod.api-server"];

    public Finding Finding()
    {
        var wrong = judged.Where(j => j.Fault > RuleFault.Unknown).ToList();
        var unknown = judged.Where(j => j.Fault == RuleFault.Unknown).ToList();
        if (wrong.Count == 0)
        {
            return unknown.Count == 0 ? Pass() : Unknown(unknown);
        }

        var worst = wrong.Max(j => j.Fault);
        var verdict = worst is RuleFault.NotRefused or RuleFault.LacksSome ? Verdict.Warn : Verdict.Fail;
        var age = ClusterClock.SinceChange(scope.Tally.Slices, ClusterClock.Now(evidence, asked.Names));
        var justNow = age is { } since && since < ServiceRulesCheck.Settling;
        var title = Title([.. wrong.Where(j => j.Fault == worst)], worst);
        return new Finding(info.Id, subject, justNow ? Verdict.Warn : verdict, justNow ? $"changed {Words.Age(age!.Value)} ago, and not yet written everywhere: {title}" : title)
        {
            Details = [.. Details(wrong, unknown, justNow)],
            Exhibits = [.. Exhibit(wrong)],
            Remedy = justNow ? "Look again in some seconds: kube-proxy may be writing." : Remedy(worst),
            RemedyCommand = Command(wrong[0]),
            Explains = verdict == Verdict.Fail && !justNow ? [.. Affected(wrong)] : [],
            ExplainedChecks = Explained,
        };
    }

    private Finding Pass()
    {
        var frontends = judged.SelectMany(j => j.Frontends).ToList();
        var all = frontends.Select(f => f.Frontend).Distinct().Count();
        var refused = judged.SelectMany(j => j.Frontends.Where(f => f.Expected.MayBeNone && f.Programmed.Endpoints.Count == 0).Select(f => (j.Node.Name, f))).ToList();
        return info.Pass(subject, $"{asked.Text} {(judged.Count == 1 ? "sends" : "send")} {Words.Count(all, "frontend")} where the EndpointSlices say ({Modes()})",
            [.. refused.GroupBy(r => r.f.Expected.Why).Select(g => $"Refused or dropped, rightly, on {Words.Some(g.Select(r => r.Name).Distinct())}: {g.Key}.")]) with
        {
            Exhibits = [.. Exhibit([.. judged.Take(1)])],
        };
    }

    private Finding Unknown(List<NodeRules> unknown)
    {
        var first = unknown[0];
        var why = first.Rules.Problem.Length > 0 ? first.Rules.Problem : first.Worst?.Programmed.Why is { Length: > 0 } said ? said : "the output was cut off, or not all of it was understood";
        var right = judged.Where(j => j.Fault == RuleFault.None).Select(j => j.Node.Name).Distinct().ToList();
        return info.Unknown(subject, $"what {Words.Some(unknown.Select(j => j.Node.Name).Distinct())} {(unknown.Count == 1 ? "does" : "do")} with it is not known: {why}", first.Rules.HowToGet) with
        {
            Details = right.Count > 0 ? [$"Right on {Words.Some(right, 6)}."] : [],
            Exhibits = [.. Exhibit([.. unknown.Where(j => j.Rules.Plane is not null).Take(1)])],
        };
    }

    private static string Title(List<NodeRules> nodes, RuleFault fault)
    {
        var who = Words.Some(nodes.Select(n => n.Node.Name).Distinct());
        var many = nodes.Select(n => n.Node.Name).Distinct().Count() > 1;
        if (nodes[0].Worst is not { } worst)
        {
            return $"{who} {(many ? "have" : "has")} no rules of kube-proxy at all";
        }

        var what = worst.Frontend.ToString();
        var s = many ? "" : "s";
        return fault switch
        {
            RuleFault.Missing => $"{who} {(many ? "do" : "does")} not know {what}: kube-proxy has written nothing for it there",
            RuleFault.Refused => $"{who} refuse{s} {what} as if it had no endpoints, though {Words.Count(worst.Expected.May.Count, "endpoint")} {(worst.Expected.May.Count == 1 ? "is" : "are")} ready",
            RuleFault.AllStale => worst.Expected.May.Count == 0
                ? $"{who} still send{s} {what} to {Some(worst.Stale)}, which {Are(worst.Stale)}; it has no endpoint that is ready"
                : $"{who} still send{s} {what} to {Some(worst.Stale)}, which {Are(worst.Stale)} any more; the endpoints are {Some(worst.Expected.May)}",
            RuleFault.SomeStale => $"{who} send{s} a part of {what} to {Some(worst.Stale)}, which {Are(worst.Stale)} any more",
            RuleFault.LacksSome => $"{who} leave{s} {Some(worst.Lacking)} out for {what}; the other endpoints are used",
            _ => $"{who} {(many ? "do" : "does")} not refuse {what}, which has no endpoints: clients wait for a time-out",
        };
    }

    private IEnumerable<string> Details(List<NodeRules> wrong, List<NodeRules> unknown, bool justNow)
    {
        foreach (var node in wrong.Where(n => n.Worst is not null).Take(6))
        {
            foreach (var f in node.Frontends.Where(f => f.Fault > RuleFault.Unknown).Take(3))
            {
                yield return $"{node.Node.Name}, {f.Frontend}: {Says(f)}; by the slices {Slices(f)}.";
            }
        }

        var right = judged.Where(j => j.Fault == RuleFault.None).Select(j => j.Node.Name).Distinct().ToList();
        yield return right.Count > 0 ? $"Right on {Words.Some(right, 6)}; asked {(asked.Total == 1 ? "was" : "were")} {asked.Text}."
            : $"No node asked is right ({asked.Text}): kube-proxy may not hear of changes from the API server.";
        if (unknown.Count > 0)
        {
            yield return $"Not known on {Words.Some(unknown.Select(u => u.Node.Name).Distinct(), 6)}: {unknown[0].Rules.Problem}";
        }

        if (right.Count == 0 && !justNow)
        {
            yield return "Rules and slices were read one after the other: look again if endpoints are changing just now.";
        }
    }

    private static string Says(FrontendRules f) => f.Programmed.Kind switch
    {
        ProgrammedKind.Missing => "nothing written",
        ProgrammedKind.Rejects => "REJECT",
        ProgrammedKind.Drops => "DROP",
        _ => f.Programmed.Endpoints.Count == 0 ? "no endpoints" : Some(f.Programmed.Endpoints, 6),
    };

    private static string Slices(FrontendRules f) =>
        (f.Expected.May.Count == 0 ? "none" : Some(f.Expected.May, 6)) + (f.Expected.Why.Length > 0 ? $" ({f.Expected.Why})" : "");

    private IEnumerable<Exhibit> Exhibit(List<NodeRules> shown)
    {
        foreach (var node in shown.Where(n => n.Rules.Plane is not null).Take(2))
        {
            var plane = node.Rules.Plane!;
            var lines = node.Frontends.Where(f => f.Fault == node.Fault || node.Fault == RuleFault.None).SelectMany(f => f.Programmed.Lines);
            yield return Exhibits.Of(plane.Section, plane.Output, lines);
        }

        foreach (var slice in scope.ShowEndpoints("conditions.ready", e => e.Ready).Take(2))
        {
            yield return slice;
        }

        if (shown.Exists(n => n.Fault > RuleFault.Unknown) && judged.FirstOrDefault(j => j is { Fault: RuleFault.None, Rules.Plane: not null }) is { } right)
        {
            yield return Exhibits.Of(right.Rules.Plane!.Section, right.Rules.Plane.Output, right.Frontends.SelectMany(f => f.Programmed.Lines));
        }
    }

    /// <summary>The service itself; of the cluster's DNS also the pods on the nodes, where they are known.</summary>
    private IEnumerable<Subject> Affected(List<NodeRules> wrong)
    {
        yield return subject;
        if (subject is { Namespace: ClusterDns.Namespace, Name: "kube-dns" })
        {
            yield return Subject.Cluster;
            foreach (var pod in wrong.SelectMany(n => PodsByNode.WithNetwork(evidence, n.Node.Name)))
            {
                yield return Subject.Pod(pod.Namespace, pod.Name);
            }
        }
    }

    private static string Remedy(RuleFault fault) => fault switch
    {
        RuleFault.NotRefused => "Give the service endpoints (see service.endpoints); on this node kube-proxy has also not written that it has none.",
        RuleFault.LacksSome => "See that kube-proxy runs there and hears of changes; node.kube-proxy says when it last wrote.",
        _ => "See whether kube-proxy runs on that node and reaches the API server (node.kube-proxy); a restart makes it write all rules anew.",
    };

    private static string Command(NodeRules node) => node.Rules.Plane?.Mode switch
    {
        "ipvs" => "ipvsadm -Ln",
        "nftables" => "nft list table ip kube-proxy",
        _ => $"kubectl get pods -n kube-system -l k8s-app=kube-proxy -o wide --field-selector spec.nodeName={node.Node.Name}",
    };

    private string Modes() => string.Join(", ", judged.Select(j => j.Rules.Plane?.Mode).OfType<string>().Distinct());

    private static string Are(IReadOnlyList<ProgrammedEndpoint> endpoints) => endpoints.Count == 1 ? "is no endpoint" : "are no endpoints";

    private static string Some(IEnumerable<ProgrammedEndpoint> endpoints, int show = 3) =>
        Words.Some(endpoints.OrderBy(e => e.Address.Value).ThenBy(e => e.Port).Select(e => e.ToString()), show);
}
