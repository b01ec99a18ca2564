using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary><c>pod.sandbox</c>: whether the pod got its network namespace and address, and why not.</summary>
public sealed class PodSandboxCheck : ICheck
{
    /// <summary>A sandbox takes a second or two; image pulls come after it. Younger pods are starting, not stuck.</summary>
    private static readonly TimeSpan Starting = TimeSpan.FromSeconds(45);

    /// <summary>Failures older than this are past, where the pod has its address now.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    public CheckInfo Info { get; } = new(
        "pod.sandbox", SubjectKind.Pod, "Pod sandbox and address",
        "The pod has its sandbox and address, or why it is stuck in ContainerCreating: no free IP, CNI not initialised, plugin missing, and so on.",
        "Pod status and conditions, Warning events that name the pod.",
        [
            "A pod that waits for its node, or has finished, has no sandbox to judge.",
            "A pod younger than 45 s without a failure is starting.",
            "A pod that waits for a volume or an image is no network fault.",
            "Host-network pods have the node's address and no CNI set-up.",
        ]);

    public IEnumerable<Need> Needs(Subject subject, IEvidence soFar) =>
        [Evidence.Needs.Pods(subject.Namespace), Evidence.Needs.Warnings(subject.Namespace)];

    public IEnumerable<Finding> Run(Subject subject, IEvidence evidence)
    {
        var pods = evidence.Pods(subject.Namespace);
        if (!pods.IsRead)
        {
            return [Answer(subject, Verdict.Unknown, "the pod could not be read") with { Details = [pods.Problem], Remedy = pods.HowToGet }];
        }

        var pod = pods.Find(subject.Name);
        if (pod is null)
        {
            return [Answer(subject, Verdict.Unknown, $"there is no pod {subject.Namespace}/{subject.Name} (any more)")];
        }

        if (pod.IsFinished)
        {
            return [Answer(subject, Verdict.NotApplicable, $"the pod has finished ({pod.Phase})")];
        }

        if (pod.NodeName.Length == 0)
        {
            var why = pod.Condition("PodScheduled") is { IsTrue: false, Message.Length: > 0 } c ? c.Message : "no reason given yet";
            return [Answer(subject, Verdict.NotApplicable, $"the pod has no node yet: {why}")];
        }

        var warnings = evidence.Warnings(subject.Namespace);
        var failures = warnings.Items.Where(e => e.Reason is "FailedCreatePodSandBox" or "NetworkNotReady" && IsAbout(e, pod))
            .OrderBy(e => e.Last).ToList();
        return [HasSandbox(pod) ? Started(subject, evidence, pod, pods, warnings, failures) : Waiting(subject, evidence, pod, pods, warnings, failures)];
    }

    /// <summary>The pod has an address, or the kubelet says that containers may start, or one has.</summary>
    internal static bool HasSandbox(Pod pod) =>
        pod.Ips.Count > 0
        || (pod.Condition("PodReadyToStartContainers") ?? pod.Condition("PodHasNetwork")) is { IsTrue: true }
        || pod.Containers.Any(c => c.Status is { State.Phase: ContainerPhase.Running or ContainerPhase.Terminated } or { RestartCount: > 0 });

    private Finding Started(
        Subject subject, IEvidence evidence, Pod pod, Reading<Pod> pods, Reading<KubeEvent> warnings, List<KubeEvent> failures)
    {
        var address = pod.HostNetwork ? $"uses its node's network ({string.Join(", ", pod.Ips)})" : $"has {string.Join(", ", pod.Ips)}";
        var last = failures.LastOrDefault();
        // An event before the pod started is how it began, not how it is.
        if (last?.Last is { } at && evidence.Now - at <= Recent && at > (pod.Started ?? DateTimeOffset.MaxValue) + Starting)
        {
            return Answer(subject, Verdict.Warn, $"its sandbox was made again after failing {failures.Sum(e => e.Count)} times: {Cause(last.Message)}") with
            {
                Details = [SandboxCauses.Core(last.Message)],
                Exhibits = [Exhibits.Of(warnings.Section!, failures), Exhibits.Of(pods.Section!, pod, "status.podIPs", "status.conditions")],
                Remedy = SandboxCauses.Of(last.Message)?.Remedy ?? "",
            };
        }

        return Answer(subject, Verdict.Pass, $"on {pod.NodeName}, {address}") with
        {
            Exhibits = [Exhibits.Of(pods.Section!, pod, "status.podIPs")],
        };
    }

    private Finding Waiting(
        Subject subject, IEvidence evidence, Pod pod, Reading<Pod> pods, Reading<KubeEvent> warnings, List<KubeEvent> failures)
    {
        var status = Exhibits.Of(pods.Section!, pod, "spec.nodeName", "status.phase", "status.conditions", "status.containerStatuses[0].state");
        if (failures.Count > 0)
        {
            var last = failures[^1];
            var known = SandboxCauses.Of(last.Message);
            return Answer(subject, Verdict.Fail, $"stuck in ContainerCreating on {pod.NodeName}: {Cause(last.Message)}") with
            {
                Details = [$"{failures.Sum(e => e.Count)} attempts failed, the last at {last.Last?.UtcDateTime:HH:mm:ss} UTC: {SandboxCauses.Core(last.Message)}"],
                Exhibits = [Exhibits.Of(warnings.Section!, failures), status],
                Remedy = known?.Remedy ?? "The message is the container runtime's own; its log on the node has what came before.",
                RemedyCommand = $"kubectl describe pod {pod.Name} -n {pod.Namespace}",
            };
        }

        var since = pod.Condition("PodScheduled")?.Since ?? pod.Meta.Created;
        var waits = since is { } from ? evidence.Now - from : TimeSpan.Zero;
        if (!warnings.IsRead)
        {
            return Answer(subject, Verdict.Unknown, $"no address after {Seconds(waits)}, and the events that say why could not be read") with
            {
                Details = [warnings.Problem], Exhibits = [status], Remedy = warnings.HowToGet,
            };
        }

        if (waits < Starting)
        {
            return Answer(subject, Verdict.NotApplicable, $"starting since {Seconds(waits)}, no failure so far") with { Exhibits = [status] };
        }

        var others = warnings.Items.Where(e => IsAbout(e, pod)).OrderBy(e => e.Last).ToList();
        if (others.Count > 0)
        {
            var last = others[^1];
            return Answer(subject, Verdict.NotApplicable, $"waits for something else than the network: {last.Reason}: {SandboxCauses.Core(last.Message)}") with
            {
                Exhibits = [Exhibits.Of(warnings.Section!, others), status],
            };
        }

        return Answer(subject, Verdict.Warn, $"no address after {Seconds(waits)} on {pod.NodeName}, and no event says why") with
        {
            Exhibits = [status],
            Remedy = "Events go after an hour; the kubelet's and the container runtime's log on the node say what they wait for.",
            RemedyCommand = $"kubectl describe pod {pod.Name} -n {pod.Namespace}",
        };
    }

    private Finding Answer(Subject subject, Verdict verdict, string title) => new(Info.Id, subject, verdict, title);

    private static string Cause(string message) => SandboxCauses.Of(message)?.Cause ?? SandboxCauses.Core(message);

    // A pod of a StatefulSet keeps its name: the uid tells it from the one before.
    private static bool IsAbout(KubeEvent e, Pod pod) =>
        e.Regarding.Kind == "Pod" && e.Regarding.Name == pod.Name && e.Regarding.Namespace == pod.Namespace
        && (e.Regarding.Uid.Length == 0 || pod.Meta.Uid.Length == 0 || e.Regarding.Uid == pod.Meta.Uid);

    private static string Seconds(TimeSpan time) => time.TotalMinutes < 2 ? $"{time.TotalSeconds:0} s" : $"{time.TotalMinutes:0} min";
}
