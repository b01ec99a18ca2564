using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.kube-proxy</c>: kube-proxy runs on the node, in the mode that is configured, and its rules are up to date.</summary>
public sealed class NodeKubeProxyCheck : ICheck
{
    /// <summary>A sync that takes longer leaves clients with endpoints that are gone for as long.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    /// <summary>kube-proxy's own time-out for healthz is twice its sync period, a minute.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(1);

    private static readonly string[] Explained =
        ["service.rules", "service.vip-reach", "service.dns-name", "service.stale-conntrack", "api.kubernetes-service", "dns.answers", "pod.dns-lookup", "pod.api-server", "nodes.compare", "proxy.mode"];

    public CheckInfo Info { get; } = new(
        "node.kube-proxy", SubjectKind.Node, "kube-proxy",
        "kube-proxy runs on the node, in the mode that is configured, with its rules there and up to date; or it is stopped, behind, or unable to write them.",
        "Its pod, :10256/healthz, :10249/proxyMode and /metrics asked on the node, its flags, ConfigMap kube-system/kube-proxy, the rules that it wrote.",
        [
            "No kube-proxy is normal where Cilium, kube-router or OVN-Kubernetes serves the services.",
            "kube-proxy may be a process of the node and no pod.",
            "Flags give the mode where there is no configuration file (AKS); an empty mode is iptables.",
            "A last change that is long ago is no fault: nothing had to change.",
            "A node that is being deleted answers \"not eligible\": that is for load balancers.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        foreach (var need in (IEnumerable<Need>)[Evidence.Needs.Nodes(), .. KubeProxyOnNode.Needs(subject.Name, soFar), .. ProxyReplacement.Needs()])
        {
            yield return need;
        }

        // What a dead kube-proxy explains: asked for only then.
        if (KubeProxyOnNode.Of(soFar, subject.Name) is { RefusesAll: true } or { Health.IsHealthy: false })
        {
            yield return Evidence.Needs.Services(null);
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        if (evidence.Nodes().Find("", subject.Name) is { OperatingSystem: "windows" })
        {
            return [Info.NotApplicable(subject, "a Windows node: kube-proxy there writes no rules of Linux")];
        }

        var proxy = KubeProxyOnNode.Of(evidence, subject.Name);
        if (!proxy.Answers && proxy.Pod is null && ProxyReplacement.Of(evidence) is { } replacement)
        {
            return [Info.NotApplicable(subject, $"{replacement.Name} serves the services in kube-proxy's place ({replacement.By})")];
        }

        var judged = Judge(proxy, evidence);
        return [new Finding(Info.Id, subject, judged.Verdict, judged.Title)
        {
            Details = [.. judged.Details, .. Beside(proxy, evidence)],
            Exhibits = [.. Show(proxy, evidence)],
            Remedy = judged.Remedy,
            RemedyCommand = judged.Verdict > Verdict.Unknown ? Command(proxy) : "",
            Explains = judged.Verdict == Verdict.Fail ? [.. Victims(subject.Name, evidence)] : [],
            ExplainedChecks = Explained,
        }];
    }

    private sealed record Judgement(Verdict Verdict, string Title, string Remedy = "", params string[] Details);

    private static Judgement Judge(KubeProxyOnNode proxy, IEvidence evidence)
    {
        var node = proxy.Node;
        const string stale = "The node keeps the rules that it had last: traffic to services goes to endpoints that may be gone, and new services are not known there.";
        if (proxy.RefusesAll && !proxy.Answers)
        {
            var rules = proxy.RulesOf.Count > 0;
            return proxy.Pod is { IsReady: true }
                ? new(Verdict.Fail, $"kube-proxy of {node} runs as pod {proxy.Pod.FullName}, and refuses on :10256 and :10249", "See what its log says; its addresses may be changed by flags (--healthz-bind-address).")
                : proxy.Pod is null && !rules
                    ? new(Verdict.Unknown, $"neither kube-proxy nor anything known to replace it was found on {node}", "See what serves the cluster's services: service.vip-reach tries them.")
                    : new(Verdict.Fail, $"kube-proxy does not run on {node}: healthz on :10256 is refused{(rules ? $", while rules of mode {proxy.RulesOf[0]} are still there" : "")}",
                        proxy.Pod is null ? "Start it again on the node, and see in its log why it ended." : "See why its pod does not run.", stale);
        }

        if (!proxy.Answers)
        {
            var why = evidence.WhyMissing(CommandReadings.NodeNeed(node, "kube-proxy-healthz"));
            return proxy.Pod is { IsReady: false } pod
                ? new(Verdict.Fail, $"pod {pod.FullName} on {node} is not Ready: {PodTrouble.Of(pod, [], evidence.Now).Sentence}", "See why its pod does not run.", stale)
                : new(Verdict.Unknown, $"kube-proxy of {node} could not be asked: {(why.Length > 0 ? why : "it gave no answer that is understood")}",
                    evidence.Find(CommandReadings.NodeNeed(node, "kube-proxy-healthz"))?.HowToGet ?? "");
        }

        if (proxy.Health is { IsHealthy: false } health)
        {
            var family = health.Families.FirstOrDefault(f => !f.IsHealthy);
            var last = family?.LastUpdated ?? health.LastUpdated;
            return new(Verdict.Fail, $"kube-proxy of {node} does not get its changes into the rules{(family is null ? "" : $" of {family.Family}")}: healthz says unhealthy, {Last(last, health.CurrentTime)}",
                "See its log for what fails: iptables-restore or nft, a lock held by another program, the API server not reached.", stale);
        }

        return JudgeRunning(proxy);
    }

    private static Judgement JudgeRunning(KubeProxyOnNode proxy)
    {
        var node = proxy.Node;
        var now = proxy.Health?.CurrentTime;
        if (proxy.Sync is { WaitingSince: { } queued, LastSync: var last } && now is { } at && at - queued > Behind)
        {
            return new(Verdict.Fail, $"kube-proxy of {node} is behind: a change waits for {Words.Age(at - queued)}, {Last(last, now)}",
                "See its log for what fails.", "Its healthz has not noticed yet.");
        }

        if (proxy.RunsAs is "iptables" or "nftables" or "ipvs" && proxy.RulesOf.Count > 0 && !proxy.RulesOf.Contains(proxy.RunsAs))
        {
            return new(Verdict.Fail, $"kube-proxy of {node} runs as {proxy.RunsAs}, but the rules there are of {Words.Some(proxy.RulesOf)}",
                "Something removes its rules, or it writes them where the node's own tools don't look: see node.iptables-backend.");
        }

        if (proxy.RunsAs.Length > 0 && proxy.ToldMode is { } told && Effective(told) != proxy.RunsAs)
        {
            return new(Verdict.Warn, $"kube-proxy of {node} runs as {proxy.RunsAs}, and was told {Effective(told)} by {proxy.ToldBy}",
                "Where the kernel lacks what a mode needs it falls back to iptables (its log says so); a changed ConfigMap counts only after a restart of its pods.");
        }

        if (proxy.Sync is { MeanSync: { } mean } && mean > Slow)
        {
            return new(Verdict.Warn, $"kube-proxy of {node} takes {Seconds(mean)} for a sync on average: endpoints come and go that much late",
                "With so many services, mode nftables or ipvs is faster; see also its CPU limit.");
        }

        var mode = proxy.Mode.Length > 0 ? $" as {proxy.Mode}" : "";
        var synced = proxy.Sync is { LastSync: not null, WaitingSince: null } ? "; all changes are in its rules" : "";
        return new(Verdict.Pass, $"kube-proxy of {node} runs{mode}, healthy{synced}");
    }

    private static string Effective(string mode) => mode.Length == 0 ? "iptables" : mode;

    private static string Last(DateTimeOffset? last, DateTimeOffset? now) => last is null ? "it has never finished a sync"
        : $"the last sync was at {last.Value.UtcDateTime:HH:mm:ss} UTC{(now is { } n ? $", {Words.Age(n - last.Value)} before it was asked" : "")}";

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.0" : "0", System.Globalization.CultureInfo.InvariantCulture)} s";

    private static IEnumerable<string> Beside(KubeProxyOnNode proxy, IEvidence evidence)
    {
        if (proxy.Health is { IsEligible: false })
        {
            yield return "The node is being deleted: healthz tells load balancers to send new connections elsewhere.";
        }

        if (proxy.ToldMode is { } told)
        {
            yield return $"Mode {(told.Length > 0 ? told : "not said, which means iptables")} by {proxy.ToldBy}.";
        }

        if (proxy.Sync is { } sync)
        {
            yield return $"{Words.Count((int)Math.Min(sync.Syncs, int.MaxValue), "sync")}{(sync.MeanSync is { } mean ? $", {mean.TotalMilliseconds:0} ms each on average" : "")}"
                + $"{(sync.MeanProgramming is { } programming ? $"; from an endpoint's change to the rules {Seconds(programming)} on average" : "")}"
                + $"{(sync.Failures > 0 ? $"; {sync.Failures:0} writes failed since it started" : "")}.";
        }

        if (proxy.RulesOf.Count > 1)
        {
            yield return $"The node has service rules of {string.Join(" and ", proxy.RulesOf)}: those of a former mode still act.";
        }

        var pods = evidence.Pods("kube-system");
        if (!pods.IsRead)
        {
            yield return $"Its pod could not be looked for: {pods.Problem}";
        }
        else if (proxy.Pod is null && proxy.Answers)
        {
            yield return "It is no pod: a process of the node itself.";
        }
    }

    private static IEnumerable<Exhibit> Show(KubeProxyOnNode proxy, IEvidence evidence)
    {
        foreach (var name in (string[])["kube-proxy-healthz", "kube-proxy-mode", "kube-proxy-cmdline"])
        {
            if (evidence.Find(CommandReadings.NodeNeed(proxy.Node, name)) is { Value: CommandOutput output } section)
            {
                // What a refused connection printed is its exit status and stderr.
                var refused = output.Text.Length == 0;
                yield return refused
                    ? Exhibits.Of(section, $"{name} of node/{proxy.Node}", [$"exit {output.Exit}", .. output.Error.Trim() is { Length: > 0 } error ? [error] : (string[])[]], _ => true)
                    : Exhibits.Of(section, output, _ => true);
            }
        }

        if (evidence.Find(CommandReadings.NodeNeed(proxy.Node, "kube-proxy-metrics")) is { Value: CommandOutput { Text.Length: > 0 } metrics } found)
        {
            yield return Exhibits.Of(found, metrics, l => l.StartsWith("kubeproxy_sync_proxy_rules_last", StringComparison.Ordinal) || l.StartsWith("kubeproxy_sync_proxy_rules_duration_seconds_sum", StringComparison.Ordinal));
        }

        if (proxy.Pod is { } pod && evidence.Pods("kube-system").Section is { } pods)
        {
            yield return Exhibits.Of(pods, pod, "status.phase", "status.containerStatuses", "spec.containers[0].command");
        }
    }

    private static string Command(KubeProxyOnNode proxy) => proxy.Pod is { } pod
        ? $"kubectl logs -n {pod.Namespace} {pod.Name} --tail=100"
        : "systemctl status kube-proxy; journalctl -u kube-proxy --since -30min";

    /// <summary>All services, as that node sees them, and the node's pods.</summary>
    private static IEnumerable<Subject> Victims(string node, IEvidence evidence) =>
    [
        Subject.Cluster,
        .. evidence.Services(null).Items.Where(s => !s.IsExternalName && !s.IsHeadless).Select(s => Subject.Service(s.Namespace, s.Name)),
        .. evidence.Pods(null).Items.Where(p => p.NodeName == node && !p.IsFinished).Select(p => Subject.Pod(p.Namespace, p.Name)),
    ];
}
