using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.running</c>: the pod's containers run and it is Ready; or what keeps it from that.</summary>
public sealed class PodRunningCheck : ICheck
{
    // Containers that came up again within this are told of.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public CheckInfo Info { get; } = new(
        "pod.running", SubjectKind.Pod, "Containers run, pod is Ready",
        "The pod is Ready; or which container crashes, waits, was killed, or fails which probe. A pod that is not Ready is no endpoint of any service.",
        "Pod status and conditions, Warning events that name the pod; the last lines of a crashing container's log.",
        [
            "A pod that has finished, or has no node or sandbox yet, is not judged here: pod.sandbox says what it waits for.",
            "Pods that started less than 30 s ago are starting.",
            "Pods that are being deleted need not be Ready.",
            "Restarts of a pod that is Ready again are told, not failed.",
            "Of a DNS server the log is sorted into the causes of dns.pods.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar)
    {
        yield return Evidence.Needs.Pods(subject.Namespace);
        yield return Evidence.Needs.Warnings(subject.Namespace);
        if (soFar.Pods(subject.Namespace).Find(subject.Name) is { } pod && IsJudged(pod))
        {
            foreach (var log in CrashLogs.Of(pod))
            {
                yield return log;
            }
        }
    }

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods(subject.Namespace);
        if (!pods.IsRead)
        {
            return [Info.Unknown(subject, $"the pod could not be read: {pods.Problem}", pods.HowToGet)];
        }

        return pods.Find(subject.Name) switch
        {
            null => [Info.Unknown(subject, $"there is no pod {subject.Namespace}/{subject.Name} (any more)")],
            { IsFinished: true } pod => [Info.NotApplicable(subject, $"the pod has finished ({pod.Phase})")],
            { Meta.Deleting: not null } => [Info.NotApplicable(subject, "it is being deleted")],
            { NodeName: "" } => [Info.NotApplicable(subject, "the pod has no node yet")],
            { IsReady: true } pod => [Ready(subject, pod, pods, evidence.Now)],
            { } pod when !PodSandboxCheck.HasSandbox(pod) => [Info.NotApplicable(subject, "it has no sandbox yet; pod.sandbox says why")],
            { } pod => [Broken(subject, pod, pods, evidence)],
        };
    }

    private static bool IsJudged(Pod pod) => pod is { IsReady: false, IsFinished: false, Meta.Deleting: null } && PodSandboxCheck.HasSandbox(pod);

    private Finding Ready(Subject subject, Pod pod, Reading<Pod> pods, DateTimeOffset now)
    {
        var restarted = pod.Containers.FirstOrDefault(c => c.Status is { RestartCount: > 0, LastState.FinishedAt: { } ended }
            && now - ended < Recent);
        var memory = restarted?.Status!.LastState.Reason == "OOMKilled" ? ", killed for want of memory" : "";
        return Info.Pass(
            subject, "Ready",
            restarted is null ? []
                : [$"Container {restarted.Name} has restarted {Words.Count(restarted.Status!.RestartCount, "time")}, the last time {Words.Age(now - restarted.Status.LastState.FinishedAt!.Value)} ago{memory}."]) with
        {
            Exhibits = [Exhibits.Of(pods.Section!, pod, "status.conditions", "status.containerStatuses")],
        };
    }

    private Finding Broken(Subject subject, Pod pod, Reading<Pod> pods, IEvidence evidence)
    {
        var warnings = evidence.Warnings(subject.Namespace);
        var trouble = PodTrouble.Of(pod, EventsByObject.Of(warnings, pod), evidence.Now);
        var status = Exhibits.Of(pods.Section!, pod, [.. trouble.Paths]);
        if (trouble.IsStarting)
        {
            return Info.Warn(subject,
                $"not Ready yet: it started {Words.Age(evidence.Now - (pod.Started ?? evidence.Now))} ago") with { Exhibits = [status], Remedy = "Look again in a moment." };
        }

        var isDns = subject.Namespace == ClusterDns.Namespace && ClusterDns.IsServer(pod);
        var logs = CrashLogs.Read(pod, evidence, isDns);
        return Info.Fail(subject, $"not Ready: {trouble.Sentence}{(logs.Cause is { } known ? $": {known.Cause}" : "")}") with
        {
            Details =
            [
                .. logs.Details,
                .. isDns ? ["It is a server of the cluster's DNS: dns.pods and dns.service say what is left of that."] : Array.Empty<string>(),
            ],
            Exhibits = [.. logs.Exhibits, .. trouble.Events.Count > 0 ? [Exhibits.Of(warnings.Section!, trouble.Events)]
                : Array.Empty<Exhibit>(), status],
            Remedy = logs.Cause?.Remedy ?? (trouble.Short.Contains("probe", StringComparison.Ordinal)
                ? "Ask the pod itself what the probe asks; mend what it answers, or the probe."
                : "Look at what the container says before it ends, and at the pod's events."),
            RemedyCommand = trouble.Command.Length > 0 ? trouble.Command : $"kubectl describe pod -n {pod.Namespace} {pod.Name}",
            Explains = [subject],
            ExplainedChecks = ["pod.listening", "pod.rbac"],
        };
    }
}
