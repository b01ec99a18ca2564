using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>node.memory</c>: no agent of the network was killed for want of memory.</summary>
public sealed class NodeMemoryCheck : ICheck
{
    private static readonly TimeSpan Recent = TimeSpan.FromHours(24);

    /// <summary>Beginnings of pods' and processes' names without which a node's network fails. The kernel cuts names at 15 characters.</summary>
    private static readonly string[] Agents =
    [
        "kube-proxy", "coredns", "kube-dns", "node-local-dns", "node-cache", "konnectivity", "proxy-agent", "tunnelfront", "aks-link", "flannel", "kube-flannel", "calico", "canal", "bird",
        "felix", "cilium", "weave", "antrea", "kube-router", "aws-node", "aws-k8s-agent", "aws-vpc-cni", "azure-cni", "azure-cns", "azure-npm", "kindnet", "ovn", "kube-ovn", "multus", "speaker", "metallb",
        "kubelet", "containerd", "crio", "dockerd", "systemd-network", "systemd-resolve",
    ];

    public CheckInfo Info { get; } = new(
        "node.memory", SubjectKind.Node, "Killed for memory",
        "No agent of the network (kube-proxy, CNI, DNS, tunnel, kubelet) was killed for want of memory within a day; or which was, with its limit.",
        "Container states of pods of kube-system and of the CNI on the node, Warning events, the kernel's log, node conditions.",
        [
            "Programs that are no part of the network are told beside, and no fault here.",
            "Ends of more than a day ago are no trouble any more.",
            "Without a shell on the node the kernel's log is missing, and the answer says so.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), Evidence.Needs.Pods("kube-system"), Evidence.Needs.Warnings(null), NodeNeeds.KernelLog(subject.Name), .. CniDaemons.Needs(soFar)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods("kube-system");
        var log = evidence.KernelLog(subject.Name);
        if (!pods.IsRead && !log.IsRead)
        {
            return [Info.Unknown(subject, $"neither the node's pods nor its kernel's log are known: {pods.Problem}; {log.Problem}", pods.HowToGet.Length > 0 ? pods.HowToGet : log.HowToGet)];
        }

        var killed = OfNode(evidence, subject.Name).SelectMany(p => p.Containers.Where(c => WasKilled(c, evidence.Now)), (p, c) => (Pod: p, Container: c)).ToList();
        var agents = killed.FindAll(k => IsAgent(k.Pod.Name) || IsAgent(k.Container.Name));
        List<KernelLogLine> lines = [.. log.Value?.Of(KernelEvent.OutOfMemory) ?? []];
        var processes = lines.FindAll(l => IsAgent(l.Process));
        var events = evidence.Warnings(null).Items.Where(e => e.Reason is "SystemOOM" or "OOMKilling" && e.Regarding.Kind == "Node" && e.Regarding.Name == subject.Name && !(evidence.Now - e.Last > Recent)).ToList();
        var node = evidence.Nodes().Find("", subject.Name);
        List<string> details =
        [
            .. killed.Except(agents).Take(5).Select(k => $"{k.Pod.FullName}, container {k.Container.Name}, was killed too; it is no agent of the network."),
            .. processes.Take(5).Select(l => $"Kernel's log: {l.Time} {l.Text}".Replace("  ", " ", StringComparison.Ordinal)),
            .. lines.Except(processes).Any() ? [$"Also killed by the kernel: {Words.Some(lines.Except(processes).Select(l => l.Process).Where(p => p.Length > 0).Distinct())}."] : (string[])[],
            .. events.Take(3).Select(e => $"Event {e.Reason}: {Words.OneLine(e.Message)}"),
            .. node?.Condition("MemoryPressure") is { IsTrue: true } pressure ? [$"The node is under memory pressure: {pressure.Message}"] : (string[])[],
            .. log.IsRead ? [] : (string[])[$"The kernel's log was not read: {log.Problem}"],
            .. pods.IsRead ? [] : (string[])[$"The pods were not read: {pods.Problem}"],
        ];
        Exhibit[] exhibits =
        [
            .. agents.Take(3).Select(k => Exhibits.Of(evidence.Pods(k.Pod.Namespace).Section!, k.Pod, "status.containerStatuses", "status.initContainerStatuses", "spec.containers[0].resources")),
            .. log.IsRead && lines.Count > 0 ? [Exhibits.Of(log.Section, log.Output, l => l.Contains("illed process", StringComparison.Ordinal))] : (Exhibit[])[],
            .. events.Count > 0 ? [Exhibits.Of(evidence.Warnings(null).Section!, events)] : (Exhibit[])[],
        ];
        if (agents.Count > 0)
        {
            var down = agents.FindAll(k => !k.Pod.IsReady);
            var names = Words.Some(agents.Select(k => $"{k.Pod.FullName}{(k.Container.Limits["memory"] is { } limit ? $" (limit {limit})" : "")}").Distinct());
            return [(down.Count > 0 ? Info.Fail(subject, $"killed for want of memory, and not ready since: {names}") : Info.Warn(subject, $"killed for want of memory within a day, and running again: {names}")) with
            {
                Details = details, Exhibits = exhibits,
                Remedy = "Raise its memory limit; where the node itself is out of memory, give pods requests so that fewer come here.",
                RemedyCommand = $"kubectl get pod -n {agents[0].Pod.Namespace} {agents[0].Pod.Name} -o jsonpath='{{.spec.containers[*].resources}}'",
                Explains = [Subject.Cluster, subject, .. down.Select(k => Subject.Pod(k.Pod.Namespace, k.Pod.Name))],
                ExplainedChecks = ["tunnel.agents", "dns.pods", "cni.pods", "node.kube-proxy", "node.ready"],
            }];
        }

        if (processes.Count > 0)
        {
            return [Info.Warn(subject, $"the kernel killed {Words.Some(processes.Select(l => l.Process).Distinct())} for want of memory (last: {processes[^1].Time})") with
            {
                Details = details, Exhibits = exhibits, Remedy = "See when: the log may be older than what troubles now. Raise its memory limit, or free memory on the node.", RemedyCommand = "dmesg -T | grep -i 'killed process'",
            }];
        }

        return [log.IsRead
            ? Info.Pass(subject, "no agent of the network was killed for want of memory within a day", details) with { Exhibits = exhibits }
            : Info.Unknown(subject, $"no pod's agent was killed by its own state; the kernel's log is not known: {log.Problem}", log.HowToGet) with { Details = details }];
    }

    private static bool IsAgent(string name) => Array.Exists(Agents, a => name.StartsWith(a, StringComparison.Ordinal));

    private static bool WasKilled(Container container, DateTimeOffset now) => container.Status is { } s
        && (s.State.Reason == "OOMKilled" || (s.LastState.Reason == "OOMKilled" && !(now - s.LastState.FinishedAt > Recent)));

    private static IEnumerable<Pod> OfNode(IEvidence evidence, string node) =>
        evidence.Pods("kube-system").Items.Concat(CniDaemons.Of(evidence).Where(d => d.Namespace != "kube-system").SelectMany(d => CniDaemons.Pods(evidence, d)))
            .Concat(PodsByNode.All(evidence, node)).Where(p => p.NodeName == node).DistinctBy(p => (p.Namespace, p.Name));
}
