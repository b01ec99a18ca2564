using System.Text.Json;

namespace KubeNetTui.Replay;

/// <summary>The row of a pod: <c>printPod</c> of pkg/printers/internalversion/printers.go.</summary>
internal static class PodRow
{
    public static IReadOnlyList<TableColumn> Columns { get; } =
    [
        KindTable.Name, new("Ready"), new("Status"), new("Restarts"), KindTable.Age,
        new("IP", Priority: 1), new("Node", Priority: 1), new("Nominated Node", Priority: 1), new("Readiness Gates", Priority: 1),
    ];

    public static void Print(JsonElement pod, RowBuilder row, DateTimeOffset now)
    {
        var (metadata, spec, status) = (pod.At("metadata"), pod.At("spec"), pod.At("status"));
        var phase = status.Text("phase");
        var state = new State { Reason = status.Text("reason") is { Length: > 0 } reason ? reason : phase };
        foreach (var condition in status.Items("conditions"))
        {
            if (condition.Text("type") == "PodScheduled" && condition.Text("reason") == "SchedulingGated")
            {
                state.Reason = "SchedulingGated";
            }
        }

        if (phase is "Succeeded")
        {
            row.Completed("Succeeded", "The pod has completed successfully.");
        }
        else if (phase is "Failed")
        {
            row.Completed("Failed", "The pod failed.");
        }

        var total = spec.Count("containers") + spec.Items("initContainers").Count(IsSidecar);
        ReadInitContainers(spec, status, ref state);
        if (!state.Initializing || HasCondition(status, "Initialized"))
        {
            ReadContainers(status, ref state);
        }

        if (metadata.At("deletionTimestamp").Exists())
        {
            state.Reason = status.Text("reason") == "NodeLost" ? "Unknown"
                : phase is "Succeeded" or "Failed" ? state.Reason : "Terminating";
        }

        row.Text(metadata.Text("name")).Text($"{state.Ready}/{total}").Text(state.Reason);
        if (state.Restarts > 0 && state.LastRestart is not null)
        {
            row.Age($"{state.Restarts} (", state.LastRestart, " ago)", "");
        }
        else
        {
            row.Text(state.Restarts.ToString());
        }

        var gates = spec.Count("readinessGates");
        var open = spec.Items("readinessGates").Count(gate => HasCondition(status, gate.Text("conditionType")));
        row.Age(pod.Created())
            .TextOr(PodIp(status), RowBuilder.None)
            .TextOr(spec.Text("nodeName"), RowBuilder.None)
            .TextOr(status.Text("nominatedNodeName"), RowBuilder.None)
            .Text(gates == 0 ? RowBuilder.None : $"{open}/{gates}");
    }

    private static string PodIp(JsonElement status) =>
        status.Items("podIPs").Select(ip => ip.Text("ip")).FirstOrDefault() is { Length: > 0 } first ? first : status.Text("podIP");

    private static bool IsSidecar(JsonElement initContainer) => initContainer.Text("restartPolicy") == "Always";

    private static bool HasCondition(JsonElement status, string type) =>
        status.Items("conditions").Any(condition => condition.Text("type") == type && condition.Text("status") == "True");

    private static void ReadInitContainers(JsonElement spec, JsonElement status, ref State state)
    {
        var sidecars = spec.Items("initContainers").Where(IsSidecar).Select(container => container.Text("name")).ToHashSet();
        var index = -1;
        foreach (var container in status.Items("initContainerStatuses"))
        {
            index++;
            var isSidecar = sidecars.Contains(container.Text("name"));
            Count(container, ref state.Restarts, ref state.LastRestart);
            if (isSidecar)
            {
                Count(container, ref state.SidecarRestarts, ref state.LastSidecarRestart);
            }

            var terminated = container.At("state", "terminated");
            var waiting = container.Text("state", "waiting", "reason");
            if (terminated.Exists() && terminated.Number("exitCode") == 0)
            {
                continue;
            }

            if (isSidecar && container.Flag("started"))
            {
                state.Ready += container.Flag("ready") ? 1 : 0;
                continue;
            }

            state.Initializing = true;
            state.Reason = terminated.Exists() ? "Init:" + Ending(terminated)
                : waiting.Length > 0 && waiting != "PodInitializing" ? "Init:" + waiting
                : $"Init:{index}/{spec.Count("initContainers")}";
            break;
        }
    }

    private static void ReadContainers(JsonElement status, ref State state)
    {
        state.Restarts = state.SidecarRestarts;
        state.LastRestart = state.LastSidecarRestart;
        var hasRunning = false;
        foreach (var container in status.Items("containerStatuses").Reverse())
        {
            Count(container, ref state.Restarts, ref state.LastRestart);
            var terminated = container.At("state", "terminated");
            if (container.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
            {
                state.Reason = waiting;
            }
            else if (terminated.Exists())
            {
                state.Reason = Ending(terminated);
            }
            else if (container.Flag("ready") && container.At("state", "running").Exists())
            {
                hasRunning = true;
                state.Ready++;
            }
        }

        if (state.Reason == "Completed" && hasRunning)
        {
            state.Reason = HasCondition(status, "Ready") ? "Running" : "NotReady";
        }
    }

    private static string Ending(JsonElement terminated) => terminated.Text("reason") is { Length: > 0 } reason ? reason
        : terminated.Number("signal") is > 0 and var signal ? $"Signal:{signal}"
        : $"ExitCode:{terminated.Number("exitCode")}";

    private static void Count(JsonElement container, ref long restarts, ref DateTimeOffset? last)
    {
        restarts += container.Number("restartCount");
        if (container.Time("lastState", "terminated", "finishedAt") is { } finished && (last is null || last < finished))
        {
            last = finished;
        }
    }

    private struct State
    {
        public string Reason;
        public bool Initializing;
        public int Ready;
        public long Restarts;
        public long SidecarRestarts;
        public DateTimeOffset? LastRestart;
        public DateTimeOffset? LastSidecarRestart;
    }
}
