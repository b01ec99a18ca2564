using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>tunnel.reach</c>: which nodes the API server reaches through its tunnel, beside where the agents run.</summary>
public sealed class TunnelReachCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "tunnel.reach", SubjectKind.Cluster, "Reached through the tunnel",
        "The API server reaches the kubelets of all nodes asked; or only those that host an agent of the tunnel, which means that tcp/10250 is blocked between nodes;"
        + " or none, which means that the tunnel is down.",
        "GET /api/v1/nodes/NAME/proxy/healthz for each node, the pods of the tunnel's agents.",
        [
            "Without a tunnel each node stands for itself: node.kubelet says how it is reached.",
            "Nodes that are not Ready are told apart: their silence is no fault of the tunnel.",
            "A kubelet that answers 401, 403 or with a wrong certificate is reached.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        List<Need> needs = [Evidence.Needs.Nodes(), .. TunnelAgents.Needs()];
        if (TunnelAgents.Of(soFar) is { Exists: true } agents)
        {
            needs.AddRange(Asked(soFar, agents).Names.Select(KubeletAnswer.Need));
        }

        return needs;
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var nodes = evidence.Nodes();
        if (TunnelAgents.Of(evidence) is not { } agents || !nodes.IsRead)
        {
            var pods = evidence.Pods(TunnelAgents.Namespace);
            return [Info.Unknown(subject, pods.IsRead ? $"the nodes are not known: {nodes.Problem}" : $"the pods of kube-system are not known: {pods.Problem}", pods.IsRead ? nodes.HowToGet : pods.HowToGet)];
        }

        if (!agents.Exists)
        {
            return [Info.NotApplicable(subject, TunnelAgents.None + "; node.kubelet says how each is reached")];
        }

        var asked = Asked(evidence, agents);
        List<(string Node, KubeletAnswer Answer)> answers = [.. asked.Names.Select(n => (n, KubeletAnswer.Of(evidence, n) ?? new(KubeletTrouble.NotTried, evidence.WhyMissing(KubeletAnswer.Need(n)), null)))];
        var tried = answers.FindAll(a => a.Answer.Trouble != KubeletTrouble.NotTried);
        if (tried.Count == 0)
        {
            return [Info.Unknown(subject, $"no kubelet was tried: {(answers.Count > 0 ? answers[0].Answer.Words : "there is no node to try")}", "needs \"get\" on nodes/proxy: kubectl auth can-i get nodes --subresource=proxy")];
        }

        var hosts = agents.Ready.Select(p => p.NodeName).ToHashSet();
        var lost = tried.FindAll(a => !IsReached(a.Answer) && nodes.Find("", a.Node) is { IsReady: true });
        var down = tried.FindAll(a => !IsReached(a.Answer) && nodes.Find("", a.Node) is not { IsReady: true });
        var reached = tried.FindAll(a => IsReached(a.Answer));
        var judged = Judge(agents, hosts, lost, reached, tried.Count - down.Count);
        List<string> details =
        [
            $"Agents that are ready run on {(hosts.Count > 0 ? Words.Some(hosts.Order(StringComparer.Ordinal), 6) : "no node")}.",
            .. lost.Take(10).Select(l => $"{l.Node}{(hosts.Contains(l.Node) ? " (hosts an agent)" : "")}: {l.Answer.Words}"),
            .. down.Count > 0 ? [$"Not Ready, and not counted: {Words.Some(down.Select(d => d.Node))}."] : (string[])[],
            .. asked.IsAll ? [] : (string[])[$"Asked were {asked.Text}."],
            .. tried.Count < answers.Count ? [$"Not tried: {Words.Some(answers.Except(tried).Select(a => a.Node))}: {answers.First(a => a.Answer.Trouble == KubeletTrouble.NotTried).Answer.Words}"] : (string[])[],
        ];
        return [judged with
        {
            Details = details,
            Exhibits = [.. lost.Take(3).Concat(reached.Take(1)).Where(a => a.Answer.Section is not null).Select(a => NodeKubeletCheck.Show(a.Answer.Section!, a.Answer) with { Title = $"The API server's way to {a.Node}" })],
            Explains = judged.Verdict == Verdict.Fail ? [.. lost.Select(l => Subject.Node(l.Node))] : [],
            ExplainedChecks = ["node.kubelet"],
        }];
    }

    private Finding Judge(TunnelAgents agents, HashSet<string> hosts, List<(string Node, KubeletAnswer Answer)> lost, List<(string Node, KubeletAnswer Answer)> reached, int counted)
    {
        var subject = Subject.Cluster;
        if (lost.Count == 0)
        {
            return counted == 0
                ? Info.Unknown(subject, "none of the nodes that were tried is Ready")
                : Info.Pass(subject, $"the API server reaches the kubelets of {Words.Count(reached.Count, "node")} through {agents.Kind}");
        }

        if (reached.Count == 0)
        {
            return Info.Fail(subject, $"the API server reaches none of {Words.Count(lost.Count, "node")} through {agents.Kind}: {lost[0].Answer.Words}") with
            {
                Remedy = "The tunnel as a whole is down: see tunnel.agents, and whether the nodes reach the API server's tunnel port.",
                RemedyCommand = $"kubectl logs -n {TunnelAgents.Namespace} -l app={agents.Kind} --tail=50",
            };
        }

        if (lost.TrueForAll(l => !hosts.Contains(l.Node)) && reached.Exists(r => hosts.Contains(r.Node)) && reached.TrueForAll(r => hosts.Contains(r.Node)))
        {
            return Info.Fail(subject, $"only nodes that host {agents.Kind} are reached ({Words.Some(reached.Select(r => r.Node))}); {Words.Some(lost.Select(l => l.Node))} are not: tcp/10250 is blocked between nodes") with
            {
                Remedy = "The agent dials the other nodes' kubelets: allow tcp/10250 between nodes in the security group (NSG), ufw and firewalls.",
                RemedyCommand = $"nc -vz -w 3 {lost[0].Node} 10250   # on {reached[0].Node}",
            };
        }

        return Info.Fail(subject, $"the API server does not reach {Words.Some(lost.Select(l => l.Node))} through {agents.Kind}, and reaches {Words.Count(reached.Count, "other node")}: {lost[0].Answer.Words}") with
        {
            Remedy = "What these nodes have in common is the cause: a rule on them (node.port-10250), their subnet's security group, or their route.",
            RemedyCommand = $"kubectl get --raw /api/v1/nodes/{lost[0].Node}/proxy/healthz",
        };
    }

    private static bool IsReached(KubeletAnswer answer) =>
        answer.Trouble is KubeletTrouble.None or KubeletTrouble.Certificate or KubeletTrouble.NotAllowed or KubeletTrouble.Unwell;

    /// <summary>Where agents run first: whether their own node is reached tells the two faults apart.</summary>
    private static AskedNodes Asked(IEvidence evidence, TunnelAgents agents) =>
        AskedNodes.Of(evidence, agents.Ready.Select(p => p.NodeName).Distinct().Take(Math.Max(1, evidence.MostNodes / 2)));
}
