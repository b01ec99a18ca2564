using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>api.server-pods</c>: the API server's own pods, where they are visible, are ready; or why not, by their state and log.</summary>
public sealed class ApiServerPodsCheck : ICheck
{
    private const string Namespace = "kube-system";
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    private static readonly (string Part, string Cause)[] LogCauses =
    [
        ("etcdserver: request timed out", "etcd is too slow, or has no leader"),
        ("etcdserver: leader changed", "etcd changes its leader"),
        (":2379: connect: connection refused", "etcd does not run, or not at the address configured"),
        ("mvcc: database space exceeded", "etcd's database is full"),
        ("no space left on device", "its disk is full"),
        ("certificate has expired", "a certificate has expired"),
        ("address already in use", "its port is in use by another process"),
        ("unknown flag", "a flag is not known to this version"),
    ];

    public CheckInfo Info { get; } = new(
        "api.server-pods", SubjectKind.Cluster, "API server's pods",
        "The kube-apiserver pods that can be seen are ready and stay up; or why not, by their state and their log.",
        "Pods of kube-system labelled component=kube-apiserver, the log of those that are not ready or were restarted, Warning events.",
        [
            "A managed control plane shows none of its pods: not applicable.",
            "One of several that is not ready is a Warn: the others serve.",
            "A log that can't be read leaves the pod's state to judge by.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Pods(Namespace), Evidence.Needs.Warnings(Namespace), .. Servers(soFar).Where(p => IsTroubled(p, soFar.Now)).Select(Log)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods(Namespace);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pods of kube-system are not known: {pods.Problem}", pods.HowToGet)];
        }

        var servers = Servers(evidence).ToList();
        if (servers.Count == 0)
        {
            return [Info.NotApplicable(subject, "no kube-apiserver pod is visible: the control plane is managed, or its servers are no pods")];
        }

        var bad = servers.FindAll(p => !p.IsReady);
        var restarted = servers.FindAll(p => p.IsReady && IsTroubled(p, evidence.Now));
        var shown = bad.Concat(restarted).ToList();
        var details = shown.Select(p => Cause(p, evidence)).OfType<string>().ToList();
        Exhibit[] exhibits = [.. (shown.Count > 0 ? shown : servers).Take(3).Select(p => Exhibits.Of(pods.Section!, p, "status.conditions", "status.containerStatuses")), .. shown.Take(2).SelectMany(p => Show(p, evidence))];
        if (bad.Count > 0)
        {
            var trouble = PodTrouble.Of(bad[0], EventsByObject.Of(evidence.Warnings(Namespace), bad[0]), evidence.Now);
            var title = $"{(bad.Count == servers.Count ? $"no kube-apiserver pod of {servers.Count}" : $"{bad.Count} of {servers.Count} kube-apiserver pods")} {(bad.Count == servers.Count ? "is ready" : "are not ready")}: {bad[0].Name}: {trouble.Sentence}";
            return [(bad.Count == servers.Count ? Info.Fail(subject, title) : Info.Warn(subject, title)) with
            {
                Details = details, Exhibits = exhibits,
                Remedy = "Its log, on the control-plane node also under /var/log/pods, says what it waits for; etcd is the usual one.",
                RemedyCommand = $"kubectl logs -n {Namespace} {bad[0].Name} --tail=50",
                Explains = [Subject.Cluster], ExplainedChecks = ["api.kubernetes-service", "api.reach"],
            }];
        }

        return [restarted.Count > 0
            ? Info.Warn(subject, $"{Words.Some(restarted.Select(p => p.Name))} restarted within the hour") with
            {
                Details = details, Exhibits = exhibits, Remedy = "See in the log of the instance before why it ended.", RemedyCommand = $"kubectl logs -n {Namespace} {restarted[0].Name} --previous --tail=50",
            }
            : Info.Pass(subject, $"{Words.Count(servers.Count, "kube-apiserver pod")} {(servers.Count == 1 ? "is" : "are")} ready") with { Exhibits = exhibits }];
    }

    private static IEnumerable<Pod> Servers(IEvidence evidence) => evidence.Pods(Namespace).Items.Where(p => p.Meta.Labels["component"] == "kube-apiserver" && p.Meta.Deleting is null);

    private static bool IsTroubled(Pod pod, DateTimeOffset now) => !pod.IsReady
        || pod.Containers.Any(c => c.Status is { RestartCount: > 0, LastState.FinishedAt: { } ended } && now - ended < Recent);

    private static LogNeed Log(Pod pod)
    {
        var container = pod.Containers.FirstOrDefault(c => !c.IsInit);
        return Evidence.Needs.Log(pod.Namespace, pod.Name, container?.Name ?? "kube-apiserver", previous: container?.Status is { RestartCount: > 0 });
    }

    private static string? Cause(Pod pod, IEvidence evidence)
    {
        if (evidence.Log(Log(pod)) is not { } lines)
        {
            return $"Log of {pod.Name}: {evidence.WhyMissing(Log(pod))}";
        }

        foreach (var (part, cause) in LogCauses)
        {
            if (lines.LastOrDefault(l => l.Contains(part, StringComparison.OrdinalIgnoreCase)) is { } line)
            {
                return $"Log of {pod.Name}: {cause}: {Words.Cut(line.Trim(), 200)}";
            }
        }

        return null;
    }

    private static IEnumerable<Exhibit> Show(Pod pod, IEvidence evidence) =>
        evidence.Find(Log(pod)) is { } section && evidence.Log(Log(pod)) is { } lines
            ? [Exhibits.Of(section, $"Log of {pod.FullName}", lines, l => Array.Exists(LogCauses, c => l.Contains(c.Part, StringComparison.OrdinalIgnoreCase)))]
            : [];
}
