using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>dns.pods</c>: the cluster's DNS servers run; or why each of them does not, by its log.</summary>
public sealed class DnsPodsCheck : ICheck
{
    private static readonly Subject DnsService = Subject.Service(ClusterDns.Namespace, "kube-dns");

    // A server that came up again long ago is no trouble any more; restarts within this are told.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public CheckInfo Info { get; } = new(
        "dns.pods", SubjectKind.Cluster, "DNS servers run",
        "Every CoreDNS pod is Ready; or why it is not: a loop, an upstream that does not answer, permission, an error in the Corefile, a port in use,"
        + " no memory, no address, no node.",
        "Pods of kube-system labelled k8s-app=kube-dns, the logs of those that crash (this instance and the one before), Warning events.",
        [
            "A replica that is down is a Fail for that replica; whether DNS as a whole works says dns.service.",
            "Pods that started less than 30 s ago are starting.",
            "Pods being replaced (terminating) are no fault.",
            "A cluster whose DNS has other names and labels is Unknown, not broken.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Pods(ClusterDns.Namespace);
        yield return Evidence.Needs.Warnings(ClusterDns.Namespace);
        foreach (Pod pod in Servers(soFar.Pods(ClusterDns.Namespace)))
        {
            foreach (LogNeed log in Logs(pod))
            {
                yield return log;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        Reading<Pod> pods = evidence.Pods(ClusterDns.Namespace);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pods of {ClusterDns.Namespace} are not known: {pods.Problem}", pods.HowToGet)];
        }

        List<Pod> servers = [.. Servers(pods)];
        if (servers.Count == 0)
        {
            return [Info.Unknown(subject, $"no pod of {ClusterDns.Namespace} is labelled k8s-app=kube-dns: the cluster's DNS is elsewhere, or gone", "If this cluster has a DNS of another name, look at the nameserver in a pod's /etc/resolv.conf.")];
        }

        List<Finding> findings = [.. servers.Where(p => !p.IsReady).Select(p => Broken(subject, p, servers, pods, evidence))];
        if (findings.Count == 0)
        {
            List<string> restarted = [.. servers.Where(p => RestartedSince(p, evidence.Now - Recent)).Select(p => p.FullName)];
            findings.Add(restarted.Count == 0
                ? Info.Pass(subject, $"{Words.Count(servers.Count, "DNS server")} Ready: {Words.Some(servers.Select(p => $"{p.Name} on {p.NodeName}"))}")
                : Info.Warn(subject, $"all {servers.Count} DNS servers are Ready, but {Words.Some(restarted)} restarted within the last hour") with
                {
                    Exhibits = [Exhibits.Of(pods.Section!, servers.First(p => restarted.Contains(p.FullName)), "status.containerStatuses")],
                    Remedy = "Read the log of the instance before.",
                    RemedyCommand = $"kubectl logs -n {ClusterDns.Namespace} {servers.First(p => restarted.Contains(p.FullName)).Name} --previous",
                });
        }

        return findings;
    }

    private Finding Broken(Subject subject, Pod pod, List<Pod> servers, Reading<Pod> pods, IEvidence evidence)
    {
        Reading<KubeEvent> warnings = evidence.Warnings(ClusterDns.Namespace);
        PodTrouble trouble = PodTrouble.Of(pod, EventsByObject.Of(warnings, pod), evidence.Now);
        if (trouble.IsStarting)
        {
            return Info.Warn(subject, $"DNS server {pod.FullName} is starting") with { Exhibits = [Exhibits.Of(pods.Section!, pod, "status.startTime", "status.conditions")] };
        }

        int ready = servers.Count(p => p.IsReady);
        List<string> details = [ready == 0 ? "No DNS server is left: no name is resolved in the cluster." : $"{ready} of {servers.Count} DNS servers still answer."];
        (DnsCrashCause? cause, Exhibit? log) = FromLogs(pod, evidence, details);
        bool outOfMemory = pod.Containers.Any(c => c.Status is { } s && (s.LastState.Reason == "OOMKilled" || s.State.Reason == "OOMKilled"));
        string why = outOfMemory ? "it was killed for want of memory (OOMKilled)" : cause?.Cause ?? "";
        string title = why.Length > 0 ? $"DNS server {pod.FullName} is not Ready ({trouble.Short}): {why}" : $"DNS server {pod.FullName} is not Ready: {trouble.Sentence}";
        return Info.Fail(subject, title) with
        {
            Details = [.. why.Length > 0 ? [Sentence(trouble.Sentence)] : Array.Empty<string>(), .. cause is not null ? [$"Its log: {cause.Line.Trim()}"] : Array.Empty<string>(), .. details],
            Exhibits =
            [
                .. log is not null ? [log] : Array.Empty<Exhibit>(),
                .. trouble.Events.Count > 0 ? [Exhibits.Of(warnings.Section!, trouble.Events)] : Array.Empty<Exhibit>(),
                Exhibits.Of(pods.Section!, pod, [.. trouble.Paths]),
            ],
            Remedy = outOfMemory ? "Raise its memory limit; it grows with the number of services and pods." : cause?.Remedy ?? "Look at why the pod is not Ready.",
            RemedyCommand = trouble.Command.Length > 0 ? trouble.Command : $"kubectl describe pod -n {pod.Namespace} {pod.Name}",
            Explains = [DnsService, Subject.Pod(pod.Namespace, pod.Name)],
        };
    }

    private static (DnsCrashCause? Cause, Exhibit? Log) FromLogs(Pod pod, IEvidence evidence, List<string> details)
    {
        Exhibit? shown = null;
        foreach (LogNeed need in Logs(pod))
        {
            if (evidence.Log(need) is not { } lines)
            {
                details.Add($"Its log is not known: {evidence.WhyMissing(need)}.");
                continue;
            }

            DnsCrashCause? cause = DnsCrashCause.Of(lines);
            Section section = evidence.Find(need)!;
            string title = $"Log of {pod.FullName}{(need.Previous ? ", the instance before" : "")}";
            if (cause is not null)
            {
                return (cause, Exhibits.Of(section, title, lines, l => l == cause.Line));
            }

            shown ??= lines.Count > 0 ? Exhibits.Of(section, title, lines, l => l.Contains("[FATAL]", StringComparison.Ordinal) || l.Contains("[ERROR]", StringComparison.Ordinal)) : null;
        }

        return (null, shown);
    }

    /// <summary>Logs worth reading: of containers that are not ready, the instance before first, because it is the one that ended.</summary>
    private static IEnumerable<LogNeed> Logs(Pod pod)
    {
        if (pod.IsReady)
        {
            yield break;
        }

        foreach (Container container in pod.Containers.Where(c => c.Status is { Ready: false } && !c.IsOrdinaryInit))
        {
            if (container.Status!.RestartCount > 0)
            {
                yield return Evidence.Needs.Log(pod.Namespace, pod.Name, container.Name, previous: true);
            }

            if (container.Status.State.Phase is ContainerPhase.Running or ContainerPhase.Terminated)
            {
                yield return Evidence.Needs.Log(pod.Namespace, pod.Name, container.Name, previous: false);
            }
        }
    }

    private static IEnumerable<Pod> Servers(Reading<Pod> pods) =>
        pods.Items.Where(p => ClusterDns.IsServer(p) && !p.IsFinished && p.Meta.Deleting is null);

    private static bool RestartedSince(Pod pod, DateTimeOffset since) =>
        pod.Containers.Any(c => c.Status is { RestartCount: > 0, LastState.FinishedAt: { } ended } && ended > since);

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
