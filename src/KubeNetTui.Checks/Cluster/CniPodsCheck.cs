using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>cni.pods</c>: the CNI's DaemonSet is ready on every node that wants it; or the cause where it is not.</summary>
public sealed class CniPodsCheck : ICheck
{
    public CheckInfo Info { get; } = new(
        "cni.pods", SubjectKind.Cluster, "CNI's pods",
        "The CNI's pod is ready on every node that should have one; or on which it is not and why: SELinux (permission denied in an init container), a crash by its log,"
        + " no memory, no image, not scheduled.",
        "DaemonSets of known CNIs, their pods, Warning events, logs of containers that crash.",
        [
            "A CNI that comes with the nodes (kubenet, the plugin bridge, AKS's own) has no DaemonSet: node.cni looks at the nodes' files.",
            "Nodes that the DaemonSet does not want (its selector) need none.",
            "A pod that started less than 30 s ago is starting.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Nodes(), .. CniDaemons.Needs(soFar), .. CniDaemons.Of(soFar).SelectMany(d => Bad(soFar, d).Take(3)).Select(CniDaemons.Log).OfType<Need>()];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var daemons = evidence.Read<Workload>(Evidence.Needs.DaemonSets(null));
        if (!daemons.IsRead)
        {
            return [Info.Unknown(subject, $"the DaemonSets are not known: {daemons.Problem}", daemons.HowToGet)];
        }

        var found = CniDaemons.Of(evidence);
        return found.Count == 0
            ? [Info.NotApplicable(subject, "no DaemonSet of a known CNI: its plugins come with the nodes; node.cni looks at them there")]
            : [.. found.Select(d => Judge(subject, d, evidence))];
    }

    private Finding Judge(Subject subject, Workload daemon, IEvidence evidence)
    {
        var reading = evidence.Pods(daemon.Namespace);
        if (!reading.IsRead)
        {
            return Info.Unknown(subject, $"the pods of DaemonSet {daemon.FullName} are not known: {reading.Problem}", reading.HowToGet);
        }

        var pods = CniDaemons.Pods(evidence, daemon);
        var bad = Bad(evidence, daemon).ToList();
        List<Exhibit> exhibits = [Exhibits.Of(evidence.Read<Workload>(Evidence.Needs.DaemonSets(null)).Section!, daemon, "status.desiredNumberScheduled", "status.numberReady")];
        if (bad.Count == 0)
        {
            return pods.Count < daemon.Desired
                ? Info.Fail(subject, $"DaemonSet {daemon.FullName} wants {Words.Count(daemon.Desired, "pod")} and has {pods.Count}: on {Missing(evidence, pods)} there is none") with
                {
                    Exhibits = exhibits, Remedy = "See why its pods are not made.", RemedyCommand = $"kubectl describe daemonset -n {daemon.Namespace} {daemon.Name}",
                }
                : Info.Pass(subject, $"{daemon.FullName} is ready on all {Words.Count(pods.Count, "node")} that want it") with { Exhibits = exhibits };
        }

        var first = bad[0];
        var warnings = EventsByObject.Of(evidence.Warnings(daemon.Namespace), first);
        var trouble = PodTrouble.Of(first, warnings, evidence.Now);
        var denied = bad.Select(p => (Pod: p, Line: CniDaemons.Denied(evidence, p))).FirstOrDefault(x => x.Line is not null);
        var starting = bad.TrueForAll(p => PodTrouble.Of(p, EventsByObject.Of(evidence.Warnings(daemon.Namespace), p), evidence.Now).IsStarting);
        var where = $"{bad.Count} of {Words.Count(pods.Count, "node")} ({Words.Some(bad.Select(p => p.NodeName.Length > 0 ? p.NodeName : "not scheduled"))})";
        exhibits.InsertRange(0, [Exhibits.Of(reading.Section!, first, [.. trouble.Paths]), .. Logs(evidence, denied.Pod ?? first)]);
        var finding = starting ? Info.Warn(subject, $"{daemon.FullName} is starting on {where}")
            : denied.Line is not null
                ? Info.Fail(subject, $"{daemon.FullName} is not ready on {where}: {(IsInit(denied.Pod!) ? "an init container" : "a container")} of {denied.Pod!.Name} is denied permission, which is SELinux as a rule")
            : Info.Fail(subject, $"{daemon.FullName} is not ready on {where}: {first.Name}: {trouble.Sentence}");
        return finding with
        {
            Details = [.. denied.Line is { } line ? [$"Its log: {Words.Cut(line.Trim(), 200)}"] : (string[])[], .. bad.Skip(1).Take(5).Select(p => $"{p.Name} on {p.NodeName}: {PodTrouble.Of(p, EventsByObject.Of(evidence.Warnings(daemon.Namespace), p), evidence.Now).Sentence}")],
            Exhibits = exhibits,
            Remedy = denied.Line is not null
                ? "See node.selinux; set SELinux to permissive on these nodes to try it (setenforce 0), then give the pod spc_t or install the CNI's policy."
                : "Pods on these nodes get no network, or lose theirs, until it runs.",
            RemedyCommand = denied.Line is not null ? "getenforce; ausearch -m avc -ts recent" : trouble.Command.Length > 0 ? trouble.Command : $"kubectl describe pod -n {first.Namespace} {first.Name}",
            Explains = finding.Verdict == Verdict.Fail ? [.. bad.Where(p => p.NodeName.Length > 0).SelectMany(p => (Subject[])[Subject.Node(p.NodeName), .. PodsByNode.All(evidence, p.NodeName).Select(o => Subject.Pod(o.Namespace, o.Name))])] : [],
            ExplainedChecks = ["node.ready", "node.cni", "pod.sandbox", "pod.interface", "pod.routes"],
        };
    }

    private static IEnumerable<Pod> Bad(IEvidence evidence, Workload daemon) => CniDaemons.Pods(evidence, daemon).Where(p => !p.IsReady);

    private static bool IsInit(Pod pod) => pod.Containers.Any(c => c is { IsInit: true, Status.Ready: false });

    private static IEnumerable<Exhibit> Logs(IEvidence evidence, Pod pod) =>
        CniDaemons.Log(pod) is { } need && evidence.Find(need) is { } section && evidence.Log(need) is { } lines
            ? [Exhibits.Of(section, $"Log of {pod.FullName}, container {need.Container}", lines, l => l.Contains("permission denied", StringComparison.OrdinalIgnoreCase) || l.Contains("error", StringComparison.OrdinalIgnoreCase) || l.Contains("fatal", StringComparison.OrdinalIgnoreCase))]
            : [];

    private static string Missing(IEvidence evidence, IReadOnlyList<Pod> pods)
    {
        List<string> without = [.. evidence.Nodes().Items.Select(n => n.Name).Except(pods.Select(p => p.NodeName))];
        return without.Count > 0 ? Words.Some(without) : "some nodes";
    }
}
