using KubeNetTui.Checks;
using KubeNetTui.Evidence;

namespace KubeNetTui.Reading;

/// <summary>A pod's columns READY and STATUS as the API server prints them (pkg/printers/internalversion, printPod), from the whole pod.</summary>
internal static class PodWords
{
    public static string Ready(Pod pod)
    {
        var counted = pod.Containers.Where(static c => !c.IsOrdinaryInit).ToList();
        return $"{counted.Count(static c => c.Status is { Ready: true })}/{counted.Count}";
    }

    public static int Restarts(Pod pod) => pod.Containers.Sum(static c => c.Status?.RestartCount ?? 0);

    public static string Status(Pod pod)
    {
        var reason = pod.Reason.Length > 0 ? pod.Reason : pod.Phase;
        if (InitStatus(pod) is { } waiting)
        {
            return waiting;
        }

        var running = false;
        foreach (var container in pod.Containers.Where(static c => !c.IsInit).Reverse())
        {
            switch (container.Status?.State)
            {
                case { Phase: ContainerPhase.Waiting, Reason.Length: > 0 } state: reason = state.Reason; break;
                case { Phase: ContainerPhase.Terminated } state: reason = state.Reason.Length > 0 ? state.Reason : $"ExitCode:{state.ExitCode}"; break;
                case { Phase: ContainerPhase.Running } when container.Status is { Ready: true }: running = true; break;
            }
        }

        return reason == "Completed" && running ? pod.IsReady ? "Running" : "NotReady" : reason;
    }

    public static PodGlance Glance(Pod pod) => new()
    {
        Namespace = pod.Namespace,
        Name = pod.Name,
        Status = Status(pod),
        Ready = Ready(pod),
        Restarts = $"{Restarts(pod)}",
        Node = pod.NodeName,
        Ip = pod.Ips.Count > 0 ? pod.Ips[0] : "",
        Controller = pod.Meta.Controller is { } owner ? $"{owner.Kind}/{owner.Name}" : "",
        Created = pod.Meta.Created,
        Deleting = pod.Meta.Deleting,
    };

    /// <param name="warnings">About this pod, newest first.</param>
    public static LiveJudgement StateOf(Pod pod, IReadOnlyList<KubeEvent> warnings, DateTimeOffset now) =>
        LiveVerdict.OfPod(Glance(pod), warnings, now);

    private static string? InitStatus(Pod pod)
    {
        var inits = pod.Containers.Where(static c => c.IsInit).ToList();
        for (var i = 0; i < inits.Count; i++)
        {
            switch (inits[i].Status)
            {
                case { State: { Phase: ContainerPhase.Terminated, ExitCode: 0 } }:
                case { Started: true } when inits[i].IsSidecar:
                case null when pod.Phase is not "Pending":
                    continue;
                case { State: { Phase: ContainerPhase.Terminated } state }:
                    return "Init:" + (state.Reason.Length > 0 ? state.Reason : $"ExitCode:{state.ExitCode}");
                case { State: { Phase: ContainerPhase.Waiting, Reason: { Length: > 0 } why } } when why != "PodInitializing":
                    return "Init:" + why;
                case null when pod.NodeName.Length == 0:
                    return null; // not scheduled yet: its phase and its conditions say that
                default:
                    return $"Init:{i}/{inits.Count}";
            }
        }

        return null;
    }
}
