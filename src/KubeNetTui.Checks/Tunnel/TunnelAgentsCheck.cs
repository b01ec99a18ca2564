using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>tunnel.agents</c>: the agents of the API server's tunnel are ready, and stay so.</summary>
public sealed class TunnelAgentsCheck : ICheck
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(24);

    /// <summary>Logs of more agents say the same.</summary>
    private const int MostLogs = 3;

    private static readonly (string Part, string Cause)[] LogCauses =
    [
        ("x509", "the API server's certificate is not accepted"),
        ("no such host", "the API server's name does not resolve on the node"),
        ("i/o timeout", "no answer from the API server's side: a firewall, or SNAT ports used up"),
        ("context deadline exceeded", "no answer from the API server's side: a firewall, or SNAT ports used up"),
        ("connection refused", "the API server's side refuses"),
        ("connection reset", "a device on the way cuts the connection"),
        ("Unauthorized", "the agent's token is not accepted"),
        ("permission denied", "the agent's token is not accepted"),
    ];

    public CheckInfo Info { get; } = new(
        "tunnel.agents", SubjectKind.Cluster, "Tunnel's agents",
        "The agents of the API server's tunnel (konnectivity-agent, tunnelfront, aks-link) are ready and have not been killed; or why not, by their state and log.",
        "Pods, Deployments and DaemonSets of kube-system, logs of agents that are not ready or were restarted.",
        [
            "Clusters with API Server VNet Integration, or whose API server is in the nodes' network, have no tunnel.",
            "Restarts of more than a day ago are no trouble any more.",
            "Pods being replaced are no fault.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [.. TunnelAgents.Needs(), Evidence.Needs.Warnings(TunnelAgents.Namespace), .. TunnelAgents.Of(soFar) is { } agents ? Logs(agents, soFar) : []];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods(TunnelAgents.Namespace);
        if (TunnelAgents.Of(evidence) is not { } agents)
        {
            return [Info.Unknown(subject, $"the pods of kube-system are not known: {pods.Problem}", pods.HowToGet)];
        }

        if (!agents.Exists)
        {
            return [Info.NotApplicable(subject, TunnelAgents.None)];
        }

        var ready = agents.Ready.ToList();
        var bad = agents.Pods.Where(p => !p.IsReady).ToList();
        var killed = agents.Pods.Where(p => WasKilled(p, evidence.Now)).ToList();
        var restarted = agents.Pods.Where(p => !killed.Contains(p) && p.IsReady && Restarted(p, evidence.Now)).ToList();
        List<string> details =
        [
            .. agents.Pods.Select(p => $"{p.Name} on {(p.NodeName.Length > 0 ? p.NodeName : "no node")}: {(p.IsReady ? "ready" : "not ready")}{Restarts(p)}"),
            .. LogLines(agents, evidence),
        ];
        var finding = (ready.Count, bad.Count) switch
        {
            (0, 0) => Info.Fail(subject, $"{agents.Kind} should have {Words.Count(agents.Workload?.Desired ?? 0, "pod")}, and has none: the API server can't reach any node"),
            (0, _) => Info.Fail(subject, $"no {agents.Kind} is ready, so the API server can't reach any node: {Trouble(bad[0], evidence)}"),
            (_, > 0) => Info.Warn(subject, $"{bad.Count} of {agents.Pods.Count} {agents.Kind} pods are not ready: {Trouble(bad[0], evidence)}"),
            _ when killed.Count > 0 => Info.Warn(subject, $"{agents.Kind} was killed for want of memory: {Words.Some(killed.Select(p => $"{p.Name}{Limit(p)}"))}"),
            _ when restarted.Count > 0 => Info.Warn(subject, $"{agents.Kind} restarted within a day: {Words.Some(restarted.Select(p => $"{p.Name} ({Ended(p)})"))}"),
            _ => Info.Pass(subject, $"{ready.Count} of {agents.Pods.Count} {agents.Kind} {(agents.Pods.Count == 1 ? "pod is" : "pods are")} ready, on {Words.Some(ready.Select(p => p.NodeName).Distinct())}"),
        };
        return [finding with
        {
            Details = details,
            Exhibits = [.. agents.Pods.OrderBy(p => p.IsReady).Take(3).Select(p => Exhibits.Of(pods.Section!, p, "status.conditions", "status.containerStatuses", "spec.containers[0].resources"))],
            Remedy = finding.Verdict switch
            {
                Verdict.Fail or Verdict.Warn when killed.Count > 0 => "Raise the agents' memory limit, and see tunnel.scale: too few agents for the cluster's size need more memory each.",
                Verdict.Fail or Verdict.Warn => "Logs, exec, port-forward and webhooks go through these pods; see why they are not ready, and whether the node can reach the API server's tunnel port (443 for konnectivity, 9000/TCP for tunnelfront, 1194/UDP for aks-link).",
                _ => "",
            },
            RemedyCommand = finding.Verdict >= Verdict.Warn
                ? (bad.FirstOrDefault() ?? killed.FirstOrDefault() ?? restarted.FirstOrDefault()) is { } pod ? $"kubectl logs -n {pod.Namespace} {pod.Name} --tail=50" : $"kubectl describe -n {TunnelAgents.Namespace} deployment/{agents.Kind}"
                : "",
            Explains = finding.Verdict == Verdict.Fail ? [Subject.Cluster, .. evidence.Nodes().Items.Select(n => Subject.Node(n.Name))] : [],
            ExplainedChecks = ["tunnel.reach", "node.kubelet", "api.webhooks"],
        }];
    }

    private static IEnumerable<LogNeed> Logs(TunnelAgents agents, IEvidence soFar) => agents.Pods
        .Where(p => p.NodeName.Length > 0 && (!p.IsReady || Restarted(p, soFar.Now))).Take(MostLogs)
        .SelectMany(p => p.Containers.Where(c => !c.IsInit).Take(1).Select(c => Evidence.Needs.Log(p.Namespace, p.Name, c.Name, previous: c.Status is { Ready: false, RestartCount: > 0 })));

    private static IEnumerable<string> LogLines(TunnelAgents agents, IEvidence evidence)
    {
        foreach (var need in Logs(agents, evidence))
        {
            if (evidence.Log(need) is not { } lines)
            {
                yield return $"Log of {need.Pod}: {evidence.WhyMissing(need)}";
                continue;
            }

            foreach (var (part, cause) in LogCauses)
            {
                if (lines.LastOrDefault(l => l.Contains(part, StringComparison.OrdinalIgnoreCase)) is { } line)
                {
                    yield return $"Log of {need.Pod}: {cause}: {Words.Cut(line.Trim(), 200)}";
                    break;
                }
            }
        }
    }

    private static string Trouble(Pod pod, IEvidence evidence) =>
        $"{pod.Name}: {PodTrouble.Of(pod, EventsByObject.Of(evidence.Warnings(TunnelAgents.Namespace), pod), evidence.Now).Sentence}";

    internal static bool WasKilled(Pod pod, DateTimeOffset now) => pod.Containers.Any(c => c.Status is { } s
        && (s.State.Reason == "OOMKilled" || (s.LastState.Reason == "OOMKilled" && !(now - s.LastState.FinishedAt > Recent))));

    private static bool Restarted(Pod pod, DateTimeOffset now) => pod.Containers.Any(c =>
        c.Status is { RestartCount: > 0, LastState: { Phase: ContainerPhase.Terminated } last } && !(now - last.FinishedAt > Recent));

    private static string Ended(Pod pod) => pod.Containers.Select(c => c.Status?.LastState).FirstOrDefault(s => s is { Phase: ContainerPhase.Terminated }) is { } last
        ? last.Reason is "" or "Error" ? $"exit code {last.ExitCode}" : last.Reason
        : "restarted";

    private static string Restarts(Pod pod) => pod.Containers.Sum(c => c.Status?.RestartCount ?? 0) is > 0 and var count ? $", {Words.Count(count, "restart")}" : "";

    private static string Limit(Pod pod) => pod.Containers.Select(c => c.Limits["memory"]).FirstOrDefault(l => l is not null) is { } limit ? $" (limit {limit})" : "";
}
