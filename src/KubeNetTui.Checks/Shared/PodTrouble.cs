using System.Text.RegularExpressions;
using KubeNetTui.Evidence;

namespace KubeNetTui.Checks;

/// <summary>Why a pod is not Ready.</summary>
/// <param name="Short">A few words: <c>readiness probe 503</c>, <c>CrashLoopBackOff</c>.</param>
/// <param name="Sentence">With the object's parts named: "readiness probe HTTP GET :8080/ready of container web fails: …".</param>
/// <param name="IsStarting">It started just now and nothing has failed yet.</param>
internal sealed partial record PodTrouble(string Short, string Sentence, bool IsStarting = false)
{
    /// <summary>Fields of the pod that say so, as paths of its YAML.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    public IReadOnlyList<KubeEvent> Events { get; init; } = [];

    /// <summary>What looks closer; "" where there is nothing better than the pod itself.</summary>
    public string Command { get; init; } = "";

    // How long a pod may take from its start until it is Ready without being called broken.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    public static PodTrouble Of(Pod pod, IReadOnlyList<KubeEvent> warnings, DateTimeOffset now)
    {
        PodTrouble trouble = Place(pod)
            ?? Sandbox(pod, warnings)
            ?? FromContainers(pod, warnings)
            ?? Gates(pod)
            ?? Condition(pod);
        bool young = (pod.Started ?? pod.Meta.Created) is { } start && now - start < Grace;
        return trouble with { IsStarting = young && trouble.Events.Count == 0 && !IsBroken(pod) };
    }

    private static bool IsBroken(Pod pod) =>
        pod.Containers.Any(c => c.Status is { RestartCount: > 0 } || IsBadWait(c.Status?.State.Reason));

    private static bool IsBadWait(string? reason) => reason is { Length: > 0 } and not ("ContainerCreating" or "PodInitializing");

    private static PodTrouble? Place(Pod pod)
    {
        if (pod.Reason is { Length: > 0 })
        {
            return new PodTrouble(pod.Reason, $"{pod.Reason}: {Words.OneLine(pod.Message)}".TrimEnd(' ', ':')) { Paths = ["status.reason", "status.message"] };
        }

        return pod.NodeName.Length == 0 && pod.Condition("PodScheduled") is { IsTrue: false } scheduled
            ? new PodTrouble("not scheduled", $"no node takes it: {Words.OneLine(scheduled.Message)}".TrimEnd(' ', ':'))
            {
                Paths = ConditionPaths(pod, "PodScheduled"),
            }
            : null;
    }

    private static PodTrouble? Sandbox(Pod pod, IReadOnlyList<KubeEvent> warnings)
    {
        if (pod.Ips.Count > 0 || warnings.FirstOrDefault(e => e.Reason == "FailedCreatePodSandBox") is not { } e)
        {
            return null;
        }

        return new PodTrouble(SandboxCauses.Short(e.Message), $"its sandbox can't be made: {SandboxCauses.Of(e.Message)?.Cause ?? SandboxCauses.Core(e.Message)}") { Events = [e] };
    }

    private static PodTrouble? FromContainers(Pod pod, IReadOnlyList<KubeEvent> warnings)
    {
        int main = 0, init = 0;
        foreach (Container container in pod.Containers)
        {
            // Indexes as in the two arrays of the status, which the kubelet keeps in the order of the names; close enough for a mark.
            string path = container.IsInit ? $"status.initContainerStatuses[{init++}]" : $"status.containerStatuses[{main++}]";
            if (Of(pod, container, path, warnings) is { } trouble)
            {
                return trouble;
            }
        }

        return null;
    }

    private static PodTrouble? Of(Pod pod, Container container, string path, IReadOnlyList<KubeEvent> warnings)
    {
        if (container.Status is not { } status || status.Ready || (container.IsOrdinaryInit && status.State is { Phase: ContainerPhase.Terminated, ExitCode: 0 }))
        {
            return null;
        }

        string logs = $"kubectl logs -n {pod.Namespace} {pod.Name} -c {container.Name}";
        string name = $"{(container.IsInit ? "init container" : "container")} {container.Name}";
        ContainerState state = status.State;
        if (state.Phase == ContainerPhase.Waiting && IsBadWait(state.Reason))
        {
            ContainerState last = status.LastState;
            string ended = last.Phase == ContainerPhase.Terminated
                ? $", ended {Words.Count(status.RestartCount, "time")}, the last time with {Ending(last)}"
                : state.Message.Length > 0 ? $": {Words.OneLine(state.Message)}" : "";
            return new PodTrouble(state.Reason, $"{name} is in {state.Reason}{ended}")
            {
                Paths = [$"{path}.state.waiting.reason", $"{path}.lastState.terminated.exitCode", $"{path}.lastState.terminated.reason"],
                Events = [.. warnings.Where(e => e.Reason is "BackOff" or "Failed").Take(2)],
                Command = state.Reason == "CrashLoopBackOff" ? logs + " --previous" : "",
            };
        }

        if (state.Phase == ContainerPhase.Terminated)
        {
            return new PodTrouble("container ended", $"{name} has ended with {Ending(state)}")
            {
                Paths = [$"{path}.state.terminated.reason", $"{path}.state.terminated.exitCode"], Command = logs,
            };
        }

        if (state.Phase == ContainerPhase.Running)
        {
            return status.Started == false && container.Startup is { } startup
                ? OfProbe("startup", startup, pod, container, path, warnings)
                : container.Readiness is { } readiness ? OfProbe("readiness", readiness, pod, container, path, warnings) : null;
        }

        return null;
    }

    private static PodTrouble OfProbe(string kind, Probe probe, Pod pod, Container container, string path, IReadOnlyList<KubeEvent> warnings)
    {
        KubeEvent? failed = warnings.FirstOrDefault(e =>
            e.Reason == "Unhealthy"
            && e.Message.StartsWith(kind, StringComparison.OrdinalIgnoreCase)
            && (e.Regarding.FieldPath.Length == 0 || e.Regarding.FieldPath.Contains($"{{{container.Name}}}", StringComparison.Ordinal)));
        string head = $"{kind} probe {probe} of container {container.Name}";
        IReadOnlyList<string> paths = [$"{path}.ready"];
        string ask = AskAsTheProbe(probe, pod, container);
        if (failed is null)
        {
            return new PodTrouble($"{kind} probe", $"{head} has not passed yet") { Paths = paths, Command = ask };
        }

        string message = Words.OneLine(failed.Message);
        Match status = StatusCode().Match(message);
        string says = status.Success ? $"answers {status.Groups[1].ValueSpan}" : $"fails: {ProbeMessage().Replace(message, "")}";
        return new PodTrouble(ShortOfProbe(message), $"{head} {says}") { Paths = paths, Events = [failed], Command = ask };
    }

    /// <summary>The probe's own question, put through the API server; "" for probes that are no HTTP.</summary>
    private static string AskAsTheProbe(Probe probe, Pod pod, Container container)
    {
        int port = probe.Port.IsName ? container.Ports.FirstOrDefault(p => p.Name == probe.Port.Name)?.Port ?? 0 : probe.Port.Number;
        string scheme = probe.Scheme == "HTTPS" ? "https:" : "";
        return probe.Kind == ProbeKind.Http && port > 0
            ? $"kubectl get --raw '/api/v1/namespaces/{pod.Namespace}/pods/{scheme}{pod.Name}:{port}/proxy{probe.Target}'"
            : "";
    }

    /// <summary><c>readiness probe 503</c>, from the text of an Unhealthy event.</summary>
    public static string ShortOfProbe(string message)
    {
        int end = message.IndexOf(" probe", StringComparison.Ordinal);
        string kind = end > 0 ? message[..end].ToLowerInvariant() : "a";
        Match status = StatusCode().Match(message);
        return status.Success ? $"{kind} probe {status.Groups[1].ValueSpan}" : $"{kind} probe fails";
    }

    private static PodTrouble? Gates(Pod pod)
    {
        string? gate = pod.ReadinessGates.FirstOrDefault(g => pod.Condition(g) is not { IsTrue: true });
        return gate is null
            ? null
            : new PodTrouble("readiness gate", $"readiness gate {gate} is {pod.Condition(gate)?.Status ?? "not set"}: whoever sets it has not yet said so")
            {
                Paths = [.. ConditionPaths(pod, gate), "spec.readinessGates"],
            };
    }

    private static PodTrouble Condition(Pod pod)
    {
        Condition? ready = pod.Condition("Ready");
        string why = ready is null ? "the kubelet has not reported" : Words.OneLine($"{ready.Reason} {ready.Message}").Trim();
        return new PodTrouble("not Ready", pod.Phase == "Pending" ? $"still Pending ({why})" : $"not Ready ({why})")
        {
            Paths = [.. ConditionPaths(pod, "Ready"), "status.phase"],
        };
    }

    private static string[] ConditionPaths(Pod pod, string type)
    {
        for (int i = 0; i < pod.Conditions.Count; i++)
        {
            if (pod.Conditions[i].Type == type)
            {
                return [$"status.conditions[{i}].type", $"status.conditions[{i}].status", $"status.conditions[{i}].message"];
            }
        }

        return [];
    }

    private static string Ending(ContainerState state) =>
        state.Reason is "" or "Error" or "Completed" ? $"exit code {state.ExitCode}" : $"{state.Reason} (exit code {state.ExitCode})";

    [GeneratedRegex(@"statuscode: (\d{3})", RegexOptions.CultureInvariant)]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"^\w+ probe (failed|errored)[^:]*: *", RegexOptions.CultureInvariant)]
    private static partial Regex ProbeMessage();
}
